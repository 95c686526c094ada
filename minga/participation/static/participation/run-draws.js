// Drawing tables in the open: announce with the fingerprint of a seed, draw, show what came of it.

import { say } from "../reports/words.js";
import { h, icon, keyed } from "./dom.js";
import { inOrder } from "./room.js";

export function openDraws(desk) {
  const { $, tell, room } = desk;
  const form = $("groups");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    tell("groupings", { groups: Number(given.get("groups")), rounds: Number(given.get("rounds")), by_helix: given.get("by_helix") === "on" });
  });

  function draw() {
    const draws = inOrder(room.groupings).sort((one, other) => other.number - one.number);
    keyed($("draws"), draws, (one) => `${one.grouping}-${one.state}`, make, (card, one) => {
      for (const round of card.querySelectorAll("[data-round]")) {
        const isHeld = Number(round.dataset.round) === one.held;
        round.toggleAttribute("data-held", isHeld);
        round.querySelector("[data-now]").hidden = !isHeld;
        round.querySelector("[data-turns]").hidden = isHeld;
      }
    });
  }

  const proof = (name, value) => h("p", { class: "draws__proof" }, h("span", { class: "soft" }, name), h("code", {}, value));

  function make(one) {
    const head = h("h3", {}, one.label || say("groups_of", { groups: one.groups }));
    const card = h("article", { class: "draws__one stack stack--s", "data-state": one.state }, head);
    if (one.state === "committed") {
      const go = h("button", { type: "button", class: "button button--primary" }, icon("users-round"), say("draw_now"));
      go.addEventListener("click", async () => {
        go.setAttribute("aria-busy", "true");
        await tell(`groupings/${one.grouping}/draw`, {});
        go.removeAttribute("aria-busy");
      });
      card.append(h("p", { class: "soft small" }, say("committed")), proof(say("fingerprint"), one.commitment), go);
    } else if (one.state === "refused") {
      card.append(h("p", { class: "notice notice--warn" }, icon("triangle-alert"), h("span", {}, one.why)));
      if (one.remedies.length) card.append(h("ul", {}, ...one.remedies.map((words) => h("li", {}, words))));
    } else {
      card.append(...drawn(one));
    }
    return card;
  }

  // Which round is sat now is said here, and wall and phones follow.
  function head(one, number) {
    const name = say("round_number", { number });
    const turn = () => tell(`groupings/${one.grouping}/turn`, { round: number });
    return h(
      "div",
      { class: "draws__head" },
      h("h4", {}, name),
      h("span", { class: "badge", "data-now": "" }, say("sat_now")),
      h("button", { type: "button", class: "button", "data-turns": "", "aria-label": `${say("turn_to")}: ${name}`, onclick: turn }, say("turn_to")),
    );
  }

  function drawn(one) {
    const { account } = one;
    const told = account.slots
      ? say("met", { met: account.met, slots: account.slots, chance: Math.round(account.chance) })
      : say(account.is_uniform ? "uniform" : "dealt");
    const rounds = one.seats.map((groups, index) =>
      h(
        "div",
        { class: "draws__round", ...(one.seats.length > 1 && { "data-round": index + 1 }) },
        one.seats.length > 1 && head(one, index + 1),
        h("ul", { class: "draws__tables" }, ...groups.map((group, table) => h("li", {}, h("strong", {}, say("table_number", { number: table + 1 })), ` ${group.join(", ")}`))),
      ),
    );
    const details = h("details", { class: "fold" }, h("summary", {}, icon("shield-check"), say("proof")), h("p", { class: "soft small" }, say("drawn")), proof(say("seed_name"), one.seed), proof(say("fingerprint"), one.commitment));
    return [h("p", { class: "soft" }, told), ...rounds, details];
  }

  return { draw };
}
