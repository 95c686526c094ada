// Plan a trip. The page works without this: here are search while typing, the phone's position, the
// map, saved places, the voice, and sharing. Nothing is sent but the question itself.

import { findPosition } from "../reports/position.js";
import { data, say } from "../reports/words.js";
import { city, inCity } from "../web/city.js";
import { mapSetup } from "../web/map.js";
import { planMap } from "./plan-map.js";
import { remove, save, saved } from "./plan-saved.js";
import { endSearch } from "./plan-search.js";
import { canListen, listen } from "./plan-speech.js";
import { icon, tell } from "./plan-words.js";
import "./move-signs.js";

const page = document.getElementById("plan");
const form = document.getElementById("plan-form");
/** @param {string} name */
const part = (name) => page.querySelector(`[data-plan="${name}"]`);
/** @type {HTMLElement | null} */
const block = document.getElementById("plan-drawn");
const drawn = block ? JSON.parse(block.textContent ?? "") : null;
const ends = [...form.querySelectorAll("[data-end]")].map(endOf);
/** @typedef {import("./plan-map.js").PlanMap} PlanMap */
/** @typedef {import("./plan-saved.js").Saved} Saved */
/** @typedef {ReturnType<typeof endOf>} End */

/** @type {Promise<PlanMap | null> | null} */
let opening = null;
/** @type {PlanMap | null} */
let map = null;

for (const element of page.querySelectorAll("[data-js]")) element.hidden = false;

// One end of the question -------------------------------------------------------

/** @param {Part} root */
function endOf(root) {
  const input = root.querySelector('[role="combobox"]');
  const place = root.querySelector("[data-place]");
  /** @param {string} name */
  const aid = (name) => root.querySelector(`[data-aid="${name}"]`);
  const end = {
    key: root.dataset.end,
    input,
    /** @returns {Saved | null} */
    get place() {
      const [point, name] = place.value.split("~");
      const [lat, lon] = point.split(",").map(Number);
      return isFinite(lat) && isFinite(lon) && point.includes(",") ? { lat, lon, name: name || input.value } : null;
    },
    set(/** @type {Saved} */ { lat, lon, name }, { focus = false } = {}) {
      input.value = name;
      place.value = `${lat.toFixed(6)},${lon.toFixed(6)}~${name}`;
      input.removeAttribute("aria-invalid");
      if (focus) input.focus();
    },
    clear() {
      place.value = "";
    },
    take(/** @type {string} */ typed, /** @type {string} */ value) {
      input.value = typed;
      place.value = value;
    },
    /** @returns {[typed: string, value: string]} */
    get raw() {
      return [input.value, place.value];
    },
    drawSaved() {
      const row = root.querySelector("[data-saved]");
      row.replaceChildren(...saved().map((place) => chip(place, end)));
      row.hidden = !row.children.length;
    },
  };
  endSearch(input, root.querySelector('[role="listbox"]'), {
    onPick: (match) => end.set(match),
    onType: () => end.clear(),
  });
  aid("here").addEventListener("click", () => locate(end));
  aid("map").addEventListener("click", () => pickOnMap(end));
  aid("save").addEventListener("click", () => keepPlace(end));
  aid("speak").hidden = !canListen();
  if (canListen()) part("speech-hint").hidden = false;
  aid("speak").addEventListener("click", () => hear(end));
  end.drawSaved();
  return end;
}

/** @param {End} end */
function locate(end) {
  tell(say("locating"));
  let isTold = false;
  findPosition({
    onFix: ({ lat, lon }) => {
      if (!isInside(lat, lon)) return tell(say("outside"));
      end.set({ lat, lon, name: say("here") });
      if (!isTold) tell(say("located"));
      isTold = true;
    },
    onTrouble: (what) => {
      if (!isTold) tell(say(what === "denied" ? "denied" : "unavailable"));
      end.input.focus();
    },
  });
}

/** @type {(lat: number, lon: number) => boolean} */
function isInside(lat, lon) {
  const [west, south, east, north] = mapSetup().bounds;
  return lat >= south && lat <= north && lon >= west && lon <= east;
}

// A point on the map gets the name of what lies near it, where the server knows one.
/** @type {(point: { lat: number, lon: number }) => Promise<string>} */
async function nameOf({ lat, lon }) {
  try {
    const { near } = await (await fetch(inCity(`${data("where")}?lat=${lat}&lon=${lon}`))).json();
    return near ?? say("on_map");
  } catch {
    return say("on_map");
  }
}

