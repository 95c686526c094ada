// The caller's desk: everything by keyboard, from the kind to the receipt in a few seconds.

import { inCity } from "../city.js";
import { letters } from "../folding.js";
import { listenToKeys } from "./keys.js";
import { dressPlaces } from "./places.js";

const form = document.getElementById("call");
const kinds = [...form.querySelectorAll("[name=category]")];
const pinned = document.getElementById("call-pinned");
const address = document.getElementById("call-address");
const urgent = document.getElementById("urgent");
const TYPING_MS = 700;

// A number, or the first letters of a name ---------------------------------------------------------
let typed = "";
let timer = 0;

/** @param {Part} kind */
const nameOf = (kind) => letters(kind.closest("label").querySelector(".kind__name").textContent).trim();

function meant() {
  if (/^\d+$/.test(typed)) return kinds.find((kind) => kind.dataset.number === typed);
  return (
    kinds.find((kind) => nameOf(kind).startsWith(typed)) ??
    kinds.find((kind) => nameOf(kind).split(/\s+/).some((part) => part.startsWith(typed)))
  );
}

document.getElementById("kinds").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === " ") return;
  event.preventDefault();
  typed += letters(event.key);
  clearTimeout(timer);
  timer = setTimeout(() => (typed = ""), TYPING_MS);
  const kind = meant();
  if (!kind) return;
  kind.checked = true;
  kind.focus();
  kind.dispatchEvent(new Event("change", { bubbles: true }));
});

form.addEventListener("change", (event) => {
  if (event.target.name === "category" && urgent) urgent.hidden = !("urgent" in event.target.dataset);
  if (event.target.name === "category") tell();
});

// Where, and who answers there ---------------------------------------------------------------------
/** @type {Wire.LatLon | null} */
let place = null;

async function tell() {
  if (!place) {
    pinned.textContent = address.value.trim() ? pinned.dataset.loose : pinned.dataset.idle;
    return;
  }
  const query = new URLSearchParams({ lat: String(place.lat), lon: String(place.lon) });
  const kind = kinds.find((radio) => radio.checked)?.value;
  try {
    const answer = await fetch(inCity(`${form.dataset.where}?${query}`));
    const { answers } = await answer.json();
    pinned.textContent = pinned.dataset.pinned.replace("BODY", answers[kind ?? ""] ?? "…");
  } catch {
    pinned.textContent = "";
  }
}

dressPlaces(form, {
  onPick(picked) {
    place = picked;
    tell();
  },
  onLoose() {
    place = null;
    tell();
  },
});
address.addEventListener("change", tell);

form.addEventListener("submit", () => {
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
});

listenToKeys({ Escape: () => document.querySelector(".call-desk a.button")?.click() });
// From here on no key is lost.
form.dataset.ready = "";
