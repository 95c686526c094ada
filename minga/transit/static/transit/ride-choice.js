// Choosing where to get off: a search, then ordinary lists, which every keyboard and screen reader
// knows. A link from a plan fills them in: #to=STOP&line=LINE&from=STOP, or latitude,longitude.

import { data, say, sayCount } from "../reports/words.js";
import { letters } from "../web/folding.js";
import { icon } from "../web/icon.js";
import { busList } from "./ride-buses.js";
import { loaded, matches } from "./ride-lines.js";

/**
 * @typedef {{ code: string, name: string }} Stop
 * @typedef {ReturnType<typeof matches>[number]} Match
 * @typedef {{ headsign: string, stops: number[] }} Way  its stops by their place in the directory
 * @typedef {{ code: string, name: string, about: string, demo: boolean, ways: Way[] }} Line
 * @typedef {{ name: string, lat: number, lon: number, code: string, aboutM?: number | null }} End
 * @typedef {{ name: string, lat: number, lon: number, metres: number }} Place
 * @typedef {{ path: [number, number][], metres: number[], places: Place[] }} DrawnWay
 *
 * What the person has chosen.
 * @typedef {object} Wish
 * @property {Line} line
 * @property {number} way
 * @property {[number, number][]} path  empty without signal
 * @property {End & { aboutM: number | null }} to
 * @property {End | null} from
 * @property {boolean} aboard
 * @property {boolean} follow  the server follows the bus
 * @property {string} vehicle
 * @property {string} side
 * @property {boolean} speak
 */

const KEPT = "minga.ride";
const TYPING_MS = 150;
/** @param {string} id */
const byId = (id) => document.getElementById(id);

/** @type {(value: string, words: string) => HTMLOptionElement} */
function option(value, words) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = words;
  return made;
}

