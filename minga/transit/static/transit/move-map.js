// Lines, stops, vehicles and traffic incidents on one map. Vehicles are asked for every ten seconds
// while somebody looks; an ETag makes an unchanged answer a few bytes.

import { inCity } from "../web/city.js";
import { createMap } from "../web/map.js";
import { token } from "../web/pins.js";
import { AlertLayer } from "./move-alerts.js";
import { drawBus } from "./move-bus.js";

const EVERY_MS = 10_000;
/** @type {{ type: "FeatureCollection", features: any[] }} */
const NOTHING = { type: "FeatureCollection", features: [] };
const OPEN = ["received", "acknowledged", "assigned", "started", "reopened"];
const HEX = /^[0-9a-f]{6}$/i;

async function ask(address) {
  const answer = await fetch(inCity(address));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export async function drawMoving(frame) {
  const face = await createMap(frame, startOf(frame));
  return face ? new MovingMap(frame, face) : null;
}

/** @type {(frame: Part) => Partial<import("../web/map.js").Setup>} */
function startOf({ dataset }) {
  const told = { cooperative: true };
  return dataset.lat ? { ...told, center: [Number(dataset.lon), Number(dataset.lat)], zoom: 15.5 } : told;
}

class MovingMap {
  /**
   * @param {Part} frame
   * @param {import("../web/map.js").MapFace} face
   */
  constructor(frame, face) {
    this.frame = frame;
    this.face = face;
    this.map = face.map;
    this.lines = NOTHING;
    this.vehicles = NOTHING;
    this.told = frame.dataset;
    this.alerts = new AlertLayer(frame, face);
    if (this.map.isStyleLoaded()) this.#layers();
    this.map.on("style.load", () => this.#layers());
    this.#listen();
    this.#loadLines();
    this.renew();
    setInterval(() => this.#loadVehicles(), EVERY_MS);
    if (this.told.lat) face.pin({ lngLat: [Number(this.told.lon), Number(this.told.lat)] });
  }

  // What may have changed with a fact on the stream.
  renew() {
    this.#loadVehicles();
    this.#loadReports();
  }

  async #loadLines() {
    const query = this.told.line ? `?line=${encodeURIComponent(this.told.line)}` : "";
    this.lines = await ask(this.told.lines + query).catch(() => NOTHING);
    for (const { properties: one } of this.lines.features) {
      one.paint = HEX.test(one.colour) ? `#${one.colour}` : token("--brand");
    }
    this.face.give("minga-lines", this.lines);
    this.alerts.take(this.lines);
    if (this.told.lat) return;
    const points = this.lines.features.flatMap(({ geometry }) =>
      geometry.type === "LineString" ? geometry.coordinates : [],
    );
    this.face.fit(points, 32);
  }

  async #loadVehicles() {
    if (document.hidden) return;
    const query = this.told.line ? `?line=${encodeURIComponent(this.told.line)}` : "";
    const told = await ask(this.told.vehicles + query).catch(() => null);
    if (!told) return;
    for (const { properties: one } of told.features) {
      one.sign = `bus:${one.simulated ? "1" : "0"}:${one.name}`;
    }
    this.vehicles = told;
    this.frame.dataset.seen = String(told.features.length);
    this.#signs();
    this.face.give("minga-vehicles", told);
  }

  async #loadReports() {
    if (!this.told.reports) return;
    const categories = this.told.categories.split(" ");
    const told = await ask(this.told.reports).catch(() => null);
    if (!told) return;
    const features = told.features.filter(
      ({ properties: one }) => categories.includes(one.category) && OPEN.includes(one.state),
    );
    this.face.showReports(
      { ...told, features },
      { onPick: (receipt) => location.assign(this.told.reportPage.replace("RECEIPT", receipt)) },
    );
  }

  #signs() {
    for (const { properties: one } of this.vehicles.features) {
      if (this.map.hasImage(one.sign)) continue;
      const { image, options } = drawBus(one.name, one.simulated);
      this.map.addImage(one.sign, image, options);
    }
  }

  #layers() {
    const { map } = this;
    if (map.getSource("minga-lines")) return;
    map.addSource("minga-lines", { type: "geojson", data: this.lines });
    map.addSource("minga-vehicles", { type: "geojson", data: this.vehicles });
    const wide = this.told.line ? 5 : 3;
    map.addLayer({
      id: "minga-lines-ways",
      type: "line",
      source: "minga-lines",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": ["get", "paint"], "line-width": wide, "line-opacity": 0.75 },
    });
    map.addLayer({
      id: "minga-lines-stops",
      type: "circle",
      source: "minga-lines",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 4.5,
        "circle-color": token("--surface"),
        "circle-stroke-color": token("--ink"),
        "circle-stroke-width": 2,
      },
    });
    this.#signs();
    map.addLayer({
      id: "minga-vehicles",
      type: "symbol",
      source: "minga-vehicles",
      layout: { "icon-image": ["get", "sign"], "icon-allow-overlap": true },
    });
    this.alerts.layers("minga-lines-ways");
  }

  #listen() {
    const { map } = this;
    const go = (address, code) => location.assign(inCity(address.replace("CODE", encodeURIComponent(code))));
    map.on("click", "minga-lines-stops", ({ features: [one] = [] }) => go(this.told.stopPage, one.properties.stop));
    map.on("click", "minga-vehicles", ({ features: [one] = [] }) => {
      if (one.properties.line) go(this.told.linePage, one.properties.line);
    });
    for (const layer of ["minga-lines-stops", "minga-vehicles"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }
}
