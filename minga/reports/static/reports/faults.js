// Says what is wrong beside the field it belongs to, and brings the person there.

import { iconOf } from "./entries.js";
import { data } from "./words.js";

// Fields of the API that one part of the page stands for.
/** @type {Record<string, string>} */
const PARTS = { lon: "lat", accuracy_m: "lat", address: "lat", area: "lat" };

/** @type {(form: Part, field: string) => Part} */
function slotOf(form, field) {
  const name = PARTS[field] ?? field;
  return form.querySelector(`[data-fault="${CSS.escape(name)}"]`) ?? form.querySelector('[data-fault=""]');
}

/** @type {(form: Part, fields?: string[]) => void} */
export function clearFaults(form, fields) {
  for (const slot of form.querySelectorAll("[data-fault]")) {
    if (fields && !fields.includes(slot.dataset.fault)) continue;
    slot.replaceChildren();
    slot.hidden = true;
    fieldOf(form, slot)?.removeAttribute("aria-invalid");
  }
}

/** @type {(form: Part, faults: import("./store.js").Fault[]) => void} */
export function showFaults(form, faults) {
  clearFaults(form);
  for (const { field, message } of faults) {
    const slot = slotOf(form, field);
    const words = document.createElement("span");
    words.textContent = message;
    slot.append(iconOf("triangle-alert", data("sprite")), words);
    slot.hidden = false;
    const fold = slot.closest("details");
    if (fold) fold.open = true;
    fieldOf(form, slot)?.setAttribute("aria-invalid", "true");
  }
  const first = form.querySelector("[data-fault]:not([hidden])");
  if (!first) return;
  const target = fieldOf(form, first) ?? first;
  target.focus();
  first.scrollIntoView({ block: "center" });
}

/** @type {(form: Part, slot: Part) => Part | null} */
function fieldOf(form, slot) {
  return form.querySelector(`[aria-describedby~="${slot.id}"]`);
}
