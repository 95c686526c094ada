// One's own table after a draw: a large number, and where to go in the next rounds.

import { say } from "../reports/words.js";
import { h } from "./dom.js";
import { lastDraw } from "./room.js";

/** @type {(draw: Wire.Drawn, seat: number) => number[]} */
export function tablesOf(draw, seat) {
  return draw.seats.map((groups) => groups.findIndex((group) => group.includes(seat)) + 1).filter((table) => table > 0);
}

/** @type {(element: Part, room: import("./room.js").Room, seat: number | undefined) => void} */
export function showTables(element, room, seat) {
  const draw = lastDraw(room);
  const tables = draw && seat ? tablesOf(draw, seat) : [];
  element.hidden = tables.length === 0;
  const key = draw ? `${draw.grouping}:${draw.held}:${tables}` : "";
  if (!draw || !tables.length || element.dataset.shown === key) return;
  element.dataset.shown = key;
  const several = tables.length > 1;
  const now = several ? say("your_table_now", { number: draw.held }) : say("your_table");
  /** @type {(table: number, index: number) => HTMLElement} */
  const round = (table, index) => {
    const held = index + 1 === draw.held;
    return h("li", held ? { "aria-current": "true" } : {}, h("span", {}, say("round_number", { number: index + 1 })), h("strong", {}, String(table)));
  };
  element.replaceChildren(
    h("p", { class: "mytable__name" }, [draw.label, draw.label && !several ? "" : now].filter(Boolean).join(" · ")),
    h("strong", { class: "mytable__number" }, String(tables[draw.held - 1] ?? tables[0])),
    ...(several ? [h("ol", { class: "mytable__later" }, ...tables.map(round))] : []),
  );
}
