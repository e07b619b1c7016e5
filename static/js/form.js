// A refusal gets the focus; text is not lost by leaving the page, nor by a line that breaks on sending.
const SECRET = new Set(["password", "hidden", "file", "submit", "search"]);
const draftKey = (form) => `draft ${location.pathname} ${form.getAttribute("action") || ""}`;
const texts = (form) => [...form.elements].filter((e) => e.name && e.matches("input, textarea") && !SECRET.has(e.type)
  && !["checkbox", "radio"].includes(e.type));
const writing = () => [...document.querySelectorAll('form[method="post"]')].filter((form) => texts(form).length > 0);
const isTouched = (form) => texts(form).some((e) => e.value !== e.defaultValue);

function keep(form) {
  const kept = texts(form).filter((e) => e.value !== e.defaultValue).map((e) => [e.name, e.value]);
  try {
    sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
  } catch {
    // The browser forbids keeping or is full: the page itself still holds the text.
  }
}

// A draft that is still there was never answered: sending it broke. An answer of the server clears it (answered()).
function putBack(form) {
  const kept = sessionStorage.getItem(draftKey(form));
  if (!kept) return;
  sessionStorage.removeItem(draftKey(form));
  for (const [name, value] of JSON.parse(kept)) {
    const field = texts(form).find((e) => e.name === name);
    if (field && !field.value) field.value = value;
  }
}

// The page that came after a send names the form's own page as where it came from: the send has arrived.
function answered() {
  if (!document.referrer) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`draft ${from.pathname} `)) sessionStorage.removeItem(key);
  }
}

function onSubmit(event, state) {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => { form.dataset.sent = "no"; }, 4000);
  state.sent = form;
  if (texts(form).length) keep(form);
}

export function forms() {
  const state = { sent: null };
  answered();
  document.querySelector("main [data-refusal]")?.focus();
  writing().forEach(putBack);
  document.addEventListener("submit", (event) => onSubmit(event, state));
  window.addEventListener("pageshow", () => { state.sent = null; });
  window.addEventListener("beforeunload", (event) => {
    if (writing().some((form) => form !== state.sent && isTouched(form))) event.preventDefault();
  });
}
