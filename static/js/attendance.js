// The attendance sheet by keyboard: a letter marks the trainee and goes on to the next, arrows go up and down.
// Marks that were not saved are still there after a reload.
const form = document.querySelector("form[data-attendance]");
const KEY = `attendance ${location.pathname}`;
const rows = () => [...form.querySelectorAll("tr[data-trainee]")].filter((row) => row.querySelector("input:enabled"));
const chosen = () => [...form.querySelectorAll("input[type=radio]:checked:enabled")].map((one) => [one.name, one.value]);

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(chosen()));
  } catch {
    // The browser forbids keeping or is full: the page itself still holds the marks.
  }
}

// What the server shows is newer than what was kept: only a line without a mark takes it back.
function putBack() {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(KEY) || "[]")) {
    const radio = form.elements.namedItem(name);
    if (radio instanceof RadioNodeList && !radio.value) radio.value = value;
  }
}

function go(row, steps) {
  const all = rows();
  const to = all[all.indexOf(row) + steps];
  (to?.querySelector("input:checked:enabled") || to?.querySelector("input:enabled"))?.focus();
}

function mark(row, key) {
  const radio = row.querySelector(`input[data-mark-key="${key}"]:enabled`);
  if (!radio) return false;
  radio.click();
  go(row, 1);
  return true;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Enter: 1 };

function onKey(event) {
  const row = event.target.closest("tr[data-trainee]");
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const went = event.key in STEPS;
  if (went) go(row, STEPS[event.key]);
  if (went || mark(row, event.key.toLowerCase())) {
    event.preventDefault();
    event.stopPropagation();
  }
}

if (form) {
  putBack();
  form.addEventListener("change", keep);
  form.addEventListener("keydown", onKey);
  form.addEventListener("submit", () => sessionStorage.removeItem(KEY));
  rows().find((row) => !row.querySelector("input:checked"))?.querySelector("input:enabled")?.focus();
}
