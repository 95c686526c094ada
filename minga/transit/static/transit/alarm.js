// The alarm: (state, position) -> [state, effects]. No clock, no device, no page in here.
//
// The same machine as minga/kernels/alarm/machine.py, where each rule says why; a test replays
// thousands of positions in both and wants every state equal. Change both together.

import { distance, pointOf } from "./course.js";
import { BY_M, MOST_MS, SLACK_M, VAGUE_M, WALKING_MS, followed } from "./following.js";

export { courseOf } from "./course.js";

/**
 * @typedef {import("./course.js").Course} Course
 * @typedef {import("./course.js").Point} Point
 *
 * What a device says: null where it does not say.
 * @typedef {{ atS: number, lat: number, lon: number, accuracyM: number | null, speedMs: number | null }} Fix
 *
 * @typedef {{ atS: number, x: number, y: number, accuracyM: number }} Place  a fix that is believed
 * @typedef {{ alongM: number, furthestM: number }} Track  one of the places on the way where the vehicle may be
 *
 * @typedef {"armed" | "ready" | "now" | "passed" | "lost" | "found" | "blind" | "backwards" | "behind"} Kind
 * @typedef {{ kind: Kind, leftM: number | null }} Effect  what the person is told
 *
 * @typedef {object} State
 * @property {"waiting" | "riding" | "ready" | "now" | "passed"} stage
 * @property {number | null} sinceS  when the ride began to be watched
 * @property {Place | null} last
 * @property {Place | null} base  where the present measure of speed began
 * @property {Place | null} doubt  a jump that nothing has confirmed yet
 * @property {Point | null} start
 * @property {number} paceMs  the speed now
 * @property {number} speedMs  the speed to reckon with: falls slowly
 * @property {number[]} gapsS  between the last fixes
 * @property {Track[]} tracks
 * @property {number | null} alongM
 * @property {number | null} leftM
 * @property {number | null} nearestM
 * @property {number} close  how many fixes in a row were close
 * @property {number} silence  0: heard; 1: "lost" was said; 2: "blind" too
 * @property {boolean} astray
 */

/** @type {[leastM: number, seconds: number]} */
export const READY = [300, 90];
/** @type {[leastM: number, seconds: number]} */
export const NOW = [200, 45];
const SLOW_FIXES_S = 10;
const ARMED_M = 150;
const WORST_ACCURACY_M = 100;
const GAIN_MS2 = 3;
const FADE_S = 100;
const BASE_S = 10;
const QUIET_S = 60;
const AWAY_M = 100;

// A ride that begins at its boarding point; `aboard`, one already on the way.
/** @type {(how?: { aboard?: boolean }) => State} */
export const begin = ({ aboard = false } = {}) => ({
  stage: aboard ? "riding" : "waiting",
  sinceS: null,
  last: null,
  base: null,
  doubt: null,
  start: null,
  paceMs: 0,
  speedMs: 0,
  gapsS: [],
  tracks: [],
  alongM: null,
  leftM: null,
  nearestM: null,
  close: 0,
  silence: 0,
  astray: false,
});

// Take one position: { atS, lat, lon, accuracyM, speedMs }, null where the device does not say.
/** @type {(course: Course, state: State, fix: Fix) => [State, Effect[]]} */
export function step(course, state, fix) {
  if (state.stage === "passed" || !Number.isFinite(fix.atS)) return [state, []];
  const place = placeOf(course, fix);
  if (!place) return wait(course, state, fix.atS);
  if (state.last && place.atS <= state.last.atS) return [state, []];
  if (isJump(state.last, place)) {
    if (!state.doubt || place.atS <= state.doubt.atS || isJump(state.doubt, place)) {
      return wait(course, { ...state, doubt: place }, fix.atS);
    }
    state = movedOver(state);
  }
  /** @type {Effect[]} */
  const told = [];
  for (const part of [hearing, speeding, follow, ringing]) {
    const [next, effects] = part(course, state, place, fix.speedMs ?? null);
    state = next;
    told.push(...effects);
  }
  return [state, told];
}

// Let time pass without a good position; after long, say so, once.
/** @type {(course: Course, state: State, atS: number) => [State, Effect[]]} */
export function wait(course, state, atS) {
  if (state.stage === "passed" || !Number.isFinite(atS)) return [state, []];
  if (state.sinceS === null) state = { ...state, sinceS: atS };
  const quietS = atS - (state.last?.atS ?? state.sinceS ?? atS);
  if (quietS < Math.max(QUIET_S, 3 * intervalS(state))) return [state, []];
  /** @type {Effect[]} */
  const told = [];
  if (state.silence === 0) {
    told.push({ kind: "lost", leftM: state.leftM });
    state = { ...state, silence: 1 };
  }
  if (state.silence === 1 && couldBeNear(state, quietS)) {
    told.push({ kind: "blind", leftM: state.leftM });
    state = { ...state, silence: 2 };
  }
  return [state, told];
}

// The person says that they got off: the ride is over, and nothing more is said.
/** @type {(state: State) => State} */
export const confirm = (state) => ({ ...state, stage: "passed" });

