// The map beside the words: the way that is open, and the point that somebody picks.

import { createMap } from "../web/map.js";
import { token } from "../web/pins.js";
import { say, words } from "../reports/words.js";

const SOURCE = "plan-way";
const HEX = /^#[0-9a-f]{6}$/i;

export async function planMap(element, drawn) {
  element.hidden = false;
  const face = await createMap(element, { cooperative: matchMedia("(width < 60rem)").matches });
  if (!face) return null;
  const { map } = face;
  let shown = null;
  let pick = null;
  let pin = null;

  function layers() {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, { type: "geojson", data: collection(shown) });
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

  function collection(way) {
    const features = (way?.steps ?? []).map(({ walk, colour, path }) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: path },
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

  function mark(lngLat, title, colour) {
    const marker = new face.library.Marker({ color: token(colour) });
    marker.setLngLat(lngLat).addTo(map);
    marker.getElement().setAttribute("aria-label", title);
    marker.getElement().setAttribute("role", "img");
  }

  return {
    show(way) {
      shown = way;
      map.getSource(SOURCE)?.setData(collection(way));
      face.fit([drawn.from, drawn.to, ...way.steps.flatMap(({ path }) => path)], 40);
    },
    // The next point that is clicked, or the middle, goes to `onPoint`.
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
    words,
  };
}
