// A report on a page of its own: the same panel, without the room around it.

import { dress } from "./dossier.js";
import { listenToKeys } from "./keys.js";
import { openMoment, pressByKey } from "./moment.js";

const panel = document.getElementById("panel");
dress(panel);
const moment = openMoment();

/** @type {Parameters<typeof listenToKeys>[0]} */
const table = {
  Escape: () => moment.undo() || panel.querySelector("[data-closes]").click(),
  z: () => moment.undo(),
};
for (const button of panel.querySelectorAll("[data-key]")) table[button.dataset.key] = () => pressByKey(moment, button);
listenToKeys(table);