/** @param {End} end */
async function pickOnMap(end) {
  const asked = openMap();
  document.getElementById("plan-map").scrollIntoView({ block: "center" }); // a map out of sight is not made
  const opened = await asked;
  if (!opened) return;
  part("picking").hidden = false;
  part("picking-words").textContent = say(end.key === "from" ? "pick_from" : "pick_to");
  tell(part("picking-words").textContent);
  part("middle").focus({ preventScroll: true });
  opened.pick(async (point) => {
    if (!isInside(point.lat, point.lon)) return tell(say("outside"));
    opened.put(point);
    stopPicking();
    end.set({ ...point, name: await nameOf(point) }, { focus: true });
    tell(say("picked"));
  });
}

function stopPicking() {
  map?.pick(null);
  part("picking").hidden = true;
}

/** @param {End} end */
function hear(end) {
  tell(say("listening"));
  listen({
    onWords: (heard) => {
      end.take(heard, "");
      tell(say("heard", { words: heard }));
      end.input.focus();
      end.input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onNothing: () => tell(say("unheard")),
  });
}

// Saved places, in this phone only ------------------------------------------------

/** @param {End} end */
function keepPlace(end) {
  const place = end.place;
  if (!place) {
    tell(say("name_needed"));
    return end.input.focus();
  }
  save({ ...place, name: end.input.value.trim() || place.name });
  tell(say("saved", { name: end.input.value }));
  for (const each of ends) each.drawSaved();
}

/** @type {(place: Saved, end: End) => HTMLElement} */
function chip({ name, lat, lon }, end) {
  const box = document.createElement("span");
  box.className = "saved";
  const use = document.createElement("button");
  use.type = "button";
  use.textContent = name;
  use.addEventListener("click", () => end.set({ lat, lon, name }, { focus: true }));
  const away = document.createElement("button");
  away.type = "button";
  away.setAttribute("aria-label", say("remove", { name }));
  away.append(icon("x"));
  away.addEventListener("click", () => {
    remove(name);
    for (const each of ends) each.drawSaved();
    tell(say("removed", { name }));
    end.input.focus();
  });
  box.append(use, away);
  return box;
}

part("swap").addEventListener("click", () => {
  const [first, second] = ends.map((end) => end.raw);
  ends[0].take(...second);
  ends[1].take(...first);
});

// Only what says something goes into the address.
form.addEventListener("submit", () => {
  const isNow = form.elements.when.value === "now";
  for (const field of form.elements) {
    const idle = !field.value || (isNow && ["day", "time"].includes(field.name));
    if (field.name && idle && field.type !== "submit") field.disabled = true;
  }
  if (form.elements.prefer.value === "soon") for (const choice of form.elements.prefer) choice.disabled = true;
});
addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

// The answer ----------------------------------------------------------------------

function openMap() {
  opening ??= planMap(document.getElementById("plan-map"), drawn).then((made) => {
    map = made;
    if (!made) opening = null; // asked again, it may be there
    return made;
  });
  return opening;
}

/** @param {Part} card */
function show(card) {
  for (const way of page.querySelectorAll(".way")) way.classList.toggle("is-shown", way === card);
  openMap().then((opened) => opened?.show(drawn.ways[Number(card.dataset.way) - 1]));
}

for (const more of page.querySelectorAll(".way__more")) {
  more.addEventListener("toggle", () => {
    if (more.open) show(more.closest(".way"));
  });
}

part("middle").addEventListener("click", () => map?.middle());
part("unpick").addEventListener("click", stopPicking);
part("share")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const url = event.currentTarget.href;
  try {
    if (navigator.share && matchMedia("(pointer: coarse)").matches) await navigator.share({ url, title: document.title });
    else await navigator.clipboard.writeText(url);
    tell(say("copied"));
    const label = event.target.closest("a")?.querySelector("span");
    if (label) label.textContent = say("copied");
  } catch (trouble) {
    if (!(trouble instanceof Error) || trouble.name !== "AbortError") location.assign(url);
  }
});

const first = page.querySelector(".way");
if (first) show(first);
else if (matchMedia("(width >= 60rem)").matches) openMap();
page.dataset.ready = city || "yes";
