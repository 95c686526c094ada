// "I am on this one": the buses of the chosen line that say where they are, on its way between where
// one got on and where one gets off. Of the ride only line and direction are asked for.

import { say, sayCount } from "../reports/words.js";

const ABOUT_M = 400; // a bus tells its place late, and people remember theirs roughly
const byId = (id) => document.getElementById(id);

export function busList(page) {
  let asked = 0;
  const chosen = () => byId("buses").querySelector(":checked")?.value ?? "";

  function row(value, words, isChosen) {
    const [label, radio, span] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    Object.assign(radio, { type: "radio", name: "vehicle", value, checked: isChosen });
    span.textContent = words;
    label.className = "check";
    label.append(radio, span);
    return label;
  }

  function inWords({ label, near, heard_s: seconds, simulated }) {
    const told = [
      label || say("bus_unnamed"),
      near ? say("bus_beside", { stop: near }) : say("bus_between"),
      say("bus_heard", { seconds }),
      simulated && say("bus_simulated"),
    ];
    return told.filter(Boolean).join(" · ");
  }

  function show(found) {
    const before = chosen();
    const kept = found.some(({ id }) => id === before) ? before : "";
    byId("buses").replaceChildren(
      ...found.map((one) => row(one.id, inWords(one), one.id === kept)),
      row("", say("bus_unknown"), !kept),
    );
    byId("buses-count").textContent = found.length ? sayCount("buses", found.length) : say("buses_none");
    page.dataset.buses = found.length;
  }

  return {
    chosen,
    // Null for metres that nobody knows.
    async look({ line, way, fromM, toM }) {
      const turn = ++asked;
      const address = new URL(page.dataset.seen.replace("LINE", encodeURIComponent(line)), location.href);
      address.searchParams.set("way", way);
      const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
      const told = answer?.ok ? await answer.json() : { buses: [] };
      if (turn !== asked) return;
      const isOn = ({ metres }) => metres >= (fromM ?? 0) - ABOUT_M && metres <= (toM ?? Infinity);
      show(told.buses.filter(isOn));
    },
  };
}
