// A thin door to MapLibre, the same for every page.
//
//   const map = await createMap(element, { center: [lon, lat], zoom, interactive });
//   map.showReports(geojson, { onPick });   points with `receipt`, `category`, `state`; clustered
//   map.pin({ lngLat, draggable, onMove }); one place that can be moved
//
// What is not given is read from the page's `{% map_setup %}` block. Resolves to null, with a
// sentence in the element, where the browser cannot draw a map: every page works without one.

import { drawCluster, drawPin, loadShapes, token } from "./pins.js";

/**
 * @typedef {import("maplibre-gl").LngLatLike} LngLatLike
 * @typedef {{ receipt: string, category: string, state: string, area?: string, filed_at?: string, hidden?: boolean }} PointOf
 * @typedef {{ type: "Feature", geometry: { type: "Point", coordinates: [number, number] }, properties: PointOf }} ReportPoint
 * @typedef {{ type: "FeatureCollection", features: ReportPoint[] }} Points
 *
 * The page's `{% map_setup %}` block, and what a page asks of its map beyond it.
 * @typedef {object} Setup
 * @property {Record<string, any>} words
 * @property {Record<string, { name: string, icon: string }>} states
 * @property {Record<string, { name: string, icon: string }>} categories
 * @property {string} sprite
 * @property {string} style
 * @property {string} [style_dark]
 * @property {[number, number, number, number]} bounds  west, south, east, north
 * @property {LngLatLike} [center]
 * @property {number} [zoom]
 * @property {import("maplibre-gl").LngLatBoundsLike} [maxBounds]
 * @property {boolean} [interactive]
 * @property {boolean} [cooperative]  one finger scrolls the page, two move the map
 * @property {boolean} [demo]
 */

const REPORTS = "minga-reports";
const DRAWN_WITHIN_MS = 4000;
const IDLE_WITHIN_MS = 2000;
/** @type {Points} */
const NOTHING = { type: "FeatureCollection", features: [] };

/** @returns {Setup} */
export function mapSetup() {
  const block = document.getElementById("map-setup");
  return JSON.parse(block?.textContent ?? '{ "words": {}, "states": {}, "categories": {} }');
}

/** @type {(element: HTMLElement, options?: Partial<Setup>) => Promise<MapFace | null>} */
export async function createMap(element, options = {}) {
  const setup = { ...mapSetup(), interactive: true, ...options };
  const words = setup.words ?? {};
  if (!canDraw()) return trouble(element, words.no_map);
  let library;
  let shapes;
  try {
    await wordsFirst(element);
    [shapes] = await Promise.all([loadShapes(setup.sprite), sheet()]);
    library = await import("../vendor/maplibre-gl.mjs");
  } catch {
    return trouble(element, words.no_map);
  }
  const canvas = document.createElement("div");
  canvas.className = "map__canvas";
  element.append(canvas);
  const map = new library.Map({
    container: canvas,
    style: styleOf(setup),
    center: setup.center,
    zoom: setup.zoom,
    maxBounds: setup.maxBounds,
    interactive: setup.interactive,
    cooperativeGestures: Boolean(setup.cooperative),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: words.controls ?? {},
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
  });
  showOnceDrawn(map, canvas);
  map.touchZoomRotate?.disableRotation();
  map.addControl(new library.AttributionControl({ compact: false }));
  if (setup.interactive) {
    map.addControl(new library.NavigationControl({ showCompass: false }), "bottom-right");
  }
  if (setup.demo) label(element, words.demo);
  const face = new MapFace(library, map, setup, shapes);
  watchTrouble(map, element, words);
  document.addEventListener("minga:theme", () => face.repaint());
  return face;
}

// A style paints its water first, and the land as it comes: for a moment a city would lie at sea.
/** @type {(map: import("maplibre-gl").Map, canvas: HTMLElement) => void} */
function showOnceDrawn(map, canvas) {
  const show = () => canvas.classList.add("is-drawn");
  map.once("load", show);
  setTimeout(show, DRAWN_WITHIN_MS);
}

// The library is larger than the rest of a page together. It is asked for once the page is whole
// and has a moment, and somebody is near the place where the map will be.
/** @type {(element: HTMLElement) => Promise<unknown>} */
async function wordsFirst(element) {
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  await new Promise((done) => ("requestIdleCallback" in globalThis ? requestIdleCallback(done, { timeout: IDLE_WITHIN_MS }) : setTimeout(done)));
  if (!("IntersectionObserver" in globalThis)) return;
  await new Promise((/** @type {(_?: unknown) => void} */ done) => {
    const near = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        done();
      },
      { rootMargin: "25%" },
    );
    near.observe(element);
  });
}

