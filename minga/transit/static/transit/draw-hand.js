// Moving a point without a mouse: one field that takes the arrow keys, and says where the point is.

const STEP_M = 10;
const FAR_STEP_M = 100;
const DEGREE_M = 111_195;
/** @type {Record<string, [north: number, east: number]>} */
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
/** @type {Record<string, number>} */
const TURNS = { PageDown: 1, PageUp: -1 };

/**
 * The line that the field moves the points of.
 * @typedef {Pick<import("./draw-map.js").Wishes, "choose" | "move" | "moved"> & {
 *   points: () => Spot[], chosen: () => number, erase: () => void, reveal: (spot: Spot) => void }} Line
 * @typedef {import("./draw-text.js").Spot} Spot
 */

/** @type {(field: Part, line: Line) => void} */
export function startHand(field, line) {
  const said = document.getElementById("draw-point");

  /** @param {number} number */
  function tell(number) {
    const points = line.points();
    const point = points[number];
    said.textContent = point
      ? said.dataset.words
          .replace("NUMBER", String(number + 1))
          .replace("MANY", String(points.length))
          .replace("LAT", point.lat.toFixed(5))
          .replace("LON", point.lon.toFixed(5))
      : said.dataset.empty;
  }

  // The chosen point; the last one where none is.
  function held() {
    const [number, last] = [line.chosen(), line.points().length - 1];
    return number >= 0 && number <= last ? number : last;
  }

  /** @param {number} number */
  function choose(number) {
    if (number >= 0) line.choose(number);
    if (number >= 0) line.reveal(line.points()[number]);
    tell(number);
  }

  /** @type {([north, east]: [number, number], metres: number) => void} */
  function move([north, east], metres) {
    const number = held();
    const spot = line.points()[number];
    if (!spot) return tell(number);
    const step = metres / DEGREE_M;
    const lat = Math.min(90, Math.max(-90, spot.lat + north * step));
    const lon = spot.lon + (east * step) / Math.cos((spot.lat * Math.PI) / 180);
    line.move(number, { lat, lon });
    line.reveal({ lat, lon });
    return tell(number);
  }

  field.addEventListener("focus", () => choose(held()));
  field.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    if (ARROWS[key]) move(ARROWS[key], shiftKey ? FAR_STEP_M : STEP_M);
    else if (TURNS[key]) {
      const many = line.points().length;
      choose(many ? (held() + TURNS[key] + many) % many : -1);
    } else if (key === "Delete") {
      line.erase();
      choose(held());
    } else return;
    event.preventDefault();
  });
  // One press, however long, is one step to undo.
  field.addEventListener("keyup", ({ key }) => ARROWS[key] && line.moved());
  field.addEventListener("blur", () => line.moved());
}
