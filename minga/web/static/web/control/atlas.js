// The room's map: the filtered reports as pins, the chosen one marked, and the placing of a report.

import { createMap } from "../map.js";
import { sparingly } from "./feed.js";
import { word } from "./words.js";

/** @typedef {import("maplibre-gl").LngLat} LngLat */

const DRAW_MS = 700;
const MOVED_MS = 400;

export class Atlas {
  /**
   * @param {Part} section
   * @param {{ address: () => string, onPick: (receipt: string) => void }} told
   */
  constructor(section, { address, onPick }) {
    this.section = section;
    this.address = address;
    this.onPick = onPick;
    /** @type {Map<string, import("../map.js").ReportPoint>} */
    this.points = new Map();
    /** @type {import("../map.js").MapFace | null} */
    this.face = null;
    this.draw = sparingly(() => this.#draw(), DRAW_MS);
    this.isCut = false; // there are more than the map is given: then it asks for what is in sight
    /** @type {import("maplibre-gl").Marker | null} */
    this.mark = null;
    /** @type {import("maplibre-gl").Marker | null} */
    this.pin = null; // of the report that is placed
    /** @type {Part | null} */
    this.placing = null;
    this.put = (/** @type {LngLat} */ _) => {};
    /** @type {[lat: string | undefined, lon: string | undefined] | null} */
    this.chosen = null;
  }

  async start() {
    this.face = await createMap(this.section.querySelector(".map"), {});
    if (!this.face) return;
    this.face.map.on("click", (event) => this.#clicked(event));
    const moved = sparingly(() => this.reload(), MOVED_MS);
    this.face.map.on("moveend", () => this.isCut && moved());
    await this.reload();
    if (this.chosen) this.choose(...this.chosen);
  }

  async reload() {
    const answer = await fetch(this.address() + this.#view());
    if (!answer.ok) return;
    this.points.clear();
    /** @type {import("../map.js").Points & { numberMatched: number }} */
    const { features, numberMatched: all } = await answer.json();
    for (const point of features) this.points.set(point.properties.receipt, point);
    this.isCut ||= all > features.length;
    const cut = this.section.querySelector("#map-cut");
    cut.hidden = all <= features.length;
    cut.textContent = cut.hidden ? "" : word("cut", { count: features.length, what: String(all) });
    this.#draw();
  }

  #view() {
    const seen = this.isCut && this.face?.map.getBounds();
    if (!seen) return "";
    const [west, south, east, north] = seen.toArray().flat();
    return `&${new URLSearchParams(Object.entries({ west, south, east, north }).map(([side, degrees]) => [side, degrees.toFixed(5)]))}`;
  }

  // `lines` are fresh rows of the queue; `wanted` without a row no longer fit the filter.
  /** @type {(wanted: string[], lines: Part[]) => void} */
  patch(wanted, lines) {
    for (const receipt of wanted) this.points.delete(receipt);
    for (const line of lines) {
      const { receipt, lat, lon, category, state } = line.dataset;
      if (!lat) continue;
      this.points.set(receipt, {
        type: "Feature",
        geometry: { type: "Point", coordinates: [Number(lon), Number(lat)] },
        properties: { receipt, category, state, hidden: line.classList.contains("line--hidden") },
      });
    }
    this.draw();
  }

  // A ring around the chosen report; the map moves only when it is out of sight.
  /** @type {(lat: string | undefined, lon: string | undefined, how?: { centre?: boolean }) => void} */
  choose(lat, lon, { centre = false } = {}) {
    this.chosen = [lat, lon];
    this.mark?.remove();
    this.mark = null;
    if (!this.face || !lat || !lon) return;
    /** @type {[number, number]} */
    const at = [Number(lon), Number(lat)];
    const ring = Object.assign(document.createElement("div"), { className: "map__chosen" });
    this.mark = new this.face.library.Marker({ element: ring }).setLngLat(at).addTo(this.face.map);
    ring.removeAttribute("tabindex");
    ring.removeAttribute("role");
    ring.removeAttribute("aria-label");
    ring.setAttribute("aria-hidden", "true");
    const { map } = this.face;
    if (centre) map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 15) });
    else if (!map.getBounds().contains(at)) map.easeTo({ center: at });
  }

  // Give the map to the form that places a report; null takes it back.
  /** @type {import("./dossier.js").OnPlacing} */
  place(dossier, found) {
    const hint = this.section.querySelector("#map-hint");
    this.placing = dossier;
    this.pin?.remove();
    this.pin = null;
    hint.hidden = !dossier || !this.face;
    hint.textContent = dossier ? word("placeHint") : "";
    this.section.classList.toggle("is-placing", Boolean(dossier));
    const { face } = this;
    if (!dossier || !face) return;
    const [lat, lon] = ["lat", "lon"].map((name) => dossier.querySelector(`#place-${name}`));
    /** @param {LngLat} place */
    const set = (place) => {
      lat.value = place.lat.toFixed(6);
      lon.value = place.lng.toFixed(6);
    };
    const move = () => {
      /** @type {[number, number]} */
      const at = [Number(lon.value.replace(",", ".")), Number(lat.value.replace(",", "."))];
      if (!lat.value || !lon.value || at.some(Number.isNaN)) return;
      this.pin ??= face.pin({ lngLat: at, draggable: true, onMove: set });
      this.pin.setLngLat(at);
    };
    this.put = (/** @type {LngLat} */ place) => {
      set(place);
      move();
    };
    if (!dossier.dataset.placing) {
      dossier.dataset.placing = "yes";
      for (const field of [lat, lon]) field.addEventListener("change", () => this.placing && move());
    }
    move();
    if (found) face.map.easeTo({ center: [found.lon, found.lat], zoom: 16 });
  }

  /** @param {import("maplibre-gl").MapMouseEvent} event */
  #clicked(event) {
    if (this.placing) this.put(event.lngLat);
  }

  #draw() {
    /** @type {import("../map.js").Points} */
    const data = { type: "FeatureCollection", features: [...this.points.values()] };
    this.face?.showReports(data, { onPick: (receipt) => this.placing || this.onPick(receipt) });
  }
}
