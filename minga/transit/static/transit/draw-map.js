// The map of one way being drawn: taps add, the line bends, points are dragged.

import { createMap } from "../web/map.js";
import { token } from "../web/pins.js";
import { nearestStretch, points, stops } from "./draw-text.js";

/** @type {import("geojson").FeatureCollection} */
const NOTHING = { type: "FeatureCollection", features: [] };
/**
 * @typedef {import("geojson").Feature} Feature
 * @typedef {import("maplibre-gl").MapMouseEvent | import("maplibre-gl").MapTouchEvent} Touch
 * @typedef {import("./draw-text.js").Row} Row
 * @typedef {import("./draw-text.js").Spot} Spot
 *
 * What a hand on the map asks for.
 * @typedef {object} Wishes
 * @property {(spot: Spot, after: number) => void} add
 * @property {(number: number) => void} choose
 * @property {(number: number, spot: Spot) => void} move
 * @property {() => boolean} moved  the hand has let go
 */

const NEAR_PX = 12;

/** @type {(element: HTMLElement, wishes: Wishes) => Promise<DrawnMap | null>} */
export async function drawMap(element, wishes) {
  const face = await createMap(element, {});
  return face ? new DrawnMap(face, wishes) : null;
}

class DrawnMap {
  /**
   * @param {import("../web/map.js").MapFace} face
   * @param {Wishes} wishes
   */
  constructor(face, wishes) {
    this.face = face;
    this.map = face.map;
    this.wishes = wishes;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Row[]} */
    this.other = []; // of the way back
    this.chosen = -1;
    this.colour = token("--brand");
    if (this.map.isStyleLoaded()) this.#layers();
    this.map.on("style.load", () => this.#layers());
    this.map.on("click", (event) => this.#tap(event));
    for (const begin of /** @type {const} */ (["mousedown", "touchstart"])) {
      this.map.on(begin, "draw-points", (event) => this.#drag(event));
    }
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.#hit(event.point, "draw-points") ? "move" : "crosshair";
    });
  }

  /** @param {{ rows: Row[], other: Row[], colour: string, chosen: number }} line */
  show({ rows, other, colour, chosen }) {
    Object.assign(this, { rows, other, colour, chosen });
    this.#paint();
  }

  fit() {
    this.face.fit([...points(this.rows), ...points(this.other)].map(({ lon, lat }) => [lon, lat]), 40);
  }

  // A point that is moved by keyboard stays on the screen.
  /** @param {Spot} spot */
  reveal({ lon, lat }) {
    if (!this.map.getBounds().contains([lon, lat])) this.map.jumpTo({ center: [lon, lat] });
  }

  get middle() {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  /** @param {import("maplibre-gl").MapMouseEvent} event */
  #tap({ point, lngLat, originalEvent }) {
    if (originalEvent.defaultPrevented) return;
    const on = this.#hit(point, "draw-points");
    if (on) return this.wishes.choose(on.properties.number);
    const spot = { lat: lngLat.lat, lon: lngLat.lng };
    const { after, off } = nearestStretch(this.rows, spot);
    const bends = off <= NEAR_PX * this.#metresAPixel();
    return this.wishes.add(spot, bends ? after : points(this.rows).length - 1);
  }

  /** @param {import("maplibre-gl").MapLayerMouseEvent | import("maplibre-gl").MapLayerTouchEvent} event */
  #drag(event) {
    if ("points" in event && event.points.length > 1) return;
    event.preventDefault();
    const number = event.features?.[0].properties.number;
    const isTouch = event.type === "touchstart";
    const move = isTouch ? "touchmove" : "mousemove";
    /** @param {Touch} event */
    const follow = ({ lngLat }) => this.wishes.move(number, { lat: lngLat.lat, lon: lngLat.lng });
    this.map.on(move, follow);
    this.map.once(isTouch ? "touchend" : "mouseup", (/** @type {Touch} */ last) => {
      this.map.off(move, follow);
      if (last.lngLat && this.wishes.moved()) last.originalEvent?.preventDefault();
    });
  }

  /** @type {(point: import("maplibre-gl").Point, layer: string) => import("maplibre-gl").MapGeoJSONFeature | null} */
  #hit(point, layer) {
    if (!this.map.getLayer(layer)) return null;
    /** @type {[[number, number], [number, number]]} */
    const box = [
      [point.x - NEAR_PX, point.y - NEAR_PX],
      [point.x + NEAR_PX, point.y + NEAR_PX],
    ];
    return this.map.queryRenderedFeatures(box, { layers: [layer] })[0] ?? null;
  }

  #metresAPixel() {
    const { lat } = this.map.getCenter();
    return (40075016.7 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
  }

  #paint() {
    const { map } = this;
    if (!map.getSource("draw-way")) return;
    this.face.give("draw-way", collection([lineOf(this.rows)]));
    this.face.give("draw-other", collection([lineOf(this.other)]));
    this.face.give(
      "draw-points",
      collection(points(this.rows).map((row, number) => spotOf(row, { number, on: number === this.chosen }))),
    );
    this.face.give("draw-stops", collection(stops(this.rows).map((row) => spotOf(row, { name: row.name }))));
    map.setPaintProperty("draw-way", "line-color", this.colour);
    map.setPaintProperty("draw-points", "circle-stroke-color", this.colour);
  }

  #layers() {
    const { map } = this;
    if (map.getSource("draw-way")) return;
    for (const id of ["draw-other", "draw-way", "draw-stops", "draw-points"]) {
      map.addSource(id, { type: "geojson", data: NOTHING });
    }
    /** @type {{ "line-cap": "round", "line-join": "round" }} */
    const round = { "line-cap": "round", "line-join": "round" };
    map.addLayer({
      id: "draw-other", type: "line", source: "draw-other", layout: round,
      paint: { "line-color": token("--ink-soft"), "line-width": 3, "line-opacity": 0.5, "line-dasharray": [1, 2] },
    });
    map.addLayer({
      id: "draw-way", type: "line", source: "draw-way", layout: round,
      paint: { "line-color": this.colour, "line-width": 5, "line-opacity": 0.85 },
    });
    map.addLayer({
      id: "draw-stops", type: "circle", source: "draw-stops",
      paint: {
        "circle-radius": 8, "circle-color": token("--accent"),
        "circle-stroke-color": token("--ink"), "circle-stroke-width": 2,
      },
    });
    map.addLayer({
      id: "draw-points", type: "circle", source: "draw-points",
      paint: {
        "circle-radius": ["case", ["get", "on"], 9, 6], "circle-color": token("--surface"),
        "circle-stroke-color": this.colour, "circle-stroke-width": ["case", ["get", "on"], 5, 3],
      },
    });
    this.#paint();
  }
}

/** @type {(features: (Feature | null)[]) => import("geojson").FeatureCollection} */
const collection = (features) => ({ type: "FeatureCollection", features: features.filter((feature) => feature !== null) });

/** @type {(rows: Row[]) => Feature | null} */
function lineOf(rows) {
  const coordinates = points(rows).map(({ lon, lat }) => [lon, lat]);
  if (coordinates.length < 2) return null;
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } };
}

/** @type {(spot: Spot, properties: import("geojson").GeoJsonProperties) => Feature} */
function spotOf({ lon, lat }, properties) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } };
}
