// Dragging a card is a convenience: it sends the very form that "Move to…" sends. What the server refuses goes back.
//
// Column: .cards[data-stage=<key>][data-next=<key of the stage after it>].
// Card: .app-card[data-application][data-moves=<address: GET ?to= is the move's form, POST moves>][data-seen].
// The next stage is sent at once, with its letter; any other asks for a reason, so its form is opened.
import { fetchPage, send } from "./fetching.js";
import { goTo } from "./keys.js";
import { clearSelection } from "./select.js";
import { place, sayRefusal, toasts } from "./toast.js";

const board = () => document.querySelector("[data-board]");

// The board as it is now. Somebody signed out meanwhile gets the whole page anew.
async function refresh() {
  const page = await fetchPage(location.href);
  const main = page.querySelector("[data-board]")?.closest("main");
  if (!main) return location.reload();
  const { scrollLeft } = board();
  document.getElementById("main").replaceWith(document.adoptNode(main));
  board().scrollLeft = scrollLeft;
  place().replaceChildren(...page.getElementById("toasts").children);
  document.querySelector("meta[name=csrf-token]").content = page.querySelector("meta[name=csrf-token]").content;
  clearSelection();
  toasts();
  start();
}

function offline() {
  const notice = document.createElement("div");
  notice.className = "notice notice-bad";
  const words = document.createElement("p");
  words.className = "mb-0";
  words.textContent = board().dataset.offline;
  notice.append(words);
  return notice;
}

const form = (card, stage) => `${card.dataset.moves}?${new URLSearchParams({ to: stage, next: location.pathname + location.search })}`;

function wayOn(card, stage) {
  const link = document.createElement("a");
  link.className = "btn btn-sm btn-secondary";
  link.href = form(card, stage);
  link.textContent = board().dataset.openForm;
  return link;
}

async function dropped(event) {
  const { item: card, from, to, oldIndex } = event;
  for (const column of document.querySelectorAll(".cards")) column.classList.remove("may-drop");
  if (from === to) return;
  const { stage } = to.dataset;
  if (from.dataset.next !== stage) {
    location.assign(form(card, stage));
    return;
  }
  const { ok, page } = await send(card.dataset.moves, { to: stage, seen: card.dataset.seen, tell: "y" });
  if (ok) {
    await refresh();
    goTo(board()?.querySelector(`[data-application="${card.dataset.application}"]`));
    return;
  }
  const refusal = page?.querySelector(".notice-bad, .notice-warn");
  from.insertBefore(card, from.children[oldIndex] || null);
  sayRefusal(refusal || offline(), refusal ? wayOn(card, stage) : null);
}

// "Show more" of a column brings its cards here; without script it leads to that stage's own page.
async function more(event) {
  const link = event.target.closest("[data-more]");
  if (!link) return;
  event.preventDefault();
  const cards = link.closest(".col").querySelector(".cards");
  const page = await fetchPage(link.href);
  const further = page.querySelector(`.cards[data-stage="${CSS.escape(cards.dataset.stage)}"]`);
  if (!further) return location.assign(link.href);
  const first = further.querySelector(".app-card");
  const next = further.closest(".col").querySelector("[data-more]");
  cards.append(...further.children);
  if (next) link.replaceWith(next);
  else link.remove();
  goTo(first);
}

function start() {
  if (!window.Sortable || !board()) return;
  for (const column of board().querySelectorAll(".cards")) {
    window.Sortable.create(column, {
      group: "board",
      sort: false,
      draggable: "[data-moves]",
      filter: "input, button, summary, .menu",
      preventOnFilter: false,
      delay: 200,
      delayOnTouchOnly: true,
      ghostClass: "dragged",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onStart: () => document.querySelectorAll(".cards").forEach((one) => one.classList.add("may-drop")),
      onEnd: dropped,
    });
  }
}

document.addEventListener("click", more);
start();