/** @param {Part} page */
export function choice(page) {
  /** @type {{ lines: Line[], stops: (Stop & { lat: number, lon: number })[] }} */
  let directory = { lines: [], stops: [] };
  /** @type {Line | null} */
  let line = null;
  /** @type {DrawnWay[] | null} */
  let ways = null; // of the line, with their paths; null until loaded, or without signal
  /** @type {Record<string, End | null>} */
  let points = {}; // where to get on and off by coordinates, from a link
  const [way, to, from] = [byId("way"), byId("to"), byId("from")];
  const buses = busList(page);

  // Searching -------------------------------------------------------------------------------

  let typing = 0;
  byId("sought").addEventListener("input", ({ target }) => {
    clearTimeout(typing);
    typing = setTimeout(() => show(target.value), TYPING_MS);
  });
  byId("sought").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(typing);
    show(event.target.value);
    byId("found").querySelector("button")?.focus();
  });

  /** @param {string} typed */
  function show(typed) {
    const entries = matches(directory, typed);
    byId("found").replaceChildren(...entries.map(entry));
    const count = entries.length ? sayCount("found", entries.length) : say("found_none");
    byId("found-count").textContent = letters(typed).trim() ? count : "";
  }

  /** @param {Match} match */
  function entry(match) {
    const [item, button] = [document.createElement("li"), document.createElement("button")];
    const [title, small] = [document.createElement("strong"), document.createElement("small")];
    const named = say("line", { line: match.line.name });
    title.textContent = match.stop ? match.stop.name : named;
    const towards = match.stop && say("towards", { headsign: match.line.ways[match.way ?? 0].headsign });
    const about = match.stop ? `${named} ${towards}` : match.line.about;
    small.textContent = match.line.demo ? [about, say("demo")].filter(Boolean).join(" · ") : about;
    button.type = "button";
    button.className = "ride__pick";
    button.append(icon(match.stop ? "map-pin" : "bus", data("sprite")), title, small);
    button.addEventListener("click", () => pick(match.line, match.way ?? 0, match.stop?.code, "", true));
    item.append(button);
    return item;
  }

  // The lists -------------------------------------------------------------------------------

  /** @type {(chosen: Line, at: number, toCode: string | undefined, fromCode: string, isPressed: boolean) => Promise<void>} */
  async function pick(chosen, at, toCode, fromCode, isPressed) {
    if (line !== chosen) ways = null;
    line = chosen;
    way.replaceChildren(...chosen.ways.map(({ headsign }, i) => option(String(i), say("towards", { headsign }))));
    way.value = String(at);
    page.querySelector('[data-row="way"]').hidden = chosen.ways.length < 2;
    fill(toCode, fromCode);
    byId("details").hidden = false;
    byId("details-title").textContent = say("line", { line: chosen.name });
    if (isPressed) {
      byId("found").replaceChildren();
      byId("found-count").textContent = "";
      byId("details-title").focus();
    }
    /** @type {{ ways: DrawnWay[] } | null} */
    const drawnLine = await loaded(page.dataset.line.replace("LINE", encodeURIComponent(chosen.code))).catch(() => null);
    if (chosen !== line) return;
    ways = drawnLine?.ways ?? null;
    const chosenNow = [to.value, from.value];
    fill(toCode, fromCode);
    if (chosenNow[0]) to.value = chosenNow[0];
    if (chosenNow[1]) from.value = chosenNow[1];
    page.dataset.ready = chosen.code;
    look();
  }

  const drawn = () => ways?.[Number(way.value)] ?? null;
  const stops = () => (line?.ways[Number(way.value)]?.stops ?? []).map((i) => directory.stops[i]);

  /** @type {(toCode: string | undefined, fromCode: string) => void} */
  function fill(toCode, fromCode) {
    const [called, places] = [stops(), drawn()?.places ?? []];
    const on = called.map(({ name }, i) => option(`s${i}`, name));
    const off = called.map(({ name }, i) => option(`s${i}`, name)).slice(1);
    from.replaceChildren(option("", say("choose")));
    if (points.from) from.append(option("x", points.from.name));
    from.append(...on.slice(0, -1));
    to.replaceChildren(option("", say("choose")));
    if (points.to) to.append(option("x", points.to.name));
    to.append(...grouped(say("stops"), off, places.length > 0));
    to.append(...grouped(say("places"), places.map(({ name }, i) => option(`p${i}`, name)), true));
    const fromAt = called.findIndex(({ code }) => code === fromCode);
    const toAt = called.findIndex(({ code }, i) => code === toCode && i > Math.max(0, fromAt));
    to.value = toAt > 0 ? `s${toAt}` : points.to && !toCode ? "x" : "";
    from.value = fromAt >= 0 ? `s${fromAt}` : points.from && !fromCode ? "x" : "";
  }

  /** @type {(label: string, options: HTMLElement[], isGroup: boolean) => HTMLElement[]} */
  function grouped(label, options, isGroup) {
    if (!isGroup || !options.length) return options;
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...options);
    return [group];
  }

  way.addEventListener("change", () => fill("", ""));
  for (const list of [way, to, from]) list.addEventListener("change", look);
  byId("look").addEventListener("click", look);
  byId("follow").addEventListener("change", ({ target }) => {
    byId("follow-more").hidden = !target.checked;
    look();
  });
  for (const radio of page.querySelectorAll('[name="where"]')) {
    radio.addEventListener("change", () => {
      for (const part of page.querySelectorAll("[data-while]")) {
        part.hidden = (part.dataset.while === "aboard") !== isAboard();
      }
      look();
    });
  }

  // The server is asked for the line's buses only when the person wants one followed.
  function look() {
    if (!line || !isAboard() || !byId("follow").checked) return;
    const [fromM, toM] = [placeOf(from)?.aboutM, placeOf(to)?.aboutM];
    buses.look({ line: line.code, way: way.value, fromM, toM });
  }

  const isAboard = () => page.querySelector('[name="where"]:checked').value === "aboard";

  /** @type {(list: Part) => (End & { aboutM: number | null }) | null} */
  function placeOf({ id, value }) {
    if (!value) return null;
    const i = Number(value.slice(1));
    const point = points[id];
    if (value === "x") return point && { ...point, aboutM: null };
    if (value[0] === "s") return { ...stops()[i], aboutM: drawn()?.metres[i] ?? null };
    const place = drawn()?.places[i];
    return place ? { ...place, aboutM: place.metres, code: "" } : null;
  }

  // From a link, or from before the page was loaded anew ---------------------------------------

  /** @type {(text: string | null, name: string | null) => End | null} */
  function placeOfLink(text, name) {
    const [lat, lon] = (text ?? "").split(",").map(Number);
    const isPoint = text && text.includes(",") && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    return isPoint ? { name: name || text, lat, lon, code: "" } : null;
  }

  /** @param {URLSearchParams} wish */
  function handed(wish) {
    points = { to: placeOfLink(wish.get("to"), wish.get("name")), from: placeOfLink(wish.get("from"), "") };
    const [toCode, fromCode] = ["to", "from"].map((end) => (points[end] ? "" : (wish.get(end) ?? "")));
    const named = directory.lines.find(({ code }) => code === wish.get("line"));
    const candidates = (named ? [named] : directory.lines).flatMap((candidate) =>
      candidate.ways.map((of, i) => ({ line: candidate, i, fits: calls(of, fromCode, toCode) })),
    );
    const wishedWay = wish.get("way");
    const asTold = named && wishedWay !== null && candidates.find(({ i }) => String(i) === wishedWay);
    const best = asTold || candidates.find(({ fits }) => fits === 2) || candidates.find(({ fits }) => fits === 1);
    const chosen = best || (named && { line: named, i: 0 });
    if (!chosen) return;
    if (wish.get("aboard")) page.querySelector('[name="where"][value="aboard"]').click();
    pick(chosen.line, chosen.i, toCode, fromCode, false).then(() => {
      if (to.value) byId("found-count").textContent = say("set", { stop: placeOf(to)?.name ?? "" });
    });
  }

  // 2: gets on and off there in this order; 1: gets off there.
  /** @type {(way: Way, fromCode: string, toCode: string) => 0 | 1 | 2} */
  function calls({ stops: called }, fromCode, toCode) {
    const codes = called.map((i) => directory.stops[i].code);
    const end = codes.lastIndexOf(toCode);
    const start = codes.indexOf(fromCode);
    return end > 0 ? (start >= 0 && start < end ? 2 : 1) : 0;
  }

  function wished() {
    const link = new URLSearchParams(location.hash.slice(1) || location.search);
    // What a link brought is read once, and leaves the address.
    if (link.has("to") || link.has("line")) {
      const city = new URLSearchParams(location.search).get("city");
      history.replaceState(null, "", location.pathname + (city ? `?city=${encodeURIComponent(city)}` : ""));
      return link;
    }
    return new URLSearchParams(sessionStorage.getItem(KEPT) ?? "");
  }

  function takeLink() {
    const wish = wished();
    if (wish.has("line") || wish.has("to")) handed(wish);
  }

  addEventListener("hashchange", () => /\b(to|line)=/.test(location.hash) && takeLink());

  return {
    async load() {
      byId("found-count").textContent = say("loading");
      try {
        directory = await loaded(page.dataset.lines);
        byId("found-count").textContent = "";
      } catch {
        byId("found-count").textContent = say("no_lines");
      }
      takeLink();
    },
    // What was chosen; null as long as it is not known where to get off.
    /** @returns {Wish | null} */
    wish() {
      const end = placeOf(to);
      if (!line || !end) return null;
      return {
        line,
        way: Number(way.value),
        path: drawn()?.path ?? [],
        to: end,
        from: isAboard() ? null : placeOf(from),
        aboard: isAboard(),
        follow: byId("follow").checked && (!isAboard() || Boolean(buses.chosen())),
        vehicle: isAboard() ? buses.chosen() : "",
        side: byId("side").value,
        speak: byId("speak").checked,
      };
    },
    // Kept on this phone while the ride goes on, should the page be loaded anew.
    keep(/** @type {Wish} */ { line: { code }, way: at, to: end }) {
      const coordinates = `${end.lat},${end.lon}`;
      const wish = { line: code, way: String(at), to: end.code || coordinates, name: end.name, aboard: "1" };
      sessionStorage.setItem(KEPT, String(new URLSearchParams(wish)));
    },
    forget() {
      sessionStorage.removeItem(KEPT);
    },
  };
}
