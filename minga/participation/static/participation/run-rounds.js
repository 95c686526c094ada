// Rounds of consensus on the desk: how many have answered, stances of paper, the close.

import { say, sayCount } from "../reports/words.js";
import { makeResult } from "./cards.js";
import { h, keyed, write } from "./dom.js";
import { inOrder } from "./room.js";

/**
 * @param {import("./run.js").Desk} desk
 * @param {{ speaksFor: () => number }} people
 */
export function openRounds(desk, people) {
  const { $, tell, room } = desk;

  function draw() {
    const rounds = inOrder(room.rounds).reverse();
    $("rounds-panel").hidden = rounds.length === 0;
    keyed($("rounds"), rounds, ({ round, state }) => `${round}-${state}`, make, (card, round) => {
      write(card.querySelector("h3"), room.notes.get(round.note)?.text ?? "");
      if (round.state !== "open") return;
      write(card.querySelector("[data-answered]"), sayCount("answered", round.answered));
      card.querySelector("form").hidden = !people.speaksFor();
    });
  }

  /** @param {Wire.Round} round */
  function make(round) {
    const card = h("article", { class: "stack stack--s rounds__one" }, h("h3"));
    if (round.state === "closed") {
      card.append(makeResult(round));
      return card;
    }
    card.append(
      h("p", { class: "soft", "data-answered": true }),
      onPaper(round),
      h("button", { type: "button", class: "button button--primary", onclick: () => tell(`rounds/${round.round}/close`, {}) }, say("round_close")),
    );
    return card;
  }

  // Who has no phone takes a stance through the desk; the person is the one chosen for paper.
  /** @param {Wire.OpenRound} round */
  function onPaper(round) {
    const id = `paper-stance-${round.round}`;
    const stance = h("select", { id, class: "input" }, ...["agree", "stand_aside", "object"].map((name) => h("option", { value: name }, say(`stance_${name}`))));
    const reason = h("input", { class: "input", "aria-label": say("reason"), placeholder: say("reason"), maxlength: 1000 });
    const form = h("form", { class: "stack stack--s", hidden: true }, h("div", { class: "field" }, h("label", { for: id }, say("speak_for")), stance), reason, h("button", { type: "submit", class: "button" }, say("take_it")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await tell(`rounds/${round.round}/stance`, { stance: stance.value, reason: reason.value.trim(), seat: people.speaksFor() });
      if (answer.ok) reason.value = "";
    });
    return form;
  }

  return { draw };
}
