// A report on a page of its own: the same panel, without the room around it.

import { dress } from "./dossier.js";
import { listenToKeys } from "./keys.js";

const panel = document.getElementById("panel");
dress(panel);

const table = { Escape: () => panel.querySelector("[data-closes]").click() };
for (const one of panel.querySelectorAll("[data-key]")) table[one.dataset.key] = () => one.click();
listenToKeys(table);
