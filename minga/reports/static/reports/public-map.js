// The public map: all points, filtered here, the ones in view as a list that a keyboard can walk.
// A fact on the stream makes the page ask for the points again (an ETag makes that cheap).

import { inCity } from "../web/city.js";
import { openStream, stateShower } from "../web/live.js";
import { createMap, mapSetup } from "../web/map.js";
import { listEntry } from "./entries.js";

const OPEN = ["received", "acknowledged", "assigned", "started", "reopened"];
const LISTED = 40;
const QUIET_MS = 1200; // many open maps must not all ask at the same instant

const page = document.getElementById("atlas");
/** @type {HTMLFormElement} */
const filter = document.getElementById("map-filter");
const list = document.getElementById("map-list");
const count = document.getElementById("map-count");
const loading = document.getElementById("map-loading");
const setup = mapSetup();
/** @type {import("../web/map.js").Points} */
let everything = { type: "FeatureCollection", features: [] };
/** @type {Map<string, string> | null} */
let seen = null; // receipts with their state, to mark what is new
/** @type {import("../web/map.js").MapFace | null} */
let map = null;
let timer = 0;

/** @param {string} receipt */
const addressOf = (receipt) => page.dataset.report.replace("RECEIPT", encodeURIComponent(receipt));

/** @param {import("../web/map.js").ReportPoint} point */
function fits({ properties: report }) {
  const { state, category, area } = Object.fromEntries(new FormData(filter));
  return (
    (!state || (state === "open" ? OPEN.includes(report.state) : report.state === state)) &&
    (!category || report.category === category) &&
    (!area || report.area === area)
  );
}

function wanted() {
  return { ...everything, features: everything.features.filter(fits) };
}

function draw() {
  map?.showReports(wanted(), { onPick: (receipt) => location.assign(addressOf(receipt)) });
  listInView();
}

function listInView() {
  const inView = map ? map.inView() : wanted().features;
  const known = seen ?? new Map();
  list.replaceChildren(
    ...inView.slice(0, LISTED).map(({ properties: report }) => {
      const isNew = seen !== null && known.get(report.receipt) !== report.state;
      return listEntry(report, { setup, address: addressOf(report.receipt), isNew });
    }),
  );
  const words = inView.length === 0 ? "none" : inView.length === 1 ? "one" : "many";
  count.textContent = count.dataset[words].replace("COUNT", inView.length.toLocaleString(document.documentElement.lang));
}

async function load() {
  timer = 0;
  const answer = await fetch(page.dataset.points);
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = await answer.json();
  const before = everything.features;
  everything = fresh;
  if (before.length) seen = new Map(before.map(({ properties: one }) => [one.receipt, one.state]));
  loading.hidden = true;
  draw();
}

function loadSoon() {
  if (!timer) timer = setTimeout(() => load().catch(() => {}), 150 + Math.random() * QUIET_MS);
}

// The address bar keeps the filter, so that a view can be shared.
function remember() {
  const chosen = new URLSearchParams(/** @type {string[][]} */ ([...new FormData(filter)].filter(([, value]) => value)));
  history.replaceState(null, "", chosen.size ? `?${chosen}` : location.pathname);
}

for (const [name, value] of new URLSearchParams(location.search)) {
  const field = /** @type {HTMLSelectElement | null} */ (filter.elements.namedItem(name));
  if (field) field.value = value;
}
filter.addEventListener("change", () => {
  remember();
  draw();
});
filter.addEventListener("submit", (event) => event.preventDefault());

count.textContent = count.dataset.loading;
load().catch(loadSoon);
createMap(document.getElementById("map")).then((made) => {
  map = made;
  if (!map) return;
  map.map.on("moveend", listInView);
  draw();
});
openStream(inCity("/live/public"), {
  after: page.dataset.from,
  onEvent: loadSoon,
  onState: stateShower(document.querySelector("[data-live]")),
});
