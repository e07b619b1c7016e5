// Parts of a page that take their time: fetched once the rest is there. Without script, or with the line broken,
// the link inside leads to the same. Where the page says how many things there are, those of a part are added.
import { fetchPart } from "./fetching.js";

export function parts() {
  document.querySelectorAll("[data-part]").forEach(async (place) => {
    const part = await fetchPart(place.dataset.part);
    if (part?.querySelector("section")) place.replaceWith(part);
    else if (part && !part.textContent.trim()) place.remove();
    sayTotal();
  });
}

function sayTotal() {
  const said = document.querySelector("[data-total]");
  if (!said) return;
  const counted = [...document.querySelectorAll("[data-things]")].map((one) => Number(one.dataset.things));
  const total = counted.reduce((sum, one) => sum + one, 0);
  if (total) said.textContent = total === 1 ? said.dataset.one : said.dataset.many.replace("#", total);
}
