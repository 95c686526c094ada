// What the planning page's modules say, and to whom.

import { data } from "../reports/words.js";
import { icon as drawn } from "../web/icon.js";

const status = document.querySelector('[data-plan="said"]');

// Tell who listens, and who looks: the sentence stands under the form too.
/** @param {string} sentence */
export function tell(sentence) {
  status.textContent = sentence;
}

/** @param {string} name */
export const icon = (name) => drawn(name, data("sprite"));
