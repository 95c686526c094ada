// The list of boards: look at one, open it, close it, hang another, take chosen notes on to it.

import { say, sayCount } from "../reports/words.js";
import { toneOf } from "./cards.js";
import { h, icon, keyed, write } from "./dom.js";
import { boardsOf, notesOn, presentBoard } from "./room.js";

const CHOOSING = new Set(["dots", "consensus"]); // kinds that go on from notes people wrote
const MOST = 500; // notes that are taken on at once

/** @param {import("./run.js").Desk} desk */
export function openBoards(desk) {
  const { $, tell } = desk;
  /** @type {HTMLFormElement & Part} */
  const form = document.querySelector("[data-verb=boards]");
  /** @type {number | null} */
  let looked = null; // the board that the desk turned to by hand

  /** @param {import("./run.js").News} news */
  function hear({ told, changed }) {
    // A new board is what everybody turns to, the desk as well.
    if (told.boards?.some((board) => !changed.get(`boards:${board.id}`))) looked = null;
  }

  function draw() {
    const present = presentBoard(desk.room);
    desk.board = (looked !== null && desk.room.boards.get(looked)) || present || null;
    const boards = boardsOf(desk.room);
    const { activeElement } = document;
    keyed($("boards"), boards, (board) => board.id, make, (item, board) => {
      const [look, state, order, verb] = item.children;
      order.hidden = boards.length < 2;
      for (const button of order.children) {
        const isEnd = board === (button.dataset.verb === "earlier" ? boards[0] : boards.at(-1));
        button.setAttribute("aria-disabled", String(isEnd));
        button.setAttribute("aria-label", say(button.dataset.verb, { title: board.title }));
      }
      item.dataset.tone = toneOf(board);
      if (board.id === desk.board?.id) look.setAttribute("aria-current", "true");
      else look.removeAttribute("aria-current");
      write(look.firstElementChild, board.title);
      write(look.lastElementChild, sayCount("notes", notesOn(desk.room, board).length));
      write(state, board.id === present?.id ? say("shown") : say(`is_${board.state}`));
      state.toggleAttribute("data-present", board.id === present?.id);
      write(verb, say(board.state === "open" ? "close" : "open"));
      verb.setAttribute("aria-label", `${verb.textContent}: ${board.title}`);
      verb.dataset.verb = board.state === "open" ? "close" : "open";
    });
    // A row that changed its place takes the keyboard with it.
    if (activeElement instanceof HTMLElement && activeElement.isConnected && document.activeElement !== activeElement) activeElement.focus();
    const count = desk.chosen.size;
    const asks = CHOOSING.has(String(new FormData(form).get("kind")));
    $("taken-on").hidden = asks || count === 0;
    write($("taken-on").querySelector("span"), sayCount("chosen", count));
    $("which").hidden = !asks;
    if (asks) offer($("which-choice"), sourcesFor(null));
    const { board } = desk;
    const sources = board ? sourcesFor(board).filter(([value]) => value) : [];
    const isEmpty = board && CHOOSING.has(board.kind) && board.state === "open" && desk.room.workshop?.state === "open" && notesOn(desk.room, board).length === 0;
    $("bring").hidden = !isEmpty || sources.length === 0;
    if (isEmpty) offer($("bring-from"), sources);
  }

  // What may be taken on: the notes chosen, all of a board, or none: people write new ones.
  /** @type {(but: Wire.Board | null) => [value: string, words: string][]} */
  function sourcesFor(but) {
    /** @type {[string, string][]} */
    const sources = desk.chosen.size && !but ? [["chosen", sayCount("chosen", desk.chosen.size)]] : [];
    for (const board of boardsOf(desk.room).toReversed()) {
      const { length } = notesOn(desk.room, board);
      if (length && board.id !== but?.id) sources.push([String(board.id), say("all_of", { title: board.title, notes: sayCount("notes", length) })]);
    }
    return [...sources, ["", say("none_of")]];
  }

  /** @type {(select: Part, sources: [string, string][]) => void} */
  function offer(select, sources) {
    const before = select.value;
    const options = sources.map(([value, words]) => h("option", { value }, words));
    if ([...select.options].map((option) => option.value + option.text).join() === options.map((option) => option.value + option.text).join()) return;
    select.replaceChildren(...options);
    if (before && sources.some(([value]) => value === before)) select.value = before;
  }

  /** @type {(source: string) => string[]} */
  function notesOf(source) {
    if (source === "chosen") return [...desk.chosen];
    const board = desk.room.boards.get(Number(source));
    return board ? notesOn(desk.room, board).slice(0, MOST).map((note) => note.note) : [];
  }

  /** @param {Wire.Board} board */
  function make(board) {
    const look = () => {
      looked = board.id;
      desk.chosen.clear();
      desk.draw();
    };
    /** @param {Heard<MouseEvent>} event */
    const shift = async ({ currentTarget: button }) => {
      if (button.getAttribute("aria-disabled") === "true") return;
      const answer = await tell(`boards/${board.id}/${button.dataset.verb}`, {});
      if (answer.ok) desk.speak("order", say("shifted", { title: answer.told.title, place: answer.told.position }), { soon: true });
    };
    /** @type {(verb: "earlier" | "later", sign: string) => HTMLElement} */
    const arrow = (verb, sign) =>
      h("button", { type: "button", class: "button button--icon button--quiet", "data-verb": verb, onclick: shift }, icon(sign));
    /** @param {Heard<MouseEvent>} event */
    const move = (event) => tell(`boards/${board.id}/${event.currentTarget.dataset.verb}`, {});
    return h(
      "li",
      { class: "boards__one" },
      h("button", { type: "button", class: "boards__look", onclick: look }, h("strong"), h("small")),
      h("span", { class: "boards__state" }),
      h("span", { class: "boards__order" }, arrow("earlier", "chevron-up"), arrow("later", "chevron-down")),
      h("button", { type: "button", class: "button", onclick: move }),
    );
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    /** @type {Record<string, any>} */
    const body = { kind: given.get("kind"), title: String(given.get("title")).trim(), question: String(given.get("question")).trim() };
    if (given.get("dots") !== "") body.dots = Number(given.get("dots"));
    const which = CHOOSING.has(body.kind) ? $("which-choice").value : desk.chosen.size ? "chosen" : "";
    body.notes = notesOf(which);
    if (which === "chosen" && desk.board) body.source = desk.board.id;
    else if (which) body.source = Number(which);
    const answer = await tell("boards", body);
    if (!answer.ok) return;
    form.reset();
    desk.chosen.clear();
    form.closest("details").open = false;
  });
  form.addEventListener("change", () => desk.draw());
  $("bring").addEventListener("submit", (event) => {
    event.preventDefault();
    const notes = notesOf($("bring-from").value);
    if (notes.length && desk.board) tell("take", { board: desk.board.id, notes });
  });
  return { draw, hear };
}
