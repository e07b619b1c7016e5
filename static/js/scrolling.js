// What is wider than its place scrolls there: then, and only then, the keyboard can stop at it, and it says what it is.
const CAN_STOP = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
const LABELS = ["aria-label", "aria-labelledby"];

function settle(wrap) {
  const wide = wrap.scrollWidth > wrap.clientWidth && !wrap.querySelector(CAN_STOP);
  wrap.toggleAttribute("tabindex", wide);
  if (!wide) return ["role", ...LABELS].forEach((name) => wrap.removeAttribute(name));
  wrap.tabIndex = 0;
  wrap.setAttribute("role", "group");
  const named = wrap.parentElement.closest("[aria-label], [aria-labelledby]");
  for (const name of LABELS) if (named?.hasAttribute(name)) wrap.setAttribute(name, named.getAttribute(name));
  if (!named) wrap.setAttribute("aria-label", document.querySelector("h1").textContent.trim());
}

export function scrolling() {
  const watch = new ResizeObserver((seen) => seen.forEach((one) => settle(one.target)));
  document.querySelectorAll(".table-wrap:not([tabindex])").forEach((wrap) => watch.observe(wrap));
  for (const row of document.querySelectorAll(".topnav, .nav-tabs")) {
    row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    // A place that shows in part counts as seen for the browser, which then leaves it cut off.
    row.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }
}
