// The projector. It follows the room by itself: notes as they come, tables when they are drawn,
// the round while it is open. Names are never here; seats are numbers.

import { data, say, sayCount } from "../reports/words.js";
import { stateShower } from "../web/live.js";
import { makeCard, makeResult, partsOf, toneOf, updateCard } from "./cards.js";
import { showTimers } from "./clocks.js";
import { h, keyed, write } from "./dom.js";
import { inOrder, lastDraw, notesOn, openRoom, openRounds, presentBoard } from "./room.js";
import { speaker } from "./speaker.js";

const SIZES = [
  { lanes: 2, whole: 3 },
  { lanes: 2, whole: 3 },
  { lanes: 2, whole: 4 },
  { lanes: 3, whole: 5 },
  { lanes: 3, whole: 6 },
];
const NARROW_PX = 960;
/** @type {<E extends HTMLElement = Part>(name: string) => E} */
const $ = (name) => document.querySelector(`[data-part=${name}]`);
/** @type {import("./room.js").Setup} */
const setup = data("setup");
const speak = speaker($("said"));
let view = "board";
/** @type {string | null | undefined} */
let asked = null; // what the facilitator chose on this screen, until something new happens
let heldRound = -1; // the round in view; before anybody looked it is the one that is sat now

const room = openRoom(setup, { onChange: changed, onState: stateShower($("live")) });
const drawTimers = showTimers($("timers"), room, { onEnd: (timer) => speak("timer", say("timer_over", { name: timer.label || say("timer") }), { soon: true }) });

/** @type {(_: unknown, news: import("./room.js").News) => void} */
function changed(_, { told, was, first, changed: before }) {
  if (!first) {
    const fresh = (told.notes ?? []).filter((note) => note.state === "standing" && !before.get(`notes:${note.note}`)).length;
    if (fresh) speak("notes", sayCount("new_notes", fresh));
  }
  // Whatever the room turns to, the wall turns to.
  if (first || was?.state !== told.state) asked = null;
  else if (told.rounds?.length) asked = "round";
  else if (told.groupings?.some((draw) => draw.state === "drawn")) {
    asked = "tables";
    heldRound = (lastDraw(room)?.held ?? 0) - 1;
  }
  else if (told.boards?.length || told.notes?.length) asked = null;
  draw();
}

function chosenView() {
  if (room.workshop?.state !== "open") return asked ?? "over";
  if (asked) return asked;
  if (openRounds(room).length) return "round";
  const board = presentBoard(room);
  if (!board || (!notesOn(room, board).length && room.notes.size === 0)) return "lobby";
  return "board";
}

function draw() {
  if (!room.workshop) return;
  view = chosenView();
  if (view === "round" && !lastRound()) view = "board";
  document.body.dataset.view = view;
  for (const section of document.querySelectorAll(".wall__view")) section.hidden = section.dataset.view !== view;
  for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === view));
  document.querySelector("[data-show=tables]").hidden = !lastDraw(room);
  document.querySelector("[data-show=round]").hidden = !lastRound();
  write($("people"), sayCount("people", room.workshop.seats));
  const board = presentBoard(room);
  const named = ["board", "lobby"].includes(view) ? board : undefined;
  write($("title"), named ? named.title : room.workshop.title);
  write($("question"), named ? named.question : room.workshop.purpose);
  drawTimers();
  $("more").hidden = true;
  if (view === "board" && board) drawBoard(board);
  if (view === "tables") drawTables();
  if (view === "round") drawRound();
  if (view === "over") drawSum();
}

// The board ------------------------------------------------------------------------------------

/** @param {Wire.Board} board */
function drawBoard(board) {
  const ranked = board.dots > 0 && (board.kind === "dots" || board.state !== "open");
  const notes = notesOn(room, board);
  if (ranked) notes.sort((first, second) => second.votes - first.votes);
  let hidden = 0;
  for (let size = 1; size <= SIZES.length; size += 1) {
    place(board, notes, size);
    if (fits()) break;
  }
  // Where even the smallest is too much, the oldest stay on the phones.
  while (!fits() && hidden < notes.length) {
    hidden += Math.max(1, Math.round(notes.length / 20));
    place(board, ranked ? notes.slice(0, -hidden) : notes.slice(hidden), SIZES.length);
  }
  $("more").hidden = hidden === 0;
  write($("more"), hidden ? sayCount("more", hidden) : "");
}

/** @type {(board: Wire.Board, notes: Wire.Note[], size: number) => void} */
function place(board, notes, size) {
  const parts = partsOf(board, notes);
  document.body.dataset.size = String(size);
  $("parts").dataset.parts = String(parts.length);
  const narrow = innerWidth < NARROW_PX;
  const lanes = narrow ? 1 : parts.length > 1 ? SIZES[size - 1].lanes : SIZES[size - 1].whole;
  keyed($("parts"), parts, (part) => `${board.id}-${part.code}`, makePart, (section, part) => {
    const name = section.querySelector(".wall__part-name");
    name.hidden = !part.name;
    section.classList.toggle("wall__part--named", Boolean(part.name));
    write(name.firstElementChild, part.name);
    write(name.lastElementChild, part.notes.length ? String(part.notes.length) : "");
    section.dataset.tone = toneOf(board, part.code);
    const list = section.querySelector(".wall__lanes");
    list.style.setProperty("--lanes", String(lanes));
    fill(list, part.notes, lanes, board);
  });
}

