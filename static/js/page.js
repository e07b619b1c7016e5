// Every page: each part finds its own elements and stays away where there are none.
import { theme } from "./theme.js";
import { menus } from "./menu.js";
import { dialogs } from "./dialog.js";
import { toasts } from "./toast.js";
import { selection } from "./select.js";
import { forms } from "./form.js";
import { keys } from "./keys.js";
import { scrolling } from "./scrolling.js";
import { parts } from "./part.js";

theme();
menus();
dialogs();
toasts();
selection();
forms();
keys();
scrolling();
parts();
