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
const part = (name) => page.querySelector(`[data-plan="${name}"]`);
const block = document.getElementById("plan-drawn");
const drawn = block ? JSON.parse(block.textContent) : null;
const ends = [...form.querySelectorAll("[data-end]")].map(endOf);
/** @type {any} */
let face = null; // the map, or the promise of it

for (const element of page.querySelectorAll("[data-js]")) element.hidden = false;

// One end of the question -------------------------------------------------------

function endOf(root) {
  const input = root.querySelector('[role="combobox"]');
  const place = root.querySelector("[data-place]");
  const aid = (name) => root.querySelector(`[data-aid="${name}"]`);
  const end = {
    key: root.dataset.end,
    input,
    get place() {
      const [point, name] = place.value.split("~");
      const [lat, lon] = point.split(",").map(Number);
      return isFinite(lat) && isFinite(lon) && point.includes(",") ? { lat, lon, name: name || input.value } : null;
    },
    set({ lat, lon, name }, { focus = false } = {}) {
      input.value = name;
      place.value = `${lat.toFixed(6)},${lon.toFixed(6)}~${name}`;
      input.removeAttribute("aria-invalid");
      if (focus) input.focus();
    },
    clear() {
      place.value = "";
    },
    take(words, value) {
      input.value = words;
      place.value = value;
    },
    get raw() {
      return [input.value, place.value];
    },
    drawSaved() {
      const row = root.querySelector("[data-saved]");
      row.replaceChildren(...saved().map((one) => chip(one, end)));
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

function locate(end) {
  tell(say("locating"));
  let told = false;
  findPosition({
    onFix: ({ lat, lon }) => {
      if (!isInside(lat, lon)) return tell(say("outside"));
      end.set({ lat, lon, name: say("here") });
      if (!told) tell(say("located"));
      told = true;
    },
    onTrouble: (what) => {
      if (!told) tell(say(what === "denied" ? "denied" : "unavailable"));
      end.input.focus();
    },
  });
}

function isInside(lat, lon) {
  const [west, south, east, north] = mapSetup().bounds;
  return lat >= south && lat <= north && lon >= west && lon <= east;
}

// A point on the map gets the name of what lies near it, where the server knows one.
async function nameOf({ lat, lon }) {
  try {
    const told = await (await fetch(inCity(`${data("where")}?lat=${lat}&lon=${lon}`))).json();
    return told.near ?? say("on_map");
  } catch {
    return say("on_map");
  }
}

async function pickOnMap(end) {
  const map = await openMap();
  if (!map) return;
  part("picking").hidden = false;
  part("picking-words").textContent = say(end.key === "from" ? "pick_from" : "pick_to");
  tell(part("picking-words").textContent);
  document.getElementById("plan-map").scrollIntoView({ block: "center" });
  part("middle").focus({ preventScroll: true });
  map.pick(async (point) => {
    if (!isInside(point.lat, point.lon)) return tell(say("outside"));
    map.put(point);
    stopPicking();
    end.set({ ...point, name: await nameOf(point) }, { focus: true });
    tell(say("picked"));
  });
}

function stopPicking() {
  face?.pick(null);
  part("picking").hidden = true;
}

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

function keepPlace(end) {
  const place = end.place;
  if (!place) {
    tell(say("name_needed"));
    return end.input.focus();
  }
  save({ ...place, name: end.input.value.trim() || place.name });
  tell(say("saved", { name: end.input.value }));
  for (const one of ends) one.drawSaved();
}

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
    for (const one of ends) one.drawSaved();
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
  if (form.elements.prefer.value === "soon") for (const one of form.elements.prefer) one.disabled = true;
});
addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

// The answer ----------------------------------------------------------------------

function openMap() {
  face ??= planMap(document.getElementById("plan-map"), drawn);
  return Promise.resolve(face).then((made) => (face = made));
}

function show(card) {
  for (const one of page.querySelectorAll(".way")) one.classList.toggle("is-shown", one === card);
  openMap().then((map) => map?.show(drawn.ways[Number(card.dataset.way) - 1]));
}

for (const more of page.querySelectorAll(".way__more")) {
  more.addEventListener("toggle", () => {
    if (more.open) show(more.closest(".way"));
  });
}

part("middle").addEventListener("click", () => face?.middle());
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
