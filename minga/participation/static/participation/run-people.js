// Who is in the room, by phone or on paper, and for whom the desk is speaking.

import { say } from "../reports/words.js";
import { h, icon, keyed, write } from "./dom.js";

const KEPT = "minga.paper.seat";

/** @param {import("./run.js").Desk} desk */
export function openPeople(desk) {
  const { $, tell, setup } = desk;
  const select = $("paper-seat");
  /** @type {Wire.Seat[]} */
  let seats = [];
  /** @type {Wire.Burst[]} */
  let suspicious = [];
  let asked = false;

  async function fetchSeats() {
    if (asked) return;
    asked = true;
    const { ok, told } = await tell("seats", undefined, { method: "GET" });
    asked = false;
    if (!ok) return;
    hold(told);
  }

  /** @param {{ seats: Wire.Seat[], suspicious: Wire.Burst[] }} told */
  function hold(told) {
    ({ seats, suspicious } = told);
    drawSelect();
    desk.draw();
  }

  /** @param {import("./run.js").News} news */
  function hear({ told, was, first }) {
    if (first || was?.seats !== told.seats || was?.state !== told.state) fetchSeats();
  }

  const speaksFor = () => Number(select.value) || 0;

  function drawSelect() {
    const before = select.value || sessionStorage.getItem(KEPT) || "0";
    const onPaper = seats.filter((seat) => seat.arrived_by === "paper" && seat.here);
    select.replaceChildren(
      h("option", { value: "0" }, say("paper_nobody")),
      ...onPaper.map((seat) => h("option", { value: seat.seat }, [say("paper_of", { seat: seat.seat }), seat.name].filter(Boolean).join(": "))),
    );
    select.value = [...select.options].some((option) => option.value === before) ? before : "0";
  }

  select.addEventListener("change", () => {
    sessionStorage.setItem(KEPT, select.value);
    desk.draw();
  });

  // Seats that came as one client would: shown, with two ways out; nothing happens by itself.
  function drawSuspicious() {
    keyed($("suspicious"), suspicious, (burst) => burst.seats.join(), makeBurst, (item, burst) => {
      const figures = { count: burst.seats.length, seconds: Math.round(burst.within_s), seats: burst.seats.join(", ") };
      write(item.firstElementChild, say(`burst_${burst.same}`, figures));
      write(item.querySelector("[data-act=weigh]"), say(isCounted(burst) ? "count_once" : "count_all"));
    });
    $("suspicious").hidden = suspicious.length === 0;
  }

  /** @param {Wire.Burst} burst */
  const isCounted = (burst) => burst.seats.slice(1).every((number) => seats.find((seat) => seat.seat === number)?.counts);

  /** @param {Wire.Burst} burst */
  function makeBurst(burst) {
    const weigh = async () => {
      const answer = await tell("crowds/weigh", { seats: burst.seats.slice(1), counts: !isCounted(burst) });
      if (answer.ok) hold(answer.told);
    };
    let sure = false;
    /** @param {Heard<MouseEvent>} event */
    const end = async (event) => {
      if (!sure) {
        sure = true;
        write(event.currentTarget, say("sure"));
        return;
      }
      const answer = await tell("crowds/end", { seats: burst.seats });
      if (answer.ok) hold(answer.told);
    };
    return h(
      "li",
      { class: "notice notice--warn people__burst" },
      h("span"),
      h("span", { class: "row row--tight" }, h("button", { type: "button", class: "button", "data-act": "weigh", onclick: weigh }), h("button", { type: "button", class: "button button--danger", onclick: end }, say("end_all"))),
    );
  }

  function draw() {
    drawSuspicious();
    keyed($("seats"), seats, (seat) => seat.seat, make, (item, seat) => {
      item.toggleAttribute("data-left", !seat.here);
      write(item.querySelector(".people__name"), seat.name || say("nameless"));
      const about = [setup.helices?.[seat.helix], seat.organisation, say(seat.arrived_by), !seat.here && say("left"), !seat.counts && say("not_counted")];
      write(item.querySelector(".people__about"), about.filter(Boolean).join(" · "));
      const button = item.querySelector("[data-act=here]");
      write(button, say(seat.here ? "leaves" : "back"));
      button.setAttribute("aria-label", `${button.textContent}: ${seat.seat} ${seat.name}`);
    });
  }

  /** @param {Wire.Seat} about */
  function make({ seat }) {
    const move = async () => {
      const here = !seats.find((known) => known.seat === seat)?.here;
      await tell(`seats/${seat}`, { here }, { method: "PATCH" });
      fetchSeats();
    };
    let sure = false;
    /** @param {Heard<MouseEvent>} event */
    const end = async (event) => {
      const button = event.currentTarget;
      if (!sure) {
        sure = true;
        button.setAttribute("aria-label", say("sure"));
        button.classList.add("button--danger");
        return;
      }
      await tell(`seats/${seat}/end`, {});
      fetchSeats();
    };
    return h(
      "li",
      { class: "people__one" },
      h("strong", { class: "people__number" }, String(seat)),
      h("span", { class: "people__who" }, h("span", { class: "people__name" }), h("small", { class: "people__about soft" })),
      h("button", { type: "button", class: "button button--quiet", "data-act": "here", onclick: move }),
      h("button", { type: "button", class: "button button--icon button--quiet", "aria-label": `${say("end_seat")}: ${seat}`, title: say("end_seat"), onclick: end }, icon("x")),
    );
  }

  $("seat").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (/** @type {Element} */ (event.currentTarget));
    const given = new FormData(form);
    const answer = await tell("seats", { name: String(given.get("name")).trim(), helix: given.get("helix") });
    if (!answer.ok) return;
    form.reset();
    sessionStorage.setItem(KEPT, String(answer.told.seat));
    await fetchSeats();
    select.value = String(answer.told.seat);
    desk.draw();
  });

  return { draw, hear, speaksFor };
}
