// Lines, stops, vehicles and traffic incidents on one map. Vehicles are asked for every ten seconds
// while somebody looks; an ETag makes an unchanged answer a few bytes.

import { inCity } from "../web/city.js";
import { createMap } from "../web/map.js";
import { token } from "../web/pins.js";
import { AlertLayer } from "./move-alerts.js";
import { drawBus } from "./move-bus.js";

const EVERY_MS = 10_000;
/** @type {{ type: "FeatureCollection", features: [] }} */
const NOTHING = { type: "FeatureCollection", features: [] };
const OPEN = ["received", "acknowledged", "assigned", "started", "reopened"];
const HEX = /^[0-9a-f]{6}$/i;

/**
 * @template Answer
 * @param {string} address
 * @returns {Promise<Answer>}
 */
async function ask(address) {
  const answer = await fetch(inCity(address));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @type {(frame: Part) => Promise<MovingMap | null>} */
export async function drawMoving(frame) {
  const face = await createMap(frame, startOf(frame));
  return face ? new MovingMap(frame, face) : null;
}

/** @type {(frame: Part) => Partial<import("../web/map.js").Setup>} */
function startOf({ dataset }) {
  const setup = { cooperative: true };
  return dataset.lat ? { ...setup, center: [Number(dataset.lon), Number(dataset.lat)], zoom: 15.5 } : setup;
}

/** @param {Wire.VehicleProperties} bus */
const signOf = ({ simulated, name }) => `bus:${simulated ? "1" : "0"}:${name}`;

class MovingMap {
  /**
   * @param {Part} frame
   * @param {import("../web/map.js").MapFace} face
   */
  constructor(frame, face) {
    this.frame = frame;
    this.face = face;
    this.map = face.map;
    /** @type {Wire.Features<Wire.LineProperties>} */
    this.lines = NOTHING;
    /** @type {Wire.Features<Wire.VehicleProperties>} */
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
    for (const { properties: line } of this.lines.features) {
      line.paint = HEX.test(line.colour ?? "") ? `#${line.colour}` : token("--brand");
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
    /** @type {typeof this.vehicles | null} */
    const vehicles = await ask(this.told.vehicles + query).catch(() => null);
    if (!vehicles) return;
    for (const { properties: bus } of vehicles.features) bus.sign = signOf(bus);
    this.vehicles = vehicles;
    this.frame.dataset.seen = String(vehicles.features.length);
    this.#signs();
    this.face.give("minga-vehicles", vehicles);
  }

  async #loadReports() {
    if (!this.told.reports) return;
    const categories = this.told.categories.split(" ");
    /** @type {import("../web/map.js").Points | null} */
    const reports = await ask(this.told.reports).catch(() => null);
    if (!reports) return;
    const features = reports.features.filter(
      ({ properties: report }) => categories.includes(report.category) && OPEN.includes(report.state),
    );
    this.face.showReports(
      { ...reports, features },
      { onPick: (receipt) => location.assign(this.told.reportPage.replace("RECEIPT", receipt)) },
    );
  }

  #signs() {
    for (const { properties: bus } of this.vehicles.features) {
      if (this.map.hasImage(signOf(bus))) continue;
      const { image, options } = drawBus(bus.name, bus.simulated);
      this.map.addImage(signOf(bus), image, options);
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
    /** @type {(address: string, code: string) => void} */
    const go = (address, code) => location.assign(inCity(address.replace("CODE", encodeURIComponent(code))));
    map.on("click", "minga-lines-stops", ({ features: [stop] = [] }) => go(this.told.stopPage, stop.properties.stop));
    map.on("click", "minga-vehicles", ({ features: [bus] = [] }) => {
      if (bus.properties.line) go(this.told.linePage, bus.properties.line);
    });
    for (const layer of ["minga-lines-stops", "minga-vehicles"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }
}
