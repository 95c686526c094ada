// Alerts on the map: a sign at each stop or place that one names, or in the middle of the way of a
// line, and the ways of the one that is chosen. All of it is read from the words on the page, so
// that both say the same.

import { token } from "../web/pins.js";

/**
 * @typedef {[number, number]} LonLat
 * @typedef {{ type: "LineString", coordinates: LonLat[] }} Path
 * @typedef {Wire.Feature<Wire.LineProperties> & { geometry: Path }} Way
 * @typedef {{ id: string, spots: LonLat[], lines: string[], reported: boolean }} Alert
 */

/** @type {import("../web/map.js").Points} */
const NOTHING = { type: "FeatureCollection", features: [] };
const SIGN = "alert-sign";
const RATIO = 2;
const WIDE = 30;
const FEW_LINES = 5; // more would cover the map with signs; choosing the alert shows them all

function drawSign() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = WIDE * RATIO;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(RATIO, RATIO);
  pen.translate(WIDE / 2, WIDE / 2);
  pen.rotate(Math.PI / 4);
  pen.beginPath();
  pen.roundRect(-9, -9, 18, 18, 4);
  pen.fillStyle = token("--warn");
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = token("--surface");
  pen.stroke();
  pen.rotate(-Math.PI / 4);
  pen.font = `800 16px ${token("--font")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = token("--surface");
  pen.fillText("!", 0, 1);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: RATIO } };
}

/** @type {(spot: string) => LonLat} */
function lonLat(spot) {
  const [lat, lon] = spot.split(",").map(Number);
  return [lon, lat];
}

// What the words say.
/** @type {(page: ParentNode) => Alert[]} */
function alertsOf(page) {
  return [...page.querySelectorAll("[data-alert]")].map(({ dataset }) => ({
    id: dataset.alert,
    spots: (dataset.spots ?? "").split(" ").filter(Boolean).map(lonLat),
    lines: (dataset.lines ?? "").split(" ").filter(Boolean),
    reported: "reported" in dataset,
  }));
}

/**
 * @param {Wire.Feature<Wire.LineProperties>} feature
 * @returns {feature is Way}
 */
const isWay = (feature) => feature.geometry.type === "LineString";

export class AlertLayer {
  /**
   * @param {Part} frame
   * @param {import("../web/map.js").MapFace} face
   */
  constructor(frame, face) {
    this.frame = frame;
    this.face = face;
    this.map = face.map;
    /** @type {Way[]} */
    this.ways = [];
    /** @type {Alert[]} */
    this.alerts = [];
    this.chosen = "";
    document.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-show-alert]");
      if (button) this.#choose(button.closest("[data-alert]").dataset.alert);
    });
    this.map.on("click", "minga-alerts", ({ features: [sign] = [] }) => this.#read(sign.properties.alert));
    this.map.on("mouseenter", "minga-alerts", () => (this.map.getCanvas().style.cursor = "pointer"));
    this.map.on("mouseleave", "minga-alerts", () => (this.map.getCanvas().style.cursor = ""));
    // The words renew themselves piece by piece.
    new MutationObserver(() => this.renew()).observe(document.getElementById("main"), { childList: true, subtree: true });
  }

  // Under the ways: what is chosen; over them: the signs.
  /** @param {string} below */
  layers(below) {
    const { map } = this;
    map.addSource("minga-alerts", { type: "geojson", data: NOTHING });
    const { image, options } = drawSign();
    if (!map.hasImage(SIGN)) map.addImage(SIGN, image, options);
    map.addLayer(
      {
        id: "minga-alerts-ways",
        type: "line",
        source: "minga-lines",
        filter: ["in", ["get", "line"], ["literal", []]],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": token("--warn"), "line-width": 11, "line-opacity": 0.75 },
      },
      below,
    );
    map.addLayer({
      id: "minga-alerts",
      type: "symbol",
      source: "minga-alerts",
      layout: { "icon-image": SIGN, "icon-allow-overlap": true, "icon-ignore-placement": true },
    });
    this.renew();
  }

  /** @param {Wire.Features<Wire.LineProperties>} lines */
  take(lines) {
    this.ways = lines.features.filter(isWay);
    this.renew();
  }

  renew() {
    this.alerts = alertsOf(document);
    const signs = this.alerts.flatMap((alert) => this.#signs(alert));
    this.frame.dataset.alerts = String(signs.length);
    this.face.give("minga-alerts", { type: "FeatureCollection", features: signs });
    if (!this.alerts.some(({ id }) => id === this.chosen)) this.chosen = "";
    const lines = this.alerts.find(({ id }) => id === this.chosen)?.lines ?? [];
    if (this.map.getLayer("minga-alerts-ways")) {
      this.map.setFilter("minga-alerts-ways", ["in", ["get", "line"], ["literal", lines]]);
    }
    for (const button of document.querySelectorAll("[data-show-alert]")) {
      const { alert } = button.closest("[data-alert]").dataset;
      const isOn = String(alert === this.chosen);
      const isPlaced = this.#points(this.alerts.find(({ id }) => id === alert)).length > 0;
      if (button.hidden === isPlaced) button.hidden = !isPlaced;
      if (button.getAttribute("aria-pressed") !== isOn) button.setAttribute("aria-pressed", isOn);
    }
  }

  // A report that opened an alert has a pin of its own where reports are drawn.
  /** @type {(alert: Alert) => import("geojson").Feature[]} */
  #signs({ id, spots, lines, reported }) {
    if (reported && this.frame.dataset.reports) return [];
    const ways = spots.length || lines.length > FEW_LINES ? [] : lines.map((code) => this.#way(code));
    const middles = ways.filter((way) => way !== undefined).map(({ geometry: { coordinates: path } }) => path[path.length >> 1]);
    return [...spots, ...middles].map((coordinates) => ({
      type: "Feature",
      properties: { alert: id },
      geometry: { type: "Point", coordinates },
    }));
  }

  /** @param {string} code */
  #way(code) {
    return this.ways.find(({ properties, geometry }) => properties.line === code && geometry.coordinates.length);
  }

  /** @param {Pick<Alert, "spots" | "lines">} [alert] */
  #points({ spots, lines } = { spots: [], lines: [] }) {
    return [...spots, ...lines.flatMap((code) => this.#way(code)?.geometry.coordinates ?? [])];
  }

  // From the words to the map; a second time takes it back.
  /** @param {string} id */
  #choose(id) {
    this.chosen = this.chosen === id ? "" : id;
    this.renew();
    if (!this.chosen) return;
    this.face.fit(this.#points(this.alerts.find((alert) => alert.id === id)), 40);
    this.frame.scrollIntoView({ block: "nearest" });
  }

  // From the map to the words.
  /** @param {string} id */
  #read(id) {
    this.chosen = id;
    this.renew();
    const card = document.querySelector(`[data-alert="${CSS.escape(id)}"]`);
    const around = card.closest("details");
    if (around) around.open = true;
    card.scrollIntoView({ block: "center" });
    card.focus({ preventScroll: true });
  }
}
