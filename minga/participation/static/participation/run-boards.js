// The list of boards: look at one, open it, close it, hang another, take chosen notes on to it.

import { say, sayCount } from "../reports/words.js";
import { toneOf } from "./cards.js";
import { h, keyed, write } from "./dom.js";
import { boardsOf, notesOn, presentBoard } from "./room.js";

export function openBoards(desk) {
  const { $, tell } = desk;
  const form = document.querySelector("[data-verb=boards]");
  let looked = null;

  function hear({ told, changed }) {
    // A new board is what everybody turns to, the desk as well.
    if (told.boards?.some((board) => !changed.get(`boards:${board.id}`))) looked = null;
  }

  function draw() {
    const present = presentBoard(desk.room);
    desk.board = desk.room.boards.get(looked) ?? present ?? null;
    keyed($("boards"), boardsOf(desk.room), (board) => board.id, make, (item, board) => {
      const [look, state, verb] = item.children;
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
    const count = desk.chosen.size;
    $("taken-on").hidden = count === 0;
    write($("taken-on").querySelector("span"), sayCount("chosen", count));
  }

  function make(board) {
    const look = () => {
      looked = board.id;
      desk.chosen.clear();
      desk.draw();
    };
    const move = (event) => tell(`boards/${board.id}/${event.currentTarget.dataset.verb}`, {});
    return h(
      "li",
      { class: "boards__one" },
      h("button", { type: "button", class: "boards__look", onclick: look }, h("strong"), h("small")),
      h("span", { class: "boards__state" }),
      h("button", { type: "button", class: "button", onclick: move }),
    );
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const body = { kind: given.get("kind"), title: given.get("title").trim(), question: given.get("question").trim(), notes: [...desk.chosen] };
    if (given.get("dots") !== "") body.dots = Number(given.get("dots"));
    if (desk.chosen.size) body.source = desk.board.id;
    const answer = await tell("boards", body);
    if (!answer.ok) return;
    form.reset();
    desk.chosen.clear();
    form.closest("details").open = false;
  });
  return { draw, hear };
}