// How far before the stop a stage rings.
/** @type {(state: State, lead: [leastM: number, seconds: number]) => number} */
export function leadM(state, [leastM, seconds]) {
  const gapS = intervalS(state);
  const moreS = gapS > SLOW_FIXES_S ? gapS : 0;
  return Math.max(leastM, seconds * state.speedMs) + moreS * state.speedMs;
}

/** @param {State} state */
function intervalS({ gapsS }) {
  const ordered = [...gapsS].sort((a, b) => a - b);
  return ordered.length ? ordered[Math.floor(ordered.length / 2)] : 0;
}

/** @type {(state: State, quietS: number) => boolean} */
function couldBeNear(state, quietS) {
  if (!["riding", "ready"].includes(state.stage) || state.leftM === null) return false;
  return state.leftM - state.speedMs * quietS <= leadM(state, NOW);
}

// Believing ------------------------------------------------------------------------------------

/** @type {(course: Course, fix: Fix) => Place | null} */
function placeOf(course, { atS, lat, lon, accuracyM }) {
  const accuracy = accuracyM ?? VAGUE_M;
  if (!(Number.isFinite(lat) && Number.isFinite(lon) && accuracy >= 0 && accuracy <= WORST_ACCURACY_M)) return null;
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  const [x, y] = pointOf(course, lat, lon);
  return { atS, x, y, accuracyM: accuracy };
}

/** @type {(before: Place | null, place: Place) => boolean} */
function isJump(before, place) {
  if (!before) return false;
  const far = distance([before.x, before.y], [place.x, place.y]);
  return far - before.accuracyM - place.accuracyM > MOST_MS * (place.atS - before.atS) + SLACK_M;
}

/** @type {(state: State) => State} */
function movedOver(state) {
  const start = state.stage === "waiting" ? null : state.start;
  return { ...state, last: null, base: null, start, tracks: [], alongM: null, nearestM: null };
}

/** @typedef {(course: Course, state: State, place: Place, toldMs: number | null) => [State, Effect[]]} Part */

/** @type {Part} */
function hearing(course, state, place) {
  const gapsS = state.last ? [...state.gapsS.slice(-2), place.atS - state.last.atS] : state.gapsS;
  /** @type {Effect[]} */
  const found = state.silence ? [{ kind: "found", leftM: state.leftM }] : [];
  return [{ ...state, doubt: null, silence: 0, sinceS: state.sinceS ?? place.atS, gapsS }, found];
}

/** @type {Part} */
function speeding(course, state, place, toldMs) {
  if (!state.base || !state.last) return [{ ...state, base: place }, []];
  let { base, paceMs } = state;
  const dt = place.atS - state.last.atS;
  const isTold = toldMs !== null && Number.isFinite(toldMs) && toldMs > 0 && toldMs <= MOST_MS;
  if (isTold) paceMs = Math.min(toldMs, paceMs + GAIN_MS2 * dt);
  if (place.atS - base.atS >= BASE_S) {
    const vague = Math.max(0, base.accuracyM + place.accuracyM - 2 * VAGUE_M);
    const far = distance([base.x, base.y], [place.x, place.y]);
    const measured = Math.min(Math.max(0, far - vague) / (place.atS - base.atS), MOST_MS);
    paceMs = isTold ? Math.min(paceMs, 2 * measured + 5) : measured;
    base = place;
  }
  const speedMs = Math.max(paceMs, state.speedMs / (1 + dt / FADE_S));
  return [{ ...state, base, paceMs, speedMs }, []];
}

/** @type {Part} */
const follow = (course, state, place) => followed(course, state, place);

// Ringing --------------------------------------------------------------------------------------

/** @type {Part} */
function ringing(course, state) {
  /** @type {Effect[]} */
  const told = [];
  const leftM = state.leftM ?? Infinity; // never: a place was followed before
  const to = (/** @type {State["stage"]} */ stage, /** @type {Kind} */ kind) => {
    state = { ...state, stage };
    told.push({ kind, leftM });
  };
  if (state.stage === "waiting" && hasLeft(state)) to("riding", "armed");
  if (state.stage === "waiting") return [state, told];
  const isDue = leftM <= leadM(state, NOW);
  const isClose = leftM <= leadM(state, READY);
  state = { ...state, close: isClose ? Math.min(2, state.close + 1) : 0 };
  const enough = isDue || intervalS(state) > SLOW_FIXES_S ? 1 : 2;
  if (state.stage === "riding" && isClose && state.close >= enough) to("ready", "ready");
  if (state.stage === "ready" && isDue) to("now", "now");
  if (state.stage === "now" && isPast(course, state)) to("passed", "passed");
  return [state, told];
}

/** @param {State} state */
function hasLeft({ start, last }) {
  if (!start || !last) return false;
  const far = distance(start, [last.x, last.y]);
  return far - Math.max(0, last.accuracyM - VAGUE_M) >= ARMED_M;
}

/** @type {(course: Course, state: State) => boolean} */
function isPast(course, state) {
  const { last, leftM, nearestM, paceMs, tracks } = state;
  if (paceMs < WALKING_MS || !last || leftM === null || nearestM === null) return false;
  if (tracks.length) return leftM < -SLACK_M - last.accuracyM / 2;
  const far = distance([last.x, last.y], course.stop);
  return nearestM <= BY_M && far > nearestM + AWAY_M + last.accuracyM;
}
