// The alarm's page: what was chosen goes into the machine with the phone's positions, and what the
// machine says goes to ear, hand and eye. Nothing of it is sent anywhere; only what the person asks
// the server to follow goes there (ride-bus.js).

import { say } from "../reports/words.js";
import { begin, confirm, courseOf, step, wait } from "./alarm.js";
import { bell as makeBell } from "./ride-bell.js";
import { bus as makeBus } from "./ride-bus.js";
import { choice as makeChoice } from "./ride-choice.js";
import { keepScreen, watchPositions } from "./ride-watch.js";

const page = document.getElementById("ride");
/** @param {string} id */
const byId = (id) => document.getElementById(id);
/** @typedef {import("./alarm.js").Effect} Effect */

const RINGS = ["ready", "now", "passed"];
const MISSED_MS = 20_000;
const language = document.documentElement.lang;

/** @type {import("./ride-choice.js").Wish | null} */
let wish = null;
/** @type {import("./course.js").Course | null} */
let course = null;
let state = begin();
/** @type {import("./alarm.js").Fix | null} */
let last = null; // the newest fix, good or not
let lastAt = 0;
let fixes = 0;
/** @type {Set<string>} */
let rung = new Set();
/** @type {(() => void)[]} */
let stops = [];

const choice = makeChoice(page);
const bell = makeBell({
  speaks: () => byId("speak").checked,
  onSound: (isOn) => write("sound-state", say(isOn ? "sound_on" : "sound_blocked")),
});
const bus = makeBus(page.dataset, { onTold: showBus, onNotice: hearBus, onTrouble: missBus });

// Words ------------------------------------------------------------------------------------------

/** @type {(id: string, words: string) => void} */
function write(id, words) {
  if (byId(id).textContent !== words) byId(id).textContent = words;
}

/** @param {number | null} metres */
function distance(metres) {
  const left = Math.max(0, metres ?? 0);
  const grain = left < 1000 ? 10 : 100;
  if (left < 2000) return say("metres", { metres: (Math.round(left / grain) * grain).toLocaleString(language) });
  const kilometres = (left / 1000).toLocaleString(language, { maximumFractionDigits: 1 });
  return say("kilometres", { kilometres });
}

function lasts() {
  if (state.leftM === null || state.speedMs < 2 || state.leftM < 0) return "";
  const minutes = Math.round(state.leftM / state.speedMs / 60);
  return minutes < 1 ? say("soon") : say("minutes", { minutes });
}

/** @type {(kind: string, leftM: number | null) => string} */
const filled = (kind, leftM) => say(kind, { stop: wish?.to.name ?? "", distance: distance(leftM) });

// What is said goes into the alert; the same words twice are said twice.
/** @param {string} words */
function tell(words) {
  byId("said").textContent = "";
  requestAnimationFrame(() => write("said", words));
}

// The machine ------------------------------------------------------------------------------------

/** @param {[import("./alarm.js").State, Effect[]]} step */
function take([next, effects]) {
  state = next;
  for (const { kind, leftM } of effects) hear(kind, leftM);
  show();
}

// Each stage rings once, whoever tells it first: the phone or the bus.
/** @type {(kind: string, leftM: number | null) => void} */
function hear(kind, leftM) {
  if (RINGS.includes(kind)) {
    if (rung.has(kind)) return;
    rung.add(kind);
    for (const earlier of RINGS.slice(0, RINGS.indexOf(kind))) rung.add(earlier);
    byId("card").dataset.stage = kind;
  }
  const now = () => filled(kind, kind === "now" || kind === "ready" ? (state.leftM ?? leftM) : leftM);
  tell(filled(kind, leftM));
  ringWith(kind, now);
}

/** @type {(kind: string, words: () => string) => void} */
function ringWith(kind, words) {
  byId("awake").hidden = !bell.ring(kind, words) && byId("awake").hidden;
}

function show() {
  if (!wish) return;
  const isKnown = state.leftM !== null;
  write("left", isKnown ? distance(state.leftM) : "…");
  write("eta", [wish.to.name, lasts()].filter(Boolean).join(" · "));
  page.dataset.stage = state.stage;
  page.dataset.fixes = String(fixes);
  if (last?.accuracyM && last.accuracyM > 100) write("position-state", say("position_vague", { metres: Math.round(last.accuracyM) }));
  else if (last) write("position-state", say("position_good", { metres: Math.round(last.accuracyM ?? 30) }));
}

// The bus, as the server tells ---------------------------------------------------------------------

/** @param {Wire.Ride} ride */
function showBus({ phase, heard_s: heard, bus: label, simulated, notices }) {
  for (const row of page.querySelectorAll('[data-row="bus-state"]')) row.hidden = false;
  const known = [label, say("bus_heard", { seconds: heard ?? 0 }), simulated && say("bus_simulated")];
  write("bus-state", heard === null ? say("bus_none") : known.filter(Boolean).join(" · "));
  const isGone = notices.some(({ kind }) => kind === "gone" || kind === "arriving");
  byId("bus-verbs").hidden = !isGone || state.stage === "passed";
  page.dataset.bus = phase;
}

