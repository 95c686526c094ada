// The list of boards: look at one, open it, close it, hang another, take chosen notes on to it.

import { say, sayCount } from "../reports/words.js";
import { toneOf } from "./cards.js";
import { h, icon, keyed, write } from "./dom.js";
import { boardsOf, notesOn, presentBoard } from "./room.js";

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
    $("taken-on").hidden = count === 0;
    write($("taken-on").querySelector("span"), sayCount("chosen", count));
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
    const body = { kind: given.get("kind"), title: String(given.get("title")).trim(), question: String(given.get("question")).trim(), notes: [...desk.chosen] };
    if (given.get("dots") !== "") body.dots = Number(given.get("dots"));
    if (desk.chosen.size && desk.board) body.source = desk.board.id;
    const answer = await tell("boards", body);
    if (!answer.ok) return;
    form.reset();
    desk.chosen.clear();
    form.closest("details").open = false;
  });
  return { draw, hear };
}
