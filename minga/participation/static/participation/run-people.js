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
  let asked = false;

  async function fetchSeats() {
    if (asked) return;
    asked = true;
    const { ok, told } = await tell("seats", undefined, { method: "GET" });
    asked = false;
    if (!ok) return;
    seats = told.seats;
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

  function draw() {
    keyed($("seats"), seats, (seat) => seat.seat, make, (item, seat) => {
      item.toggleAttribute("data-left", !seat.here);
      write(item.querySelector(".people__name"), seat.name || say("nameless"));
      const about = [setup.helices?.[seat.helix], seat.organisation, say(seat.arrived_by), !seat.here && say("left")];
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