/** @param {Wire.RideNotice} notice */
function hearBus({ kind, left_m: leftM, side }) {
  if (["ready", "now", "passed", "blind"].includes(kind)) return hear(kind, leftM);
  if (kind === "astray") return hear("behind", leftM);
  const about = { line: wish?.line.name ?? "", distance: distance(leftM), side: say(`side_${side || "unknown"}`) };
  const words = say(`bus_${kind}`, about);
  tell(words);
  ringWith(kind, () => words);
}

/** @param {import("./ride-bus.js").Trouble} trouble */
function missBus(trouble) {
  const sentence = { failed: "bus_failed", refused: "bus_refused", busy: "bus_busy", over: "bus_none" }[trouble];
  for (const row of page.querySelectorAll('[data-row="bus-state"]')) row.hidden = false;
  write("bus-state", say(sentence));
  if (trouble === "refused" || trouble === "busy") write("aside", say(sentence));
}

// Beginning and ending ------------------------------------------------------------------------------

/** @param {import("./ride-choice.js").Wish} chosen */
function start(chosen) {
  const { to, from, path, aboard } = chosen;
  course = courseOf([to.lat, to.lon], path, { board: from && [from.lat, from.lon], aboutM: to.aboutM });
  [state, last, fixes, rung] = [begin({ aboard }), null, 0, new Set()];
  [byId("choice").hidden, byId("going").hidden, byId("ended").hidden] = [true, false, true];
  [byId("awake").hidden, byId("bus-verbs").hidden] = [true, true];
  byId("card").dataset.stage = "waiting";
  write("position-state", say("position_none"));
  write("aside", path.length ? "" : say("straight"));
  byId("going-title").focus();
  const begun = filled(aboard ? "begun_aboard" : "begun_waiting", null);
  tell(begun);
  bell.once("soft", begun);
  stops = [
    keepScreen((what) => write("screen-state", say(`screen_${what}`))),
    watchPositions({ onFix, onTick, onTrouble: (what) => write("position-state", say(`position_${what}`)) }),
  ];
  choice.keep(chosen);
  show();
  if (chosen.follow) follow(chosen);
}

/** @param {import("./ride-choice.js").Wish} chosen */
function follow(chosen) {
  /** @type {(end: import("./ride-choice.js").End) => [number, number]} */
  const pair = ({ lat, lon }) => [lat, lon];
  const { line, way, to, from, side, vehicle } = chosen;
  const where = !from ? { board: null, vehicle } : { board: pair(from), side };
  bus.begin({ line: line.code, way, stop: pair(to), side: "", ...where });
}

/** @param {import("./alarm.js").Fix} fix */
function onFix(fix) {
  [last, lastAt] = [fix, Date.now()];
  fixes += 1;
  if (course) take(step(course, state, fix));
}

/** @param {number} atS */
function onTick(atS) {
  if (course) take(wait(course, state, atS));
}

function end() {
  state = confirm(state);
  bell.quiet();
  for (const stop of stops) stop();
  stops = [];
  bus.end();
  choice.forget();
  [byId("choice").hidden, byId("going").hidden, byId("ended").hidden] = [false, true, false];
  write("ended", say("ended"));
  byId("ended").focus();
  [wish, course, last] = [null, null, null];
  page.dataset.stage = "";
}

byId("choice").addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = choice.wish();
  wish = chosen;
  const lacks = !chosen ? byId("to") : chosen.follow && !chosen.aboard && !chosen.from ? byId("from") : null;
  byId("choice-trouble").hidden = !lacks;
  if (lacks) {
    write("choice-trouble", `${document.querySelector(`label[for="${lacks.id}"]`).innerText}: ${say("choose")}`);
    return lacks.focus();
  }
  await bell.unlock();
  if (chosen) start(chosen);
});

for (const id of ["try", "try-again"]) {
  byId(id).addEventListener("click", async () => {
    await bell.unlock();
    bell.once("ready", say("trial"));
    write(id === "try" ? "found-count" : "aside", say("trial"));
  });
}

byId("awake").addEventListener("click", () => {
  bell.quiet();
  byId("awake").hidden = true;
  write("aside", say("confirmed"));
  byId("tell").focus();
});

byId("tell").addEventListener("click", () => {
  const words = state.leftM === null ? say("position_none") : [filled("left", state.leftM), lasts()].filter(Boolean).join(", ");
  tell(words);
  bell.speak(words);
});

byId("boarded").addEventListener("click", () => {
  bell.quiet();
  byId("awake").hidden = true;
  byId("bus-verbs").hidden = true;
  bus.boarded();
});
byId("next").addEventListener("click", () => {
  bell.quiet();
  byId("awake").hidden = true;
  byId("bus-verbs").hidden = true;
  tell(say("bus_next", { line: wish?.line.name ?? "" }));
  bus.next();
});
byId("end").addEventListener("click", end);

document.addEventListener("visibilitychange", () => {
  const isBack = stops.length && document.visibilityState === "visible";
  if (isBack && Date.now() - lastAt > MISSED_MS) write("aside", say("was_hidden"));
});

// With this the page opens again without signal.
async function keepPage() {
  const worker = await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.kept) page.dataset.kept = data.kept;
  });
  worker.active?.postMessage({ keep: location.pathname + location.search });
}

byId("choice").hidden = false;
delete byId("choice").dataset.placeKept;
choice.load().then(() => navigator.serviceWorker && keepPage());
