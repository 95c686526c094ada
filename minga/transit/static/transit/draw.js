// Drawing a line: the map and the text show the same rows, and each change of one is the other's.

import { keep } from "./draw-keep.js";
import { startHand } from "./draw-hand.js";
import { drawMap } from "./draw-map.js";
import { lengthM, points, rowsOf, stops, textOf, withRow } from "./draw-text.js";

const form = document.getElementById("draw");
const texts = [0, 1].map((way) => document.getElementById(`path_${way}`));
const facts = document.getElementById("draw-facts");
/** @typedef {import("./draw-text.js").Row} Row */
/** @typedef {{ way: number, text: string, chosen: number }} Step  how the line was before a change */

/** @type {Step[]} */
const past = [];
let way = 0;
let chosen = -1;
/** @type {Step | null} */
let held = null; // how it was before a hand began to move a point
/** @type {Awaited<ReturnType<typeof drawMap>>} */
let map = null;

const rows = (number = way) => rowsOf(texts[number].value);
const back = () => form.querySelector("[name=back]:checked")?.value ?? "none";
const later = keep(form, () => redraw());

/** @type {(next: Row[], how?: { remember?: boolean, choice?: number }) => void} */
function put(next, { remember = true, choice = chosen } = {}) {
  if (remember) past.push({ way, text: texts[way].value, chosen });
  chosen = choice;
  texts[way].value = textOf(next);
  later();
  redraw();
}

function redraw() {
  const isOwn = back() === "own";
  document.getElementById("draw-own").hidden = !isOwn;
  document.getElementById("draws-back").hidden = !isOwn;
  if (!isOwn && way === 1) choose(0);
  const colour = form.elements.colour.value;
  map?.show({ rows: rows(), other: isOwn ? rows(1 - way) : [], colour, chosen });
  tell();
}

function tell() {
  const many = points(rows()).length;
  const km = lengthM(rows()) / 1000;
  const speed = Number(form.elements.speed_kmh.value.replace(",", "."));
  const { none, one, many: all } = facts.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  facts.textContent = [none, one][many] ?? all
    .replace("POINTS", String(many))
    .replace("STOPS", String(stops(rows()).length))
    .replace("KM", number.format(km))
    .replace("MINUTES", speed > 0 ? String(Math.round((km / speed) * 60)) : "–");
}

/** @param {number} number */
function choose(number) {
  way = number;
  chosen = -1;
  form.querySelector(`[name=draws][value="${number}"]`).checked = true;
}

/** @type {import("./draw-map.js").Wishes} */
const wishes = {
  add(spot, after) {
    put(withRow(rows(), { kind: "point", ...spot }, after), { choice: after + 1 });
  },
  choose(number) {
    chosen = number;
    redraw();
  },
  move(number, spot) {
    held ??= { way, text: texts[way].value, chosen };
    let seen = -1;
    put(
      rows().map((row) => (row.kind === "point" && (seen += 1) === number ? { ...row, ...spot } : row)),
      { remember: false, choice: number },
    );
  },
  moved() {
    const before = held;
    if (before) past.push(before);
    held = null;
    return Boolean(before);
  },
};

/** @type {Record<string, () => void>} */
const verbs = {
  middle() {
    if (map) wishes.add(map.middle, chosen >= 0 ? chosen : points(rows()).length - 1);
  },
  stop() {
    const spot = points(rows())[chosen] ?? map?.middle;
    if (!spot) return;
    const name = window.prompt(form.dataset.stopName)?.trim();
    if (!name) return;
    const after = chosen >= 0 ? chosen : points(rows()).length - 1;
    put(withRow(rows(), { kind: "stop", name: name.replaceAll("\n", " "), lat: spot.lat, lon: spot.lon }, after));
  },
  erase() {
    const number = chosen >= 0 ? chosen : points(rows()).length - 1;
    let seen = -1;
    put(
      rows().filter(({ kind }) => kind !== "point" || (seen += 1) !== number),
      { choice: -1 },
    );
  },
  undo() {
    const last = past.pop();
    if (!last) return;
    choose(last.way);
    texts[last.way].value = last.text;
    chosen = last.chosen;
    later();
    redraw();
  },
};

form.addEventListener("input", (event) => {
  if (event.target.name !== "draws") redraw();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "draws") choose(Number(event.target.value));
  redraw();
});
document.getElementById("draw-tools").addEventListener("click", (event) => {
  const verb = event.target.closest("[data-draw]")?.dataset.draw;
  if (verb && map) verbs[verb]();
});

startHand(document.getElementById("draw-hand"), {
  points: () => points(rows()),
  chosen: () => chosen,
  choose: wishes.choose,
  move: wishes.move,
  moved: wishes.moved,
  erase: verbs.erase,
  reveal: (spot) => map?.reveal(spot),
});
redraw();
drawMap(document.getElementById("draw-map"), wishes).then((made) => {
  map = made;
  if (!made) return;
  document.getElementById("draw-tools").hidden = false;
  redraw();
  made.fit();
  form.dataset.ready = "";
});
