// The way of a ride in metres, and where on it a position lies.
//
// The same sums, in the same order, as minga/kernels/alarm/course.py: both use only what every
// machine rounds alike, and a test holds them equal to the last bit. Change both together.

/**
 * @typedef {[number, number]} Point  metres east and north of the destination
 * @typedef {[number, number]} LatLon
 *
 * The way to a destination; straight, where `way` is empty.
 * @typedef {object} Course
 * @property {number} lat  of the destination
 * @property {number} lon
 * @property {number} eastM  metres of a degree of longitude there
 * @property {Point[]} way
 * @property {number[]} atM  how far along the way each of its points is
 * @property {Point} stop  the point of the way that is nearest to the destination
 * @property {number} stopM
 * @property {number | null} boardM  where on the way it begins, where that is known
 * @property {Point | null} [board]
 */

const DEGREE_M = 111195.08;
const RADIAN = 0.017453292519943295;
export const OFF_ROUTE_M = 100;
const SWING_M = 40;
const ALIKE_M = 30;
const PULL = 0.1;

/** @type {(one: Point, other: Point) => number} */
export const distance = ([ax, ay], [bx, by]) => {
  const dx = bx - ax;
  const dy = by - ay;
  return Math.sqrt(dx * dx + dy * dy);
};

/** @param {number} degrees */
export function cosine(degrees) {
  const square = degrees * RADIAN * (degrees * RADIAN);
  let term = 1;
  let total = 1;
  for (let n = 2; n <= 16; n += 2) {
    term = (-term * square) / ((n - 1) * n);
    total += term;
  }
  return Math.max(total, 1e-6);
}

// Metres east and north of the destination, across the date line too.
/** @type {(course: Pick<Course, "lat" | "lon" | "eastM">, lat: number, lon: number) => Point} */
export function pointOf(course, lat, lon) {
  let turn = lon - course.lon;
  turn = turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  return [turn * course.eastM, (lat - course.lat) * DEGREE_M];
}

// The course to [lat, lon] along a polyline of [lat, lon], or straight without one. Where the way
// passes the destination more than once, `aboutM` says which pass; else the first after boarding.
/**
 * @param {LatLon} stop
 * @param {LatLon[]} [way]
 * @param {{ board?: LatLon | null, aboutM?: number | null }} [ends]
 * @returns {Course}
 */
export function courseOf([lat, lon], way = [], { board = null, aboutM = null } = {}) {
  /** @type {Course} */
  const bare = { lat, lon, eastM: DEGREE_M * cosine(lat), way: [], atM: [], stop: [0, 0], stopM: 0, boardM: null };
  bare.board = board && pointOf(bare, ...board);
  const points = distinct(way.map(([north, east]) => pointOf(bare, north, east)));
  if (points.length < 2) return bare;
  const drawn = { ...bare, way: points, atM: lengths(points) };
  const ends = likely(passes(drawn, [0, 0], null));
  const starts = bare.board ? likely(passes(drawn, bare.board, OFF_ROUTE_M * 2)) : [];
  const [stopM, boardM] = endsOf(ends, starts, aboutM);
  return { ...drawn, stop: pointAt(drawn, stopM), stopM, boardM };
}

/** @type {(points: Point[]) => Point[]} */
function distinct(points) {
  return points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
}

/** @param {Point[]} points */
function lengths(points) {
  const at = [0];
  for (let i = 1; i < points.length; i += 1) at.push(at[i - 1] + distance(points[i - 1], points[i]));
  return at;
}

/** @type {(course: Course, alongM: number) => Point} */
function pointAt(course, alongM) {
  const i = segmentAt(course, alongM);
  const length = course.atM[i + 1] - course.atM[i];
  const t = length > 0 ? (alongM - course.atM[i]) / length : 0;
  const [ax, ay] = course.way[i];
  const [bx, by] = course.way[i + 1];
  return [ax + (bx - ax) * t, ay + (by - ay) * t];
}

