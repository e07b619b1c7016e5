// The keys 1 to 5 rate the criterion that has the focus; ratings not sent yet are still there after a reload.
const form = document.querySelector("form[data-scorecard]");
const KEY = `ratings ${location.pathname}`;
const chosen = () => [...form.querySelectorAll("input[type=radio]:checked")].map((one) => [one.name, one.value]);

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(chosen()));
  } catch {
    // The browser forbids keeping or is full: the page itself still holds the ratings.
  }
}

// The server's answer is newer than what was kept: only an untouched form takes it back.
function putBack() {
  if (form.querySelector("input[type=radio]:checked")) return;
  for (const [name, value] of JSON.parse(sessionStorage.getItem(KEY) || "[]")) {
    const radio = form.elements.namedItem(name);
    if (radio instanceof RadioNodeList) radio.value = value;
  }
}

function rate(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-5]$/.test(event.key)) return;
  const radio = event.target.closest(".anchors")?.querySelector(`input[value="${event.key}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.click();
  radio.focus();
}

if (form) {
  putBack();
  form.addEventListener("change", keep);
  form.addEventListener("keydown", rate);
  form.addEventListener("submit", () => sessionStorage.removeItem(KEY));
}
