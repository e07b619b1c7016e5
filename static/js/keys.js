// Keys for those who work here all day. Every one of them also has a button or a link.
import { openDialog } from "./dialog.js";
import { openMenu } from "./menu.js";
import { clearSelection } from "./select.js";

const ROWS = "[data-list] > tr, [data-list] > li, .worklist > tbody > tr";
const CARDS = ".board .app-card";
let awaiting = "";

const isTyping = (el) => el.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]");
const rows = () => [...document.querySelectorAll(`${ROWS}, ${CARDS}`)].filter((row) => row.offsetParent !== null);
export const currentRow = () => document.querySelector("[data-key-row]");

export function goTo(row) {
  if (!row) return;
  const before = currentRow();
  before?.removeAttribute("data-key-row");
  before?.classList.remove("key-row");
  row.dataset.keyRow = "";
  row.classList.add("key-row");
  (row.querySelector("a.person, a") || row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function beside(step) {
  const now = currentRow();
  const column = now?.closest(".cards");
  const all = column ? [...column.querySelectorAll(".app-card")] : rows();
  goTo(now ? all[all.indexOf(now) + step] : all[0]);
}

// On the board: the card at the same height in the next column that has any.
function across(step) {
  const columns = [...document.querySelectorAll(".board .cards")];
  const now = currentRow();
  if (!columns.length) return;
  if (!now) return goTo(columns[0].querySelector(".app-card"));
  const height = [...now.parentElement.children].indexOf(now);
  for (let at = columns.indexOf(now.closest(".cards")) + step; at >= 0 && at < columns.length; at += step) {
    const cards = columns[at].querySelectorAll(".app-card");
    if (cards.length) return goTo(cards[Math.min(height, cards.length - 1)]);
  }
}

function select() {
  currentRow()?.querySelector("[data-select]")?.click();
}

// The row's action, or the page's where there are no rows: data-action="a" on a link, a button or its form.
function act() {
  const row = currentRow();
  const acts = row
    ? row.querySelector("[data-act]") || row.querySelector(".btn") || row.querySelector("a")
    : document.querySelector("[data-action=a]");
  (acts?.matches("form") ? acts.querySelector("[type=submit]") : acts)?.click();
}

function move() {
  // What is chosen goes before the one row that has the keyboard: the bar's button names this key.
  const menu = document.querySelector("[data-bulkbar]:not([hidden]) details[data-moves-menu]")
    || currentRow()?.querySelector("details[data-moves-menu]")
    || document.querySelector(".page-head details[data-moves-menu]");
  if (menu) openMenu(menu);
}

function escape() {
  if (isTyping(document.activeElement)) return document.activeElement.blur();
  clearSelection();
}

const acts = {
  "/": () => document.getElementById("find")?.focus(),
  "?": () => openDialog("all-keys"),
  z: () => document.querySelector("[data-undo] button")?.click(),
  g: () => { awaiting = "g"; setTimeout(() => { awaiting = ""; }, 1000); },
  j: () => beside(1),
  k: () => beside(-1),
  l: () => across(1),
  h: () => across(-1),
  x: select,
  a: act,
  m: move,
  Escape: escape,
};

// A page may have keys of its own: data-key="r" on a link or button. Enter stays with what has the focus.
function ownKey(event) {
  if (event.key === "Enter" && event.target.closest("a, button, summary, input, label")) return false;
  const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  own?.click();
  return Boolean(own);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key !== "Escape" && (isTyping(event.target) || document.querySelector("dialog[open], details.menu-box[open]"))) return;
  if (awaiting === "g" && event.key === "h") {
    awaiting = "";
    document.querySelector("[data-home]")?.click();
    return;
  }
  if (ownKey(event)) return event.preventDefault();
  const does = acts[event.key];
  if (!does) return;
  if (event.key !== "Escape") event.preventDefault();
  does();
}

export function keys() {
  if (document.body.dataset.keys !== "on") return;
  document.addEventListener("keydown", onKey);
}
