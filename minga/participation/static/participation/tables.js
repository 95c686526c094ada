// One's own table after a draw: a large number, and where to go in the next rounds.

import { say } from "../reports/words.js";
import { h } from "./dom.js";
import { lastDraw } from "./room.js";

export function tablesOf(draw, seat) {
  return draw.seats.map((groups) => groups.findIndex((group) => group.includes(seat)) + 1).filter((table) => table > 0);
}

export function showTables(element, room, seat) {
  const draw = lastDraw(room);
  const tables = draw ? tablesOf(draw, seat) : [];
  element.hidden = tables.length === 0;
  const key = draw ? `${draw.grouping}:${tables}` : "";
  if (!tables.length || element.dataset.shown === key) return;
  element.dataset.shown = key;
  const [first, ...later] = tables;
  element.replaceChildren(
    h("p", { class: "mytable__name" }, draw.label || say(tables.length > 1 ? "your_table_first" : "your_table")),
    h("strong", { class: "mytable__number" }, String(first)),
    ...(later.length
      ? [h("ol", { class: "mytable__later" }, ...later.map((table, index) => h("li", {}, h("span", {}, say("round_number", { number: index + 2 })), h("strong", {}, String(table)))))]
      : []),
  );
}
