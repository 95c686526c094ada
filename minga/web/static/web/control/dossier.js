// Brings one report's panel to life: verbs that unfold, crews that follow their body, ready
// sentences, larger photos, black boxes, places. Used in the room and on the report's own page.

import { keepLinks } from "./links.js";
import { dressPlaces } from "./places.js";
import { dressRedaction } from "./redact.js";

/** @typedef {(dossier: Part | null, found?: { lat: number, lon: number }) => void} OnPlacing */

/** @type {(root: Part, told?: { onPlacing?: OnPlacing }) => void} */
export function dress(root, { onPlacing = () => {} } = {}) {
  const dossier = root.querySelector("[data-dossier]");
  if (!dossier || dossier.dataset.dressed) return;
  dossier.dataset.dressed = "yes";
  dossier.classList.add("is-dressed");
  dressActs(dossier, onPlacing);
  dressWords(dossier);
  dressCrews(dossier);
  dressPhotos(dossier);
  keepLinks(dossier);
  dressRedaction(dossier);
  dressPlaces(dossier, { onPick: (place) => onPlacing(dossier, place) });
}

/** @type {(dossier: Part, verb: string, told?: { onPlacing?: (dossier: Part | null) => void }) => boolean} */
export function unfold(dossier, verb, { onPlacing } = {}) {
  for (const opener of dossier.querySelectorAll("[data-opens]")) {
    const form = dossier.querySelector(`#act-${opener.dataset.opens}`);
    const isIt = opener.dataset.opens === verb;
    form.hidden = !isIt;
    opener.setAttribute("aria-expanded", String(isIt));
  }
  onPlacing?.(verb === "place" ? dossier : null);
  const form = verb && dossier.querySelector(`#act-${verb}`);
  if (!form) return false;
  form.querySelector("[aria-invalid], select:not([data-fills]), textarea, input:not([type=hidden])")?.focus();
  form.scrollIntoView({ block: "nearest" });
  return true;
}

// True while a form holds words that have not been sent.
/** @param {Part} dossier */
export function isDirty(dossier) {
  return [...dossier.querySelectorAll(".act:not([hidden]) :is(textarea, input)")].some((field) =>
    field.type === "checkbox" ? field.checked : field.type !== "hidden" && field.value !== field.defaultValue,
  );
}

/** @type {(dossier: Part, onPlacing: OnPlacing) => void} */
function dressActs(dossier, onPlacing) {
  let failed = "";
  for (const opener of dossier.querySelectorAll("[data-opens]")) {
    const verb = opener.dataset.opens;
    const form = dossier.querySelector(`#act-${verb}`);
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-controls", form.id);
    if ("failed" in form.dataset || "wordsBack" in form.dataset) failed = verb;
    form.addEventListener("minga:words", () => unfold(dossier, verb, { onPlacing: (which) => onPlacing(which) }));
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      const isOpen = opener.getAttribute("aria-expanded") === "true";
      unfold(dossier, isOpen ? "" : verb, { onPlacing: (which) => onPlacing(which) });
    });
    opener.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      opener.click();
    });
    const cancel = form.querySelector("[data-cancels]");
    cancel.hidden = false;
    cancel.addEventListener("click", () => {
      unfold(dossier, "", { onPlacing: () => onPlacing(null) });
      opener.focus();
    });
  }
  unfold(dossier, failed, { onPlacing: (which) => which && onPlacing(which) });
}

/** @param {Part} dossier */
function dressWords(dossier) {
  for (const offer of dossier.querySelectorAll("[data-fills]")) {
    const words = dossier.querySelector(`#${offer.dataset.fills}`);
    offer.closest("[data-offer]").hidden = false;
    let last = "";
    offer.addEventListener("change", () => {
      if (!offer.value) return;
      const own = words.value.trim();
      words.value = !own || own === last ? offer.value : `${own} ${offer.value}`;
      last = words.value;
      offer.value = "";
      words.focus();
    });
  }
}

/** @param {Part} dossier */
function dressCrews(dossier) {
  const bodies = dossier.querySelector("[data-chooses-crews]");
  if (!bodies) return;
  const crews = dossier.querySelector(`#${bodies.dataset.choosesCrews}`);
  /** @param {boolean} isFirst */
  const follow = (isFirst) => {
    let any = false;
    for (const group of crews.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = group.dataset.body !== bodies.value;
      any ||= !group.hidden;
    }
    if (!isFirst) crews.value = "";
    crews.closest(".field").hidden = !any;
  };
  bodies.addEventListener("change", () => follow(false));
  follow(true);
}

/** @param {Part} dossier */
function dressPhotos(dossier) {
  const dialog = dossier.querySelector("[data-enlarged]");
  for (const link of dossier.querySelectorAll("[data-enlarges]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const small = link.querySelector("img");
      const large = dialog.querySelector("[data-enlarged-photo]");
      // The picture that is here already: its link lives five minutes only.
      large.src = small.currentSrc;
      large.alt = small.alt;
      dialog.showModal();
    });
  }
  dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
