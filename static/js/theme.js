// Light or dark at once; the form's own address remembers it for the next page.
import { send } from "./fetching.js";

const root = document.documentElement;
const ICONS = new URL("../icons.svg", import.meta.url).pathname;

function wear(button) {
  const dark = root.dataset.bsTheme === "dark";
  button.value = dark ? "light" : "dark";
  button.setAttribute("aria-label", dark ? button.dataset.toLight : button.dataset.toDark);
  button.querySelector("use").setAttribute("href", `${ICONS}#${dark ? "sun" : "moon"}`);
}

export function theme() {
  const form = document.querySelector("form[data-theme-switch]");
  if (!form) return;
  const button = form.querySelector("button");
  wear(button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    root.dataset.theme = root.dataset.bsTheme = button.value;
    send(form.action, { theme: button.value });
    wear(button);
  });
}