function makePart() {
  return h("section", { class: "wall__part" }, h("h2", { class: "wall__part-name" }, h("span"), h("span")), h("div", { class: "wall__lanes" }));
}

// Each note goes into the lane that is shortest when its turn comes, so those that hang already
// stay where they are when another one arrives.
/** @type {(list: Part, notes: Wire.Note[], count: number, board: Wire.Board) => void} */
function fill(list, notes, count, board) {
  const cards = new Map([...list.querySelectorAll(".note")].map((card) => [card.dataset.key, card]));
  while (list.children.length < count) list.append(h("ul", { class: "wall__lane" }));
  const spare = [...list.children].slice(count);
  const lanes = [...list.children].slice(0, count);
  const heights = lanes.map(() => 0);
  const next = lanes.map((lane) => lane.firstElementChild);
  for (const note of notes) {
    const lane = heights.indexOf(Math.min(...heights));
    const card = cards.get(note.note) ?? makeCard();
    cards.delete(note.note);
    card.dataset.key = note.note;
    updateCard(card, note, board, room);
    if (card === next[lane]) next[lane] = card.nextElementSibling;
    else lanes[lane].insertBefore(card, next[lane]?.parentNode === lanes[lane] ? next[lane] : null);
    heights[lane] += card.offsetHeight + 12;
  }
  for (const card of cards.values()) card.remove();
  for (const lane of spare) lane.remove();
}

const fits = () =>
  innerWidth < NARROW_PX ||
  [...document.querySelectorAll(".wall__lanes")].every((list) => list.scrollHeight <= list.clientHeight + 2);

// Tables, consensus, the end ---------------------------------------------------------------------

function drawTables() {
  const drawn = lastDraw(room);
  if (!drawn) return;
  const rounds = drawn.seats.length;
  if (heldRound < 0) heldRound = drawn.held - 1;
  heldRound = Math.min(heldRound, rounds - 1);
  const key = `${drawn.grouping}/${heldRound}/${drawn.held}`;
  if ($("tables").dataset.shown === key) return;
  $("tables").dataset.shown = key;
  /** @param {number} index */
  const choose = (index) => () => {
    heldRound = index;
    drawTables();
  };
  const tabs = drawn.seats.map((_, index) =>
    h("button", { type: "button", class: "button", "aria-pressed": String(index === heldRound), onclick: choose(index) }, say("round_number", { number: index + 1 }), ...(index + 1 === drawn.held ? [` · ${say("sat_now")}`] : [])),
  );
  const tables = drawn.seats[heldRound].map((group, index) =>
    h("li", { class: "wall__table" }, h("h2", {}, say("table_number", { number: index + 1 })), h("ul", { class: "wall__seats" }, ...group.map((seat) => h("li", {}, String(seat))))),
  );
  const { met, slots } = drawn.account;
  $("tables").replaceChildren(
    ...(rounds > 1 ? [h("div", { class: "wall__rounds" }, ...tabs)] : []),
    h("ul", { class: "wall__tablelist", "data-many": tables.length > 12 ? "many" : tables.length > 6 ? "some" : "few" }, ...tables),
    h("p", { class: "wall__proof" }, [met ? say("tables_met", { met, slots }) : "", say("seed", { seed: drawn.seed.slice(0, 16) + "…" })].filter(Boolean).join(" · ")),
  );
}

const lastRound = () => openRounds(room).at(-1) ?? inOrder(room.rounds).at(-1);

function drawRound() {
  const round = lastRound();
  if (!round) return;
  const key = `${round.round}-${round.state}-${round.answered}`;
  if ($("round").dataset.shown === key) return;
  $("round").dataset.shown = key;
  $("round").replaceChildren(
    h("p", { class: "wall__asked" }, say("asked")),
    h("p", { class: "wall__proposal" }, room.notes.get(round.note)?.text ?? ""),
    round.state === "open" ? h("p", { class: "wall__answered" }, sayCount("answered", round.answered)) : makeResult(round),
  );
}

function drawSum() {
  // A stranger who comes after the end is told of the end only.
  $("sum").hidden = room.boards.size === 0;
  const notes = inOrder(room.notes).filter((note) => note.state === "standing").length;
  write($("sum"), say("sum", { notes, people: room.workshop?.seats ?? 0, boards: room.boards.size }));
}

// The facilitator at the projector ----------------------------------------------------------------

document.querySelector(".wall__views").addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-show]")?.dataset.show;
  if (!wanted) return;
  asked = wanted;
  draw();
});
$("full").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
let resized = 0;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(draw, 200);
});
