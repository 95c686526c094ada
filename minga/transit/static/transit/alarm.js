// The alarm: (state, position) -> [state, effects]. No clock, no device, no page in here.
//
// The same machine as minga/kernels/alarm/machine.py, where each rule says why; a test replays
// thousands of positions in both and wants every state equal. Change both together.

import { distance, pointOf } from "./course.js";
import { BY_M, MOST_MS, SLACK_M, VAGUE_M, WALKING_MS, followed } from "./following.js";

export { courseOf } from "./course.js";

export const READY = [300, 90];
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
  const told = [];
  for (const part of [hearing, speeding, follow, ringing]) {
    const [next, effects] = part(course, state, place, fix.speedMs ?? null);
    state = next;
    told.push(...effects);
  }
  return [state, told];
}

// Let time pass without a good position; after long, say so, once.
export function wait(course, state, atS) {
  if (state.stage === "passed" || !Number.isFinite(atS)) return [state, []];
  if (state.sinceS === null) state = { ...state, sinceS: atS };
  const quietS = atS - (state.last ? state.last.atS : state.sinceS);
  if (quietS < Math.max(QUIET_S, 3 * intervalS(state))) return [state, []];
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
export const confirm = (state) => ({ ...state, stage: "passed" });

// How far before the stop a stage rings.
export function leadM(state, [leastM, seconds]) {
  const gapS = intervalS(state);
  const moreS = gapS > SLOW_FIXES_S ? gapS : 0;
  return Math.max(leastM, seconds * state.speedMs) + moreS * state.speedMs;
}

function intervalS({ gapsS }) {
  const ordered = [...gapsS].sort((a, b) => a - b);
  return ordered.length ? ordered[Math.floor(ordered.length / 2)] : 0;
}

function couldBeNear(state, quietS) {
  if (!["riding", "ready"].includes(state.stage) || state.leftM === null) return false;
  return state.leftM - state.speedMs * quietS <= leadM(state, NOW);
}

// Believing ------------------------------------------------------------------------------------

function placeOf(course, { atS, lat, lon, accuracyM }) {
  const accuracy = accuracyM ?? VAGUE_M;
  if (!(Number.isFinite(lat) && Number.isFinite(lon) && accuracy >= 0 && accuracy <= WORST_ACCURACY_M)) return null;
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  const [x, y] = pointOf(course, lat, lon);
  return { atS, x, y, accuracyM: accuracy };
}

function isJump(before, place) {
  if (!before) return false;
  const far = distance([before.x, before.y], [place.x, place.y]);
  return far - before.accuracyM - place.accuracyM > MOST_MS * (place.atS - before.atS) + SLACK_M;
}

function movedOver(state) {
  const start = state.stage === "waiting" ? null : state.start;
  return { ...state, last: null, base: null, start, tracks: [], alongM: null, nearestM: null };
}

function hearing(course, state, place) {
  const gapsS = state.last ? [...state.gapsS.slice(-2), place.atS - state.last.atS] : state.gapsS;
  const found = state.silence ? [{ kind: "found", leftM: state.leftM }] : [];
  return [{ ...state, doubt: null, silence: 0, sinceS: state.sinceS ?? place.atS, gapsS }, found];
}

function speeding(course, state, place, toldMs) {
  if (!state.base || !state.last) return [{ ...state, base: place }, []];
  let { base, paceMs } = state;
  const dt = place.atS - state.last.atS;
  const isTold = Number.isFinite(toldMs) && toldMs > 0 && toldMs <= MOST_MS;
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

const follow = (course, state, place) => followed(course, state, place);

// Ringing --------------------------------------------------------------------------------------

function ringing(course, state) {
  const told = [];
  const { leftM } = state;
  const to = (stage, kind) => {
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

function hasLeft({ start, last }) {
  const far = distance(start, [last.x, last.y]);
  return far - Math.max(0, last.accuracyM - VAGUE_M) >= ARMED_M;
}

function isPast(course, state) {
  const { last, leftM, paceMs, tracks } = state;
  if (paceMs < WALKING_MS) return false;
  if (tracks.length) return leftM < -SLACK_M - last.accuracyM / 2;
  const far = distance([last.x, last.y], course.stop);
  return state.nearestM <= BY_M && far > state.nearestM + AWAY_M + last.accuracyM;
}
