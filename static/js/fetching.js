// Asking the server for a part of a page without leaving this one. HX-Request tells it that a fragment will do:
// a refusal then comes as one notice.
const token = () => document.querySelector("meta[name=csrf-token]").content;
const headers = () => ({ "X-CSRFToken": token(), "HX-Request": "true", Accept: "text/html" });
const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// Sends a form's worth of values. A line that broke answers ok false and no page.
export async function send(address, values) {
  try {
    const answer = await fetch(address, { method: "POST", headers: headers(), body: new URLSearchParams(values) });
    return { ok: answer.ok, page: parse(await answer.text()) };
  } catch {
    return { ok: false, page: null };
  }
}

// The whole page at an address, as a person would get it.
export async function fetchPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return parse(await answer.text());
}

// A fragment, or nothing when the line broke.
export async function fetchPart(address) {
  try {
    const answer = await fetch(address, { headers: headers() });
    const part = document.createDocumentFragment();
    part.append(...parse(await answer.text()).body.childNodes);
    return part;
  } catch {
    return null;
  }
}
