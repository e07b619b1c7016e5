// Runs before the first paint, so that nobody who prefers dark sees a white flash. The only script that blocks.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme !== "auto") return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", () => { if (root.dataset.theme === "auto") follow(); });
})();
