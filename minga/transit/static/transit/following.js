// Following a vehicle along its way, and straight where there is none.
// Equal to minga/kernels/alarm/following.py: change both together.

import { OFF_ROUTE_M, advance, distance, passes } from "./course.js";

/**
 * @typedef {import("./course.js").Course} Course
 * @typedef {import("./course.js").Point} Point
 * @typedef {import("./alarm.js").State} State
 * @typedef {import("./alarm.js").Place} Place
 * @typedef {import("./alarm.js").Track} Track
 * @typedef {import("./alarm.js").Effect} Effect
 */

export const MOST_MS = 40;
export const WALKING_MS = 3;
export const VAGUE_M = 30;
export const SLACK_M = 60;
const BACKWARDS_M = 120;
export const BY_M = 150;
const REJOIN_M = 300;
const BESIDE_M = 5;
const MOST_TRACKS = 8;

// Take a good position in: where on the way it lies, and how far the stop is.
/** @type {(course: Course, before: State, place: Place) => [State, Effect[]]} */
export function followed(course, before, place) {
  /** @type {Point} */
  const point = [place.x, place.y];
  const straight = distance(point, course.stop);
  /** @type {State} */
  let state = { ...before, last: place, start: before.start ?? course.board ?? point };
  /** @type {"backwards" | "behind" | null} */
  let astray = null;
  if (course.way.length) [state, astray] = located(course, state, place, before.last);
  if (state.tracks.length) {
    state = { ...state, leftM: leftAlong(course, state.tracks, place), nearestM: nearer(state.nearestM, straight) };
  } else {
    const by = before.last ? closest(course, [before.last.x, before.last.y], point) : straight;
    const left = by <= BY_M ? by : straight;
    state = { ...state, leftM: left, nearestM: nearer(state.nearestM, left) };
  }
  if (astray === null || state.astray || !isAboard(state)) return [state, []];
  return [{ ...state, astray: true }, [{ kind: astray, leftM: state.leftM }]];
}

/** @type {(course: Course, state: State, place: Place, last: Place | null) => [State, "backwards" | "behind" | null]} */
function located(course, state, place, last) {
  const dt = last ? place.atS - last.atS : 0;
  const on = state.tracks.map((track) => movedOn(course, track, place, dt, state.paceMs)).filter((track) => track !== null);
  let ahead = apart(on.filter((track) => !isBackwards(track, place)));
  /** @type {"backwards" | "behind" | null} */
  let astray = on.length && !ahead.length ? "backwards" : null;
  if (!ahead.length) {
    const [tracks, behind] = sought(course, state, place);
    ahead = tracks;
    astray = behind ?? astray;
  }
  const alongM = ahead.length ? Math.max(...ahead.map((track) => track.alongM)) : state.alongM;
  return [{ ...state, tracks: ahead, alongM }, astray];
}

/** @param {Place} place */
const offRouteM = (place) => OFF_ROUTE_M + Math.max(0, place.accuracyM - VAGUE_M);

/** @type {(course: Course, track: Track, place: Place, dt: number, paceMs: number) => Track | null} */
function movedOn(course, track, place, dt, paceMs) {
  const slack = SLACK_M + place.accuracyM;
  /** @type {[number, number]} */
  const window = [track.alongM - slack, track.alongM + slack + MOST_MS * dt];
  const here = advance(course, [place.x, place.y], window, track.alongM + paceMs * dt, offRouteM(place));
  return here && { alongM: here[1], furthestM: Math.max(track.furthestM, here[1]) };
}

/** @type {(track: Track, place: Place) => boolean} */
const isBackwards = (track, place) =>
  track.furthestM - track.alongM > BACKWARDS_M + Math.max(0, place.accuracyM - VAGUE_M);

/** @type {(tracks: Track[]) => Track[]} */
function apart(tracks) {
  /** @type {Track[]} */
  const kept = [];
  for (const track of tracks) {
    if (kept.every((other) => Math.abs(track.alongM - other.alongM) > BESIDE_M)) kept.push(track);
  }
  return kept;
}

/** @type {(course: Course, state: State, place: Place) => [Track[], "behind" | null]} */
function sought(course, state, place) {
  let alongs = passes(course, [place.x, place.y], offRouteM(place)).map(([, along]) => along);
  const known = state.alongM ?? course.boardM;
  if (known !== null) {
    const onward = alongs.filter((along) => along >= known - REJOIN_M);
    if (onward.length) alongs = onward;
  }
  const before = alongs.filter((along) => along <= course.stopM + SLACK_M);
  if (alongs.length && !before.length && (known === null || known > course.stopM)) return [[], "behind"];
  const tracks = (before.length ? before : alongs).slice(-MOST_TRACKS);
  return [tracks.map((along) => ({ alongM: along, furthestM: along })), null];
}

/** @type {(course: Course, tracks: Track[], place: Place) => number} */
function leftAlong(course, tracks, place) {
  const lefts = tracks.map((track) => course.stopM - track.alongM);
  const ahead = lefts.filter((left) => left >= -SLACK_M - place.accuracyM / 2);
  return ahead.length ? Math.min(...ahead) : Math.max(...lefts);
}

// How near to the stop the straight line between two positions comes, in metres.
/** @type {(course: Course, a: Point, b: Point) => number} */
function closest(course, [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const gone = (course.stop[0] - ax) * dx + (course.stop[1] - ay) * dy;
  const t = square > 0 ? Math.min(Math.max(gone / square, 0), 1) : 0;
  return distance([ax + dx * t, ay + dy * t], course.stop);
}

/** @type {(known: number | null, metres: number) => number} */
const nearer = (known, metres) => (known === null ? metres : Math.min(known, metres));

/** @param {State} state */
const isAboard = (state) => state.stage !== "waiting" && state.speedMs >= WALKING_MS;
