// Rows and cards that are chosen; the bar below comes up with their number. Without script the bar stays away
// and every row still has its own action.
const boxes = () => [...document.querySelectorAll("[data-select]")];

function show(bar) {
  const all = boxes();
  const chosen = all.filter((box) => box.checked);
  const everything = bar.dataset.everything === "yes" && chosen.length > 0;
  const count = bar.querySelector("[data-count]");
  bar.hidden = chosen.length === 0;
  count.textContent = everything ? count.dataset.all
    : chosen.length === 1 ? count.dataset.one : count.dataset.many.replace("{}", chosen.length);
  const offer = bar.querySelector("[data-all-offer]");
  if (offer) offer.hidden = everything;
  flag(bar, everything);
  for (const box of all) box.closest("tr, .app-card")?.classList.toggle(box.closest("tr") ? "row-on" : "app-card-on", box.checked);
  const page = document.querySelector("[data-select-page]");
  if (page) {
    page.checked = all.length > 0 && chosen.length === all.length;
    page.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
}

// all_found travels with the form only while everything found is meant.
function flag(bar, on) {
  const form = document.getElementById(bar.dataset.form);
  let field = form.querySelector("input[name=all_found]");
  if (on && !field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "all_found", value: "1" });
    form.append(field);
  } else if (!on) {
    field?.remove();
  }
}

function choose(bar, on) {
  for (const box of boxes()) box.checked = on;
  show(bar);
}

export function clearSelection() {
  const bar = document.querySelector("[data-bulkbar]");
  if (!bar || bar.hidden) return false;
  bar.dataset.everything = "no";
  choose(bar, false);
  return true;
}

export function selection() {
  const bar = document.querySelector("[data-bulkbar]");
  if (!bar) return;
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-page]")) choose(bar, event.target.checked);
    if (event.target.matches("[data-select]")) {
      bar.dataset.everything = "no";
      show(bar);
    }
  });
  bar.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) clearSelection();
    if (event.target.closest("[data-choose-all]")) {
      bar.dataset.everything = "yes";
      choose(bar, true);
    }
  });
  show(bar);
}