/** @type {(course: Course, alongM: number) => number} */
function segmentAt(course, alongM) {
  let low = 0;
  let high = course.atM.length - 2;
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (course.atM[middle] <= alongM) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The point of segment i within [lowM, highM] nearest to a point: [metres off, along].
/** @type {(course: Course, i: number, point: Point, lowM: number, highM: number) => [number, number]} */
function project(course, i, point, lowM, highM) {
  const [ax, ay] = course.way[i];
  const [bx, by] = course.way[i + 1];
  const begin = course.atM[i];
  const end = course.atM[i + 1];
  const dx = bx - ax;
  const dy = by - ay;
  const length = end - begin;
  const square = dx * dx + dy * dy;
  const t = square > 0 ? ((point[0] - ax) * dx + (point[1] - ay) * dy) / square : 0;
  const along = Math.min(Math.max(begin + t * length, begin, lowM), end, highM);
  const part = length > 0 ? (along - begin) / length : 0;
  return [distance(point, [ax + dx * part, ay + dy * part]), along];
}

// Every pass of the way near a point: [metres off, along], in order of the way.
/** @type {(course: Course, point: Point, mostM: number | null) => [number, number][]} */
export function passes(course, point, mostM) {
  /** @type {[number, number][]} */
  const found = [];
  /** @type {[number, number] | null} */
  let low = null;
  let high = -1;
  for (let i = 0; i < course.atM.length - 1; i += 1) {
    const here = project(course, i, point, 0, course.atM[course.atM.length - 1]);
    if (low === null ? high < 0 || here[0] < high - SWING_M : here[0] < low[0]) low = here;
    const far = distance(point, course.way[i + 1]);
    if (low === null) high = Math.max(high, far);
    else if (far > low[0] + SWING_M) {
      found.push(low);
      low = null;
      high = far;
    }
  }
  if (low !== null) found.push(low);
  return found.filter(([off]) => mostM === null || off <= mostM);
}

/** @type {(found: [number, number][]) => number[]} */
function likely(found) {
  const least = found.reduce((best, [off]) => Math.min(best, off), Infinity);
  return found.filter(([off]) => off <= least + ALIKE_M).map(([, along]) => along);
}

/** @type {(ends: number[], starts: number[], aboutM: number | null) => [number, number | null]} */
function endsOf(ends, starts, aboutM) {
  if (aboutM !== null) {
    const stop = ends.reduce((best, end) => (Math.abs(end - aboutM) < Math.abs(best - aboutM) ? end : best));
    const before = starts.filter((start) => start < stop);
    return [stop, before.length ? Math.max(...before) : null];
  }
  const rides = starts.flatMap((start) => ends.filter((end) => start < end).map((end) => [end - start, start, end]));
  if (!rides.length) return [ends[0], null];
  const [, start, end] = rides.reduce((best, ride) => (isLess(ride, best) ? ride : best));
  return [end, start];
}

/** @type {(one: number[], other: number[]) => boolean} */
function isLess(one, other) {
  const i = one.findIndex((value, at) => value !== other[at]);
  return i >= 0 && one[i] < other[i];
}

// Where within a window of the way a point lies: [metres off, along], the expected place preferred
// where the way lies beside itself; null when nothing there is near enough.
/** @type {(course: Course, point: Point, window: [number, number], expectedM: number, mostOffM: number) => [number, number] | null} */
export function advance(course, point, [fromM, toM], expectedM, mostOffM) {
  /** @type {[number, number] | null} */
  let best = null;
  let cost = 0;
  for (let i = segmentAt(course, fromM); i < course.atM.length - 1 && course.atM[i] <= toM; i += 1) {
    const [off, along] = project(course, i, point, fromM, toM);
    const weighs = off + PULL * Math.abs(along - expectedM);
    if (off <= mostOffM && (best === null || weighs < cost)) {
      best = [off, along];
      cost = weighs;
    }
  }
  return best;
}
