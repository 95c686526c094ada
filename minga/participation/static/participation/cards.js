// A note as a card on the wall, the same on phones, projector and desk; and the colour of where
// it hangs.

import { say, sayCount } from "../reports/words.js";
import { h, icon, keyed, write } from "./dom.js";

/**
 * @typedef {import("./room.js").Room} Room
 * @typedef {{ code: string, name: string, notes: Wire.Note[] }} PartOfBoard
 */

/** @type {Record<string, string>} */
const TONES = {
  strengths: "green",
  weaknesses: "amber",
  opportunities: "blue",
  threats: "rose",
  ideas: "sun",
  concepts: "green",
  personas: "lilac",
  visions: "blue",
  dots: "sun",
  consensus: "mist",
};

/** @type {(board: Wire.Board | null | undefined, column?: string) => string} */
export const toneOf = (board, column = "") => TONES[column] ?? TONES[board?.kind ?? ""] ?? "sun";

/** @param {"li" | "article" | "div"} tag */
export function makeCard(tag = "li") {
  return h(
    tag,
    { class: "note" },
    h("p", { class: "note__text" }),
    h("dl", { class: "note__fields", hidden: true }),
    h("div", { class: "note__foot" }, h("span", { class: "note__votes", hidden: true }), h("span", { class: "note__acts" })),
  );
}

/** @type {(card: Part, note: Wire.Note, board: Wire.Board, room: Room) => void} */
export function updateCard(card, note, board, room) {
  card.dataset.tone = toneOf(board, note.column);
  write(card.querySelector(".note__text"), note.text);
  drawFields(card.querySelector(".note__fields"), note, board);
  drawVotes(card.querySelector(".note__votes"), note);
  drawOutcome(card, note, room);
  const merged = note.came_from.filter((edge) => edge.relation === "merged_into").length;
  flag(card, "merged", merged ? "git-merge" : "", merged ? say("merged_of", { count: merged }) : "");
}

/** @type {(list: Part, note: Wire.Note, board: Wire.Board) => void} */
function drawFields(list, note, board) {
  const filled = board.fields.filter((field) => note.fields[field.code] !== undefined);
  list.hidden = filled.length === 0;
  keyed(
    list,
    filled,
    (field) => field.code,
    (field) => h("div", {}, h("dt", {}, field.name), h("dd")),
    (row, field) => write(row.lastElementChild, String(note.fields[field.code])),
  );
}

// Dots as dots, while they can be counted at a glance, and always as a number with its word.
/** @type {(element: Part, note: Wire.Note) => void} */
function drawVotes(element, note) {
  element.hidden = note.votes === 0;
  const key = `${note.votes}`;
  if (element.dataset.votes === key) return;
  const more = Number(element.dataset.votes ?? note.votes) < note.votes;
  element.dataset.votes = key;
  const dots = Array.from({ length: Math.min(note.votes, 8) }, () => h("i", { class: "dot" }));
  element.replaceChildren(
    h("span", { class: "dots", "aria-hidden": "true" }, ...dots),
    h("span", { class: "note__count" }, sayCount("dots", note.votes)),
  );
  if (more) element.querySelector(".dots").lastElementChild?.classList.add("dot--new");
}

// What the last closed round on this note came to.
/** @type {(card: Part, note: Wire.Note, room: Room) => void} */
function drawOutcome(card, note, room) {
  const rounds = [...room.rounds.values()].filter((round) => round.state === "closed");
  const closed = rounds.filter((round) => round.note === note.note).at(-1);
  const signs = { consensus: "handshake", objections: "hand", nobody: "circle-help" };
  const words = closed ? say(`outcome_${closed.outcome}`, { count: closed.object }) : "";
  flag(card, "outcome", closed ? signs[closed.outcome] : "", words);
}

/** @type {(card: Part, name: string, sign: string, words: string) => void} */
function flag(card, name, sign, words) {
  /** @type {Part | null} */
  let element = card.querySelector(`[data-flag=${name}]`);
  if (!words) return element?.remove();
  if (!element) {
    element = h("span", { class: `note__flag note__flag--${name}`, "data-flag": name });
    card.querySelector(".note__foot").prepend(element);
  }
  if (element.dataset.words === words) return;
  element.dataset.words = words;
  element.replaceChildren(icon(sign), words);
}

// The parts of a board: its columns, and where there are none (or a note hangs in none) the rest.
/** @type {(board: Wire.Board, notes: Wire.Note[]) => PartOfBoard[]} */
export function partsOf(board, notes) {
  const known = new Set(board.columns.map((column) => column.code));
  const parts = board.columns.map((column) => ({
    code: column.code,
    name: column.name,
    notes: notes.filter((note) => note.column === column.code),
  }));
  const rest = notes.filter((note) => !known.has(note.column));
  if (rest.length || !parts.length) parts.push({ code: "", name: parts.length ? say("no_column") : "", notes: rest });
  return parts;
}

// The numbers of a closed round and the objections in full.
/** @param {Wire.ClosedRound} round */
export function makeResult(round) {
  const all = Math.max(1, round.agree + round.stand_aside + round.object);
  /** @type {(name: string, sign: string, count: number) => HTMLElement} */
  const bar = (name, sign, count) =>
    h(
      "li",
      { class: `result__row result__row--${name}` },
      h("span", { class: "result__name" }, icon(sign), say(`stance_${name}`)),
      h("meter", { class: "result__bar", min: 0, max: all, value: count, "aria-label": say(`stance_${name}`) }),
      h("strong", { class: "result__count" }, String(count)),
    );
  return h(
    "div",
    { class: "result", "data-outcome": round.outcome },
    h("p", { class: "result__outcome" }, say(`outcome_${round.outcome}`, { count: round.object })),
    h("ul", { class: "result__rows" }, bar("agree", "thumbs-up", round.agree), bar("stand_aside", "hand-helping", round.stand_aside), bar("object", "hand", round.object)),
    round.objections.length > 0 &&
      h("ul", { class: "result__objections" }, ...round.objections.map((words) => h("li", {}, icon("quote"), h("span", {}, words)))),
  );
}
