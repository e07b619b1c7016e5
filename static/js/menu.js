// Menus are <details>. Here they get arrow keys and Esc, stay inside the window, fetch their items if they are to,
// and close when the reader turns elsewhere.
import { fetchPart } from "./fetching.js";

const BOXES = "details.menu-box";
const ITEMS = "a.dropdown-item, button.dropdown-item";
const GAP = 4;

export async function openMenu(box) {
  box.open = true;
  await filled(box);
  box.querySelector(box.dataset.menu === "form" ? ".menu input:not([type=hidden]), .menu select, .menu textarea" : ITEMS)?.focus();
}

async function filled(box) {
  if (!box.dataset.load || box.dataset.loaded) return;
  box.dataset.loaded = "yes";
  const part = await fetchPart(box.dataset.load);
  if (part) box.querySelector(".menu").replaceChildren(part);
  else delete box.dataset.loaded;
  lay(box);
}

// Fixed to the window, so that a board or table that scrolls inside itself does not cut it off.
function lay(box) {
  const menu = box.querySelector(".menu");
  const button = box.querySelector("summary").getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
  const left = menu.classList.contains("menu-right") ? button.right - width : button.left;
  const below = button.bottom + GAP;
  const above = button.top - GAP - height;
  const up = menu.classList.contains("menu-above") || (below + height > room.height && above > 0);
  Object.assign(menu.style, {
    position: "fixed",
    right: "auto",
    bottom: "auto",
    left: `${Math.max(GAP, Math.min(left, room.width - width - GAP))}px`,
    top: `${Math.max(GAP, up ? above : below)}px`,
    maxHeight: `${room.height - 2 * GAP}px`,
    overflowY: "auto",
  });
}

const opened = () => document.querySelectorAll(`${BOXES}[open]`);

function close(box, refocus) {
  box.open = false;
  if (refocus) box.querySelector("summary").focus();
}

function step(box, key) {
  const items = [...box.querySelectorAll(ITEMS)];
  if (!items.length) return;
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[key];
  items[(to + items.length) % items.length].focus();
}

function onKey(event) {
  const box = event.target.closest?.(BOXES);
  if (!box) return;
  if (event.key === "Escape" && box.open) {
    close(box, true);
    event.preventDefault();
  } else if (box.dataset.menu === "list" && ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    if (box.open) step(box, event.key);
    else openMenu(box);
  }
}

export function menus() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(BOXES) || !event.target.open) return;
    lay(event.target);
    filled(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    for (const box of opened()) if (!box.contains(event.target)) close(box, false);
  });
  document.addEventListener("focusin", (event) => {
    for (const box of opened()) if (!box.contains(event.target)) close(box, false);
  });
  for (const moved of ["scroll", "resize"]) {
    window.addEventListener(moved, () => opened().forEach(lay), { capture: true, passive: true });
  }
}
