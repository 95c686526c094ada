// A report's own page: it changes by itself when an official acts, and its author, known by the
// token on this device, may add to it, say that it is not fixed, or erase the words.

import { showAuthor } from "./author.js";
import { inCity } from "../web/city.js";
import { openStream, stateShower } from "../web/live.js";
import { createMap } from "../web/map.js";

const QUIET_MS = 400;
const page = document.getElementById("folio");
const part = document.getElementById("live-part");
const frame = document.getElementById("report-map");
const { receipt } = page.dataset;
let timer = 0;
/** @type {import("../web/map.js").MapFace | null} */
let face = null;
/** @type {{ state(isOpen: boolean): void } | null} */
let author = null;

const now = () => part.querySelector("[data-state]").dataset;

async function refresh() {
  timer = 0;
  const before = now().state;
  const answer = await fetch(`${location.pathname}?part=live`);
  if (answer.status === 404) return location.reload(); // taken out of the public pages
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  part.replaceChildren(...fresh.body.childNodes);
  part.classList.toggle("is-new", now().state !== before);
  draw();
}

function draw() {
  const { lat, lon, state, open } = now();
  author?.state(open === "yes");
  if (!face || !lat) return;
  /** @type {[number, number]} */
  const coordinates = [Number(lon), Number(lat)];
  const properties = { receipt, category: frame.dataset.category, state };
  /** @type {import("../web/map.js").ReportPoint} */
  const feature = { type: "Feature", properties, geometry: { type: "Point", coordinates } };
  face.showReports({ type: "FeatureCollection", features: [feature] }, { cluster: false });
}

openStream(inCity(`/live/public?report=${receipt}`), {
  after: page.dataset.from,
  onEvent: () => {
    timer ||= setTimeout(() => refresh().catch(() => {}), 50 + Math.random() * QUIET_MS);
  },
  onState: stateShower(document.querySelector("[data-live]")),
});
if (frame) {
  const { lat, lon } = now();
  createMap(frame, { center: [Number(lon), Number(lat)], zoom: 15, cooperative: true }).then((made) => {
    face = made;
    draw();
  });
}
showAuthor(document.getElementById("author"), receipt, { refresh }).then((shown) => {
  author = shown;
  draw();
});
