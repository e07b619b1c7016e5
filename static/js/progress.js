// How far the work is, fetched again and again; when it has ended, the page that says how.
import { fetchPart } from "./fetching.js";

const PAUSE = 1500;

async function look() {
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  const part = await fetchPart(shown.dataset.progress);
  const now = part?.querySelector("section");
  if (now && !now.matches("[data-progress]")) {
    location.reload();
    return;
  }
  if (now) shown.replaceWith(now);
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
