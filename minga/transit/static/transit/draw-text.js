// A way as text, one place a line; what the map draws and what a person types are the same rows.
//
//   -36.826800, -73.040030              a point of the way
//   Plaza Perú                          a place by its name: the server finds it
//   * Plaza Perú: -36.82680, -73.04003  a stop beside the way

/**
 * @typedef {{ lat: number, lon: number }} Spot
 * @typedef {{ kind: "point" } & Spot} PointRow
 * @typedef {{ kind: "stop", name: string } & Spot} StopRow
 * @typedef {{ kind: "words", text: string } | PointRow | StopRow} Row
 */

const NUMBER = "-?\\d{1,3}(?:\\.\\d{1,12})?";
const ROW = new RegExp(`^(\\*?)\\s*(.*?)\\s*:?\\s*(?:(${NUMBER})\\s*[,;\\s]\\s*(${NUMBER}))?$`);
const EARTH_M = 6371008.8;

/** @type {(text: string) => Row[]} */
export function rowsOf(text) {
  return text
    .replaceAll("−", "-")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, star, name, lat, lon] = ROW.exec(line) ?? [];
      if (lat === undefined) return { kind: "words", text: line };
      const spot = { lat: Number(lat), lon: Number(lon) };
      return star ? { kind: "stop", name, ...spot } : { kind: "point", ...spot };
    });
}

/** @type {(rows: Row[]) => string} */
export function textOf(rows) {
  return rows.map(lineOf).join("\n");
}

/** @type {(row: Row) => string} */
function lineOf(row) {
  if (row.kind === "words") return row.text;
  const spot = `${row.lat.toFixed(6)}, ${row.lon.toFixed(6)}`;
  return row.kind === "stop" ? `* ${row.name}: ${spot}` : spot;
}

/** @type {(rows: Row[]) => PointRow[]} */
export const points = (rows) => rows.filter((row) => row.kind === "point");

/** @type {(rows: Row[]) => StopRow[]} */
export const stops = (rows) => rows.filter((row) => row.kind === "stop");

/** @type {(rows: Row[]) => number} */
export function lengthM(rows) {
  const path = points(rows);
  return path.slice(1).reduce((sum, point, i) => sum + stepM(path[i], point), 0);
}

/** @type {(a: Spot, b: Spot) => number} */
function stepM(a, b) {
  const rad = Math.PI / 180;
  const east = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot((b.lat - a.lat) * rad, east) * EARTH_M;
}

// The stretch of the way that is nearest to a spot: the number of its first point, metres off.
/** @type {(rows: Row[], spot: Spot) => { after: number, off: number }} */
export function nearestStretch(rows, spot) {
  const path = points(rows);
  let best = { after: path.length - 1, off: Infinity };
  for (let i = 0; i + 1 < path.length; i += 1) {
    const off = offM(path[i], path[i + 1], spot);
    if (off < best.off) best = { after: i, off };
  }
  return best;
}

/** @type {(a: Spot, b: Spot, spot: Spot) => number} */
function offM(a, b, spot) {
  const shrink = Math.cos((spot.lat * Math.PI) / 180);
  const [ax, ay] = [(a.lon - spot.lon) * shrink, a.lat - spot.lat];
  const [dx, dy] = [(b.lon - a.lon) * shrink, b.lat - a.lat];
  const long = dx * dx + dy * dy;
  const share = long > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / long)) : 0;
  return (Math.hypot(ax + share * dx, ay + share * dy) * Math.PI * EARTH_M) / 180;
}

// The rows with one more, behind the point with this number; -1 is before all of them.
/** @type {(rows: Row[], row: PointRow | StopRow, after: number) => Row[]} */
export function withRow(rows, row, after) {
  if (after < 0) return [row, ...rows];
  let seen = -1;
  const at = rows.findIndex(({ kind }) => kind === "point" && (seen += 1) === after);
  return at < 0 ? [...rows, row] : [...rows.slice(0, at + 1), row, ...rows.slice(at + 1)];
}
