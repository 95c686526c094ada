// Drawing tables in the open: announce with the fingerprint of a seed, draw, show what came of it.

import { say } from "../reports/words.js";
import { h, icon, keyed } from "./dom.js";
import { inOrder } from "./room.js";

/** @param {import("./run.js").Desk} desk */
export function openDraws(desk) {
  const { $, tell, room } = desk;
  /** @type {HTMLFormElement & Part} */
  const form = $("groups");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    tell("groupings", { groups: Number(given.get("groups")), rounds: Number(given.get("rounds")), by_helix: given.get("by_helix") === "on" });
  });

  function drawAll() {
    const draws = inOrder(room.groupings).sort((first, second) => second.number - first.number);
    keyed($("draws"), draws, (draw) => `${draw.grouping}-${draw.state}`, make, (card, draw) => {
      for (const round of card.querySelectorAll("[data-round]")) {
        const isHeld = Number(round.dataset.round) === draw.held;
        round.toggleAttribute("data-held", isHeld);
        round.querySelector("[data-now]").hidden = !isHeld;
        round.querySelector("[data-turns]").hidden = isHeld;
      }
    });
  }

  /** @type {(name: string, value: string) => HTMLElement} */
  const proof = (name, value) => h("p", { class: "draws__proof" }, h("span", { class: "soft" }, name), h("code", {}, value));

  /** @param {Wire.Grouping} draw */
  function make(draw) {
    const head = h("h3", {}, draw.label || say("groups_of", { groups: draw.groups }));
    const card = h("article", { class: "draws__one stack stack--s", "data-state": draw.state }, head);
    if (draw.state === "committed") {
      const go = h("button", { type: "button", class: "button button--primary" }, icon("users-round"), say("draw_now"));
      go.addEventListener("click", async () => {
        go.setAttribute("aria-busy", "true");
        await tell(`groupings/${draw.grouping}/draw`, {});
        go.removeAttribute("aria-busy");
      });
      card.append(h("p", { class: "soft small" }, say("committed")), proof(say("fingerprint"), draw.commitment), go);
    } else if (draw.state === "refused") {
      card.append(h("p", { class: "notice notice--warn" }, icon("triangle-alert"), h("span", {}, draw.why)));
      if (draw.remedies.length) card.append(h("ul", {}, ...draw.remedies.map((words) => h("li", {}, words))));
    } else {
      card.append(...drawn(draw));
    }
    return card;
  }

  // Which round is sat now is said here, and wall and phones follow.
  /** @type {(draw: Wire.Drawn, number: number) => HTMLElement} */
  function head(draw, number) {
    const name = say("round_number", { number });
    const turn = () => tell(`groupings/${draw.grouping}/turn`, { round: number });
    return h(
      "div",
      { class: "draws__head" },
      h("h4", {}, name),
      h("span", { class: "badge", "data-now": "" }, say("sat_now")),
      h("button", { type: "button", class: "button", "data-turns": "", "aria-label": `${say("turn_to")}: ${name}`, onclick: turn }, say("turn_to")),
    );
  }

  /** @param {Wire.Drawn} draw */
  function drawn(draw) {
    const { account } = draw;
    const sentence = account.slots
      ? say("met", { met: account.met, slots: account.slots, chance: Math.round(account.chance) })
      : say(account.is_uniform ? "uniform" : "dealt");
    const rounds = draw.seats.map((groups, index) =>
      h(
        "div",
        { class: "draws__round", ...(draw.seats.length > 1 && { "data-round": index + 1 }) },
        draw.seats.length > 1 && head(draw, index + 1),
        h("ul", { class: "draws__tables" }, ...groups.map((group, table) => h("li", {}, h("strong", {}, say("table_number", { number: table + 1 })), ` ${group.join(", ")}`))),
      ),
    );
    const details = h("details", { class: "fold" }, h("summary", {}, icon("shield-check"), say("proof")), h("p", { class: "soft small" }, say("drawn")), proof(say("seed_name"), draw.seed), proof(say("fingerprint"), draw.commitment));
    return [h("p", { class: "soft" }, sentence), ...rounds, details];
  }

  return { draw: drawAll };
}
