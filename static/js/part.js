// Parts of a page that take their time: fetched once the rest is there. Without script, or with the line broken,
// the link inside leads to the same.
import { fetchPart } from "./fetching.js";

export function parts() {
  document.querySelectorAll("[data-part]").forEach(async (place) => {
    const part = await fetchPart(place.dataset.part);
    if (part?.querySelector("section")) place.replaceWith(part);
    else if (part && !part.textContent.trim()) place.remove();
  });
}
