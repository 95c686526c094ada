// A report on a page of its own: the same panel, without the room around it.

import { dress } from "./dossier.js";
import { listenToKeys } from "./keys.js";

const panel = document.getElementById("panel");
dress(panel);

/** @type {Parameters<typeof listenToKeys>[0]} */
const table = { Escape: () => panel.querySelector("[data-closes]").click() };
for (const button of panel.querySelectorAll("[data-key]")) table[button.dataset.key] = () => button.click();
listenToKeys(table);
