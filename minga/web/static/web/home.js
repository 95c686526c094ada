// The home page alive: a fact arrives, the page asks for its own fragment again and marks what is new.

import { inCity } from "./city.js";
import { openStream, stateShower } from "./live.js";
import { createMap } from "./map.js";

const pulse = document.getElementById("pulse");
const QUIET_MS = 1500; // many open home pages must not all ask at the same instant
let waiting = 0;
/** @type {import("./map.js").MapFace | null} */
let map = null;

/** @returns {import("./map.js").Points} */
function points() {
  return JSON.parse(document.getElementById("pulse-points").textContent);
}

function shown() {
  return new Map([...pulse.querySelectorAll("[data-receipt]")].map(({ dataset }) => [dataset.receipt, dataset.state]));
}

async function refresh() {
  waiting = 0;
  const before = shown();
  const answer = await fetch(inCity(pulse.dataset.source), { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const focused = pulse.contains(document.activeElement) && document.activeElement?.getAttribute("href");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  pulse.replaceChildren(...fresh.body.childNodes);
  if (focused) pulse.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  for (const entry of pulse.querySelectorAll("[data-receipt]")) {
    entry.classList.toggle("is-new", before.get(entry.dataset.receipt) !== entry.dataset.state);
  }
  map?.showReports(points());
}

function askSoon() {
  if (waiting || document.hidden) return;
  waiting = setTimeout(() => refresh().catch(() => {}), 200 + Math.random() * QUIET_MS);
}

openStream(inCity("/live/public"), {
  after: pulse.dataset.from,
  onEvent: askSoon,
  onState: stateShower(document.querySelector("[data-live]")),
});
document.addEventListener("visibilitychange", askSoon);

const frame = document.getElementById("home-map");
createMap(frame, { cooperative: true }).then((made) => {
  map = made;
  if (!made) return;
  made.showReports(points(), { onPick: (receipt) => location.assign(frame.dataset.report.replace("RECEIPT", receipt)) });
  made.ready.then(() => made.fit(points().features.map(({ geometry }) => geometry.coordinates)));
});
