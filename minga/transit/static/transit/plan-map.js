// The map beside the words: the way that is open, and the point that somebody picks.

import { createMap } from "../web/map.js";
import { token } from "../web/pins.js";
import { say } from "../reports/words.js";

/**
 * @typedef {[number, number]} LonLat
 * @typedef {{ lat: number, lon: number }} Spot
 * @typedef {{ steps: { walk: boolean, colour: string, path: LonLat[] }[] }} Drawn  one way of the answer
 * @typedef {((point: Spot) => void) | null} OnPoint
 *
 * @typedef {object} PlanMap
 * @property {(way: Drawn) => void} show
 * @property {(onPoint: OnPoint) => void} pick  the next point that is clicked, or the middle, goes to `onPoint`
 * @property {() => void} middle
 * @property {(spot: Spot) => void} put
 */

const SOURCE = "plan-way";
const HEX = /^#[0-9a-f]{6}$/i;

/** @type {(element: Part, drawn: { from: LonLat, to: LonLat, ways: Drawn[] } | null) => Promise<PlanMap | null>} */
export async function planMap(element, drawn) {
  element.hidden = false;
  const made = await createMap(element, { cooperative: matchMedia("(width < 60rem)").matches });
  if (!made) return null;
  const face = made;
  const { map } = face;
  /** @type {Drawn | null} */
  let shown = null;
  /** @type {OnPoint} */
  let pick = null;
  /** @type {import("maplibre-gl").Marker | null} */
  let pin = null;

  function layers() {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, { type: "geojson", data: collection(shown) });
    /** @type {{ "line-cap": "round", "line-join": "round" }} */
    const line = { "line-cap": "round", "line-join": "round" };
    map.addLayer({
      id: `${SOURCE}-case`, type: "line", source: SOURCE, filter: ["!", ["get", "walk"]], layout: line,
      paint: { "line-color": token("--surface"), "line-width": 9 },
    });
    map.addLayer({
      id: `${SOURCE}-ride`, type: "line", source: SOURCE, filter: ["!", ["get", "walk"]], layout: line,
      paint: { "line-color": ["get", "colour"], "line-width": 5.5 },
    });
    map.addLayer({
      id: `${SOURCE}-walk`, type: "line", source: SOURCE, filter: ["get", "walk"], layout: line,
      paint: { "line-color": token("--ink"), "line-width": 4, "line-dasharray": [0.1, 1.8] },
    });
  }

  /** @type {(way: Drawn | null) => import("geojson").FeatureCollection<import("geojson").LineString>} */
  function collection(way) {
    const features = (way?.steps ?? []).map(({ walk, colour, path }) => ({
      type: /** @type {const} */ ("Feature"),
      geometry: { type: /** @type {const} */ ("LineString"), coordinates: path },
      properties: { walk, colour: HEX.test(colour) ? colour : token("--brand") },
    }));
    return { type: "FeatureCollection", features };
  }

  map.on("style.load", layers);
  if (face.styled) layers();
  map.on("click", ({ lngLat }) => pick?.({ lat: lngLat.lat, lon: lngLat.lng }));
  if (drawn) {
    mark(drawn.from, say("start"), "--brand");
    mark(drawn.to, say("end"), "--copihue");
  }

  /** @type {(lngLat: LonLat, title: string, colour: string) => void} */
  function mark(lngLat, title, colour) {
    const marker = new face.library.Marker({ color: token(colour) });
    marker.setLngLat(lngLat).addTo(map);
    marker.getElement().setAttribute("aria-label", title);
    marker.getElement().setAttribute("role", "img");
  }

  return {
    show(way) {
      shown = way;
      face.give(SOURCE, collection(way));
      if (drawn) face.fit([drawn.from, drawn.to, ...way.steps.flatMap(({ path }) => path)], 40);
    },
    pick(onPoint) {
      pick = onPoint;
    },
    middle() {
      const { lat, lng } = map.getCenter();
      pick?.({ lat, lon: lng });
    },
    put({ lat, lon }) {
      pin ??= face.pin({ lngLat: [lon, lat] });
      pin.setLngLat([lon, lat]);
    },
  };
}
