// Where it is: taken from the phone, corrected on the map, found by name, or told in words. What is
// known is said in one sentence, with who answers there, as soon as it is known.

import { findPosition } from "./position.js";
import { placeSearch } from "./search.js";
import { say } from "./words.js";
import { inCity } from "../web/city.js";
import { createMap, mapSetup } from "../web/map.js";

/**
 * A point, or words where the phone has none.
 * @typedef {{ lat: number, lon: number, accuracy_m?: number, address?: string, area?: string }} Spot
 * @typedef {Spot | { lat?: undefined, lon?: undefined, address?: string, area?: string }} Place
 *
 * @typedef {object} PlacePanel
 * @property {() => void} search
 * @property {(isOpen?: boolean) => void} open
 * @property {() => Place | null} place
 * @property {() => string} words
 * @property {() => boolean} isGood
 * @property {() => boolean} isSearching
 * @property {(kept: Place) => void} show
 */

const CLOSE_ZOOM = 16;

// root: an element of reports/_file_place.html. kind() gives the chosen category's code.
/** @type {(root: Part, told: { kind: () => string, onChange: () => void }) => PlacePanel} */
export function placePanel(root, { kind, onChange }) {
  const part = (/** @type {string} */ name) => root.querySelector(`[data-place="${name}"]`);
  const [address, area] = [root.querySelector("#address"), root.querySelector("#area")];
  const { bounds } = mapSetup();
  /** @type {Place | null} */
  let place = null;
  /** @type {Wire.Where | null} */
  let where = null; // the server's words for the place
  let trouble = "searching";
  let stopSearch = () => {};
  /** @type {import("../web/map.js").MapFace | false | null} */
  let face = null; // false while it is made, or where there can be none
  /** @type {import("maplibre-gl").Marker | null} */
  let pin = null;

  /** @param {Wire.LatLon} spot */
  function isInside({ lat, lon }) {
    const [west, south, east, north] = bounds;
    return lat >= south && lat <= north && lon >= west && lon <= east;
  }

  function whereWords() {
    if (!place) return say(`place_${trouble}`);
    if (place.lat === undefined) return say("place_address", { address: place.address ?? "" });
    if (!isInside(place)) return say("place_outside");
    const values = {
      near: where?.near ?? "",
      area: where?.area?.name ?? "",
      accuracy: place.accuracy_m === undefined ? "" : ` (±\u00a0${place.accuracy_m}\u00a0m)`,
    };
    if (values.near && values.area) return say("place_near_area", values);
    if (values.near) return say("place_near", values);
    return say(values.area ? "place_area" : "place_taken", values);
  }

  function draw() {
    const body = place?.lat === undefined ? "" : where?.answers?.[kind()];
    const bad = Boolean(place && place.lat !== undefined && !isInside(place));
    root.classList.toggle("has-place", Boolean(place) && !bad);
    root.classList.toggle("has-trouble", bad || (!place && trouble !== "searching"));
    const words = body && !bad ? `${whereWords()} ${say("place_answers", { body })}` : whereWords();
    if (part("words").textContent !== words) part("words").textContent = words;
    onChange();
  }

  /** @param {Place | null} next */
  async function settle(next) {
    place = next;
    where = null;
    draw();
    if (next?.lat === undefined) return;
    showPin();
    try {
      const answer = await fetch(inCity(`/api/v1/where?lat=${next.lat}&lon=${next.lon}`));
      if (place === next && answer.ok) where = await answer.json();
    } catch {
      return; // without signal the position itself is enough
    }
    draw();
  }

  function search() {
    stopSearch();
    place = null;
    trouble = "searching";
    address.value = "";
    draw();
    stopSearch = findPosition({
      onFix: settle,
      onTrouble: (what) => {
        trouble = what;
        open();
        draw();
      },
    });
  }

  // Whatever the person chooses by hand ends the search of the phone.
  /** @param {Place | null} next */
  function choose(next) {
    stopSearch();
    settle(next);
  }

  function open(isOpen = true) {
    part("fix").hidden = !isOpen;
    part("open").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) showMap();
  }

  async function showMap() {
    if (face !== null) return;
    face = false;
    /** @type {Partial<import("../web/map.js").Setup>} */
    const options = place?.lat === undefined ? {} : { center: [place.lon, place.lat], zoom: CLOSE_ZOOM };
    const made = await createMap(part("map"), { ...options, cooperative: true });
    if (!made) return;
    face = made;
    part("here").hidden = false;
    face.map.on("click", ({ lngLat }) => choose({ lat: lngLat.lat, lon: lngLat.lng }));
    showPin();
  }

  function showPin() {
    if (!face || place?.lat === undefined) return;
    /** @type {[number, number]} */
    const lngLat = [place.lon, place.lat];
    if (pin) {
      pin.setLngLat(lngLat);
    } else {
      const onMove = (/** @type {import("maplibre-gl").LngLat} */ { lat, lng }) => choose({ lat, lon: lng });
      pin = face.pin({ lngLat, draggable: true, onMove });
    }
    if (!face.map.getBounds().contains(lngLat) || face.map.getZoom() < 13) {
      face.map.jumpTo({ center: lngLat, zoom: CLOSE_ZOOM });
    }
  }

  part("open").addEventListener("click", () => open(Boolean(part("fix").hidden)));
  part("locate").addEventListener("click", search);
  part("here").addEventListener("click", () => {
    if (!face) return;
    const { lat, lng } = face.map.getCenter();
    choose({ lat, lon: lng });
  });
  placeSearch(address, root.querySelector("#address-list"), {
    onPick: ({ name, lat, lon }) => choose({ lat, lon, address: name }),
    onType: (text) => (text ? choose({ address: text, area: area.value }) : choose(null)),
    onCount: (count) => {
      part("found").textContent = count ? say("search_found", { count }) : say("search_none");
    },
  });
  area.addEventListener("change", () => {
    if (place?.lat === undefined && address.value.trim()) {
      choose({ address: address.value.trim(), area: area.value });
    }
  });
  document.addEventListener("minga:kind", draw);
  part("open").hidden = false;
  delete part("fix").dataset.foldsAtOnce;
  open(matchMedia("(width >= 62rem)").matches);

  return {
    search,
    open,
    place: () => place,
    words: whereWords,
    isGood: () => Boolean(place && (place.lat === undefined || isInside(place))),
    isSearching: () => !place && trouble === "searching",
    show: (kept) => {
      if (kept.lat === undefined) {
        address.value = kept.address ?? "";
        area.value = kept.area ?? "";
        open();
      }
      choose(kept);
    },
  };
}
