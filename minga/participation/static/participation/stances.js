// Rounds of consensus on the phone: agree, stand aside, or object and say why.

import { say, sayCount } from "../reports/words.js";
import { makeResult } from "./cards.js";
import { h, icon, keyed, write } from "./dom.js";
import { inOrder } from "./room.js";

/** @typedef {(round: number, stance: Wire.Stance, reason: string) => void} Take */

/** @type {Record<Wire.Stance, string>} */
const SIGNS = { agree: "thumbs-up", stand_aside: "hand-helping", object: "hand" };
const CLOSED_SHOWN = 1;

// Open rounds first; of the closed ones the last of the board in view, so that everybody sees
// what came of it.
/**
 * @param {Part} element
 * @param {import("./room.js").Room} room
 * @param {Wire.Mine} mine
 * @param {{ take: Take, isOpen: boolean, board: Wire.Board | undefined }} told
 */
export function showStances(element, room, mine, { take, isOpen, board }) {
  const rounds = inOrder(room.rounds);
  const open = rounds.filter((round) => round.state === "open" && isOpen);
  const shown = [...open, ...rounds.filter((round) => round.state === "closed" && round.board === board?.id).slice(-CLOSED_SHOWN)];
  element.hidden = shown.length === 0;
  keyed(element, shown, ({ round, state }) => `${round}-${state}`, make, update);

  /** @param {Wire.Round} round */
  function make(round) {
    const body = round.state === "open" ? asked(round) : makeResult(round);
    return h(
      "section",
      { class: "ask panel", "data-tone": "mist" },
      h("p", { class: "ask__kind" }, icon("scale"), say(round.state === "open" ? "round_open" : "round_closed")),
      h("h2", { class: "ask__text" }),
      body,
    );
  }

  /** @type {(section: Part, round: Wire.Round) => void} */
  function update(section, round) {
    write(section.querySelector(".ask__text"), room.notes.get(round.note)?.text ?? "");
    if (round.state !== "open") return;
    const own = mine.stances.find((taken) => taken.round === round.round);
    for (const button of section.querySelectorAll("[data-stance]")) {
      button.setAttribute("aria-pressed", String(own?.stance === button.dataset.stance));
    }
    write(section.querySelector("[data-answered]"), own ? say("stance_taken", { stance: say(`stance_${own.stance}`) }) : sayCount("answered", round.answered));
  }

  /** @param {Wire.OpenRound} round */
  function asked(round) {
    const reason = h("textarea", { id: `reason-${round.round}`, rows: 3, maxlength: 1000 });
    const box = h(
      "form",
      { class: "ask__reason stack stack--s", hidden: true },
      h("div", { class: "field" }, h("label", { for: reason.id }, say("reason")), h("p", { class: "field__hint" }, say("reason_hint")), reason),
      h("button", { class: "button button--primary", type: "submit" }, say("object_send")),
    );
    /** @type {(stance: Wire.Stance, words?: string) => void} */
    const choice = (stance, words = "") => {
      box.hidden = true;
      take(round.round, stance, words);
    };
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      if (reason.value.trim()) choice("object", reason.value.trim());
      else reason.focus();
    });
    /** @param {Wire.Stance} stance */
    const choose = (stance) => {
      if (stance !== "object") return choice(stance);
      box.hidden = false;
      reason.value = mine.stances.find((taken) => taken.round === round.round)?.reason ?? "";
      reason.focus();
    };
    const buttons = /** @type {[Wire.Stance, string][]} */ (Object.entries(SIGNS)).map(([stance, sign]) =>
      h("button", { type: "button", class: "ask__choice", "data-stance": stance, "aria-pressed": "false", onclick: () => choose(stance) }, icon(sign), h("span", {}, say(`stance_${stance}`)), h("small", {}, say(`stance_${stance}_hint`))),
    );
    return h("div", { class: "stack stack--s" }, h("div", { class: "ask__choices" }, ...buttons), box, h("p", { class: "soft", "data-answered": true }));
  }
}
