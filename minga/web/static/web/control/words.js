// The sentences that the room's modules say, from the page, in the reader's language.

import { icon as drawn } from "../icon.js";

const said = document.getElementById("words")?.dataset ?? {};

/** @type {(name: string, about?: { count?: number, what?: string }) => string} */
export function word(name, { count, what } = {}) {
  return (said[name] ?? "").replace("COUNT", String(count ?? "")).replace("WHAT", what ?? "");
}

/** @param {string} name */
export function icon(name) {
  return drawn(name, JSON.parse(document.getElementById("map-setup")?.textContent ?? "{}").sprite);
}