export class MapFace {
  /**
   * @param {typeof import("../vendor/maplibre-gl.mjs")} library
   * @param {import("maplibre-gl").Map} map
   * @param {Setup} setup
   * @param {Map<string, Path2D>} shapes
   */
  constructor(library, map, setup, shapes) {
    this.library = library;
    this.map = map;
    this.setup = setup;
    this.shapes = shapes;
    this.data = NOTHING;
    this.cluster = true;
    this.shows = false;
    this.styled = false;
    map.setMissingStyleImageResolver((id) => this.#draw(id));
    // Our own flag: `isStyleLoaded()` is false again whenever a source is still loading.
    map.on("style.load", () => {
      this.styled = true;
      if (this.shows) this.#layers();
    });
  }

  get ready() {
    return this.map.loaded() ? Promise.resolve() : new Promise((done) => this.map.once("load", done));
  }

  /** @type {(data: Points, how?: { onPick?: (receipt: string) => void, cluster?: boolean }) => void} */
  showReports(data, { onPick, cluster = true } = {}) {
    this.data = data;
    this.cluster = cluster;
    const source = this.styled && this.#source;
    if (source) {
      source.setData(data);
      return;
    }
    if (!this.shows) this.#listen(onPick);
    this.shows = true;
    if (this.styled) this.#layers();
  }

  // Reports whose pins are on the screen now, for the list beside the map.
  inView() {
    const bounds = this.map.getBounds();
    return this.data.features.filter(
      ({ geometry }) => geometry && bounds.contains(geometry.coordinates),
    );
  }

  /** @type {(how: { lngLat: LngLatLike, draggable?: boolean, onMove?: (at: import("maplibre-gl").LngLat) => void }) => import("maplibre-gl").Marker} */
  pin({ lngLat, draggable = false, onMove }) {
    const marker = new this.library.Marker({ color: token("--copihue"), draggable, scale: 1.2 });
    marker.setLngLat(lngLat).addTo(this.map);
    if (onMove) marker.on("dragend", () => onMove(marker.getLngLat()));
    return marker;
  }

  /** @type {(points: [number, number][], padding?: number) => void} */
  fit(points, padding = 48) {
    if (!points.length) return;
    const bounds = new this.library.LngLatBounds();
    for (const point of points) bounds.extend(point);
    this.map.fitBounds(bounds, { padding, maxZoom: 15, duration: 0 });
  }

  repaint() {
    this.styled = false;
    this.map.setStyle(styleOf(this.setup), { diff: false });
  }

  // New data for a source that a page has added; before the style has come there is none.
  /** @type {(source: string, data: import("geojson").GeoJSON) => void} */
  give(source, data) {
    /** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (this.map.getSource(source))?.setData(data);
  }

  get #source() {
    return /** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (this.map.getSource(REPORTS));
  }

  #layers() {
    if (this.#source) return;
    this.map.addSource(REPORTS, {
      type: "geojson",
      data: this.data,
      cluster: this.cluster,
      clusterRadius: 44,
      clusterMaxZoom: 15,
      clusterMinPoints: 3,
    });
    const still = { "icon-allow-overlap": true, "icon-ignore-placement": true };
    this.map.addLayer({
      id: `${REPORTS}-points`,
      type: "symbol",
      source: REPORTS,
      filter: ["!", ["has", "point_count"]],
      layout: { ...still, "icon-image": ["concat", "pin:", ["get", "category"], ":", ["get", "state"]] },
    });
    this.map.addLayer({
      id: `${REPORTS}-clusters`,
      type: "symbol",
      source: REPORTS,
      filter: ["has", "point_count"],
      layout: {
        ...still,
        "icon-image": ["concat", "cluster:", ["to-string", ["get", "point_count_abbreviated"]]],
      },
    });
  }

  /** @param {((receipt: string) => void) | undefined} onPick */
  #listen(onPick) {
    const { map } = this;
    const points = `${REPORTS}-points`;
    const clusters = `${REPORTS}-clusters`;
    map.on("click", points, ({ features = [] }) => onPick?.(features[0].properties.receipt));
    map.on("click", clusters, async ({ features: [cluster] = [] }) => {
      const zoom = await this.#source?.getClusterExpansionZoom(cluster.properties.cluster_id);
      map.easeTo({ center: /** @type {ReportPoint} */ (/** @type {unknown} */ (cluster)).geometry.coordinates, zoom });
    });
    for (const layer of [points, clusters]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }

  /** @param {string} id */
  #draw(id) {
    const [kind, first, state] = id.split(":");
    const { categories, states } = this.setup;
    if (kind === "cluster") this.#add(id, drawCluster(first));
    if (kind === "pin") {
      const icon = categories?.[first]?.icon ?? "circle-dot";
      this.#add(id, drawPin(this.shapes, { icon, state, stateIcon: states?.[state]?.icon }));
    }
  }

  /**
   * @param {string} id
   * @param {import("./pins.js").Sign} sign
   */
  #add(id, { image, options }) {
    if (!this.map.hasImage(id)) this.map.addImage(id, image, options);
  }
}

/** @type {(setup: Setup) => string} */
function styleOf({ style, style_dark: dark }) {
  const chosen = document.documentElement.dataset.theme;
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  return (isDark && dark) || style;
}

function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function sheet() {
  const href = new URL("../vendor/maplibre-gl.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", done);
    link.addEventListener("error", failed);
    // First, so that web/map.css has the last word.
    document.head.prepend(link);
  });
}

/** @type {(element: Element, words: string) => void} */
function label(element, words) {
  const tag = Object.assign(document.createElement("p"), { className: "map__label" });
  tag.textContent = words;
  element.append(tag);
}

// A style that never arrives leaves a grey box; say so. A single missing tile is no trouble.
/** @type {(map: import("maplibre-gl").Map, element: Element, words: Record<string, string>) => void} */
function watchTrouble(map, element, words) {
  map.on("error", () => {
    if (!map.isStyleLoaded() && !map.getStyle()?.layers?.length) trouble(element, words.no_style);
  });
}

/** @type {(element: Element, words: string | undefined) => null} */
function trouble(element, words) {
  if (!element.querySelector(".map__trouble")) {
    const box = Object.assign(document.createElement("p"), { className: "map__trouble" });
    box.textContent = words ?? "";
    element.append(box);
  }
  return null;
}
