// The preview of a bulk act: who is ticked, and what the last button therefore says.
const form = document.querySelector("[data-bulk-act]");
const ticks = () => [...form.querySelectorAll("[data-tick]")];
const all = form.querySelector("[data-tick-all]");
const letters = form.querySelector("[data-changes-label]");
const button = form.querySelector(".confirm-bar button[type=submit]");

// "Move 3 and send 2 letters": the server gave the words for one and for many, {} standing for the number.
function label(ticked, written) {
  const { one, many, letter, letters: more } = form.dataset;
  const what = ticked === 1 ? one : many.replace("{}", ticked);
  if (!written) return what;
  return (written === 1 ? letter : more.replace("{}", written)).replace("[]", what);
}

function count() {
  const ticked = ticks().filter((tick) => tick.checked);
  all.checked = ticked.length === ticks().length;
  all.indeterminate = ticked.length > 0 && !all.checked;
  const written = letters && !letters.checked ? 0 : ticked.filter((tick) => "letter" in tick.dataset).length;
  button.disabled = ticked.length === 0;
  button.textContent = label(ticked.length, written);
}

if (all) {
  all.addEventListener("change", () => {
    for (const tick of ticks()) tick.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  count(); // what was ticked or unticked before this ran, or kept by the browser over a reload
}
