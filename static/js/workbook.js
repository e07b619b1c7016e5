// The workbook by keyboard: arrows and Enter go from mark to mark, a paste shows first what it would fill in.
// What was typed is kept until the server shows it saved, also when the line breaks or the page is left.
// A column is an exam of the class, or a topic of one exam; then one day and one paper are for all of them.
const form = document.querySelector("form[data-workbook]");
const KEY = `workbook ${location.pathname}`;
const inputs = () => [...form.querySelectorAll("input[data-column]")];
const days = () => [...form.querySelectorAll("input[type=date]")];
const besides = () => [...days(), ...form.querySelectorAll("input[data-beside]")];
const isMark = (text) => /^\d{1,3}([.,]\d{1,2})?$/.test(text) && parseFloat(text.replace(",", ".")) <= 100;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "{}");
  } catch {
    return {};
  }
}

function keep() {
  const typed = inputs().filter((one) => one.value.trim());
  try {
    const draft = typed.length ? [...typed, ...besides()] : [];
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(draft.map((one) => [one.name, one.value]))));
  } catch {
    // The browser forbids keeping or is full: the page itself still holds the marks.
  }
  for (const one of inputs()) {
    const text = one.value.trim();
    one.closest("td").classList.toggle("dirty", Boolean(text));
    one.toggleAttribute("aria-invalid", false);
    if (text && !isMark(text)) one.setAttribute("aria-invalid", "true");
  }
  const told = form.querySelector("[data-unsaved]");
  told.hidden = typed.length === 0;
  told.textContent = `${told.dataset.words} ${typed.length}`;
}

// A field's name says which attempt of whom it is for: once that is saved the name is gone, and the draft with it.
// With the marks of an exam comes back the day that was chosen for them; without any it is today's.
function putBack() {
  const draft = kept();
  for (const one of inputs()) {
    if (one.value || !(one.name in draft)) continue;
    one.value = draft[one.name];
    const day = form.elements[`day-${one.dataset.column}`];
    for (const beside of day ? [day] : besides()) if (draft[beside.name]) beside.value = draft[beside.name];
  }
  keep();
}

function go(from, down, across) {
  const rows = [...form.querySelectorAll("tr[data-trainee]")];
  const row = from.closest("tr");
  if (across) {
    const all = inputs();
    return all[all.indexOf(from) + across];
  }
  for (let at = rows.indexOf(row) + down; rows[at]; at += down) {
    const there = rows[at].querySelector(`input[data-column="${from.dataset.column}"]`);
    if (there) return there;
  }
  return null;
}

const STEPS = { ArrowDown: [1, 0], Enter: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function onKey(event) {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.target.matches("input[data-column]") && event.key in STEPS && !event.isComposing) {
    event.preventDefault();
    event.stopPropagation();
    go(event.target, ...STEPS[event.key])?.focus();
  }
}

// Which cell each pasted value belongs to, counted from the one that has the focus.
function placed(from, text) {
  const rows = [...form.querySelectorAll("tr[data-trainee]")];
  const columns = [...form.querySelectorAll("th[data-column]")].map((one) => one.dataset.column);
  const [top, left] = [rows.indexOf(from.closest("tr")), columns.indexOf(from.dataset.column)];
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  return lines.flatMap((line, down) =>
    line.split("\t").map((raw, across) => {
      const row = rows[top + down];
      const column = columns[left + across];
      const value = raw.trim();
      const input = row?.querySelector(`input[data-column="${column}"]`);
      const locked = row?.querySelector(`[data-locked="${column}"]`)?.title;
      return { who: row?.dataset.trainee, value, input, locked, isThere: Boolean(row && column) };
    }),
  ).filter((one) => one.value);
}

function show(cells) {
  const box = form.querySelector("[data-preview]");
  const { becomes, refused, settled, nobody } = box.dataset;
  const said = cells.map(({ who, value, input, locked, isThere }) => {
    const item = document.createElement("li");
    if (!input) item.textContent = `${who || ""} ${value}: ${locked || (isThere ? settled : nobody)}`;
    else if (!isMark(value)) item.textContent = `${who}: ${value} ${refused}`;
    else item.textContent = `${input.getAttribute("aria-label")} ${becomes} ${value}`;
    item.className = input && isMark(value) ? "" : "bad";
    return item;
  });
  box.querySelector("[data-list]").replaceChildren(...said);
  box.hidden = false;
  box.querySelector("[data-apply]").onclick = () => {
    for (const { value, input } of cells) if (input && isMark(value)) input.value = value;
    box.hidden = true;
    keep();
    cells.find((one) => one.input)?.input.focus();
  };
  box.querySelector("[data-cancel]").onclick = () => (box.hidden = true);
  box.querySelector("[data-apply]").focus();
}

function onPaste(event) {
  const text = event.clipboardData.getData("text");
  if (!event.target.matches("input[data-column]") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  show(placed(event.target, text));
}

if (form) {
  putBack();
  form.addEventListener("input", keep);
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("focusin", (event) => event.target.matches("input[data-column]") && event.target.select());
}
