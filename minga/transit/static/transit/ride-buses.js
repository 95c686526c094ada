// "I am on this one": the buses of the chosen line that say where they are, on its way between where
// one got on and where one gets off. Of the ride only line and direction are asked for.

import { say, sayCount } from "../reports/words.js";

const ABOUT_M = 400; // a bus tells its place late, and people remember theirs roughly
/** @param {string} id */
const byId = (id) => document.getElementById(id);

/** @param {Part} page */
export function busList(page) {
  let asked = 0;
  const chosen = () => byId("buses").querySelector(":checked")?.value ?? "";

  /** @type {(value: string, words: string, isChosen: boolean) => HTMLElement} */
  function row(value, words, isChosen) {
    const [label, radio, span] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    Object.assign(radio, { type: "radio", name: "vehicle", value, checked: isChosen });
    span.textContent = words;
    label.className = "check";
    label.append(radio, span);
    return label;
  }

  /** @param {Wire.Bus} bus */
  function inWords({ label, near, heard_s: seconds, simulated }) {
    const parts = [
      label || say("bus_unnamed"),
      near ? say("bus_beside", { stop: near }) : say("bus_between"),
      say("bus_heard", { seconds }),
      simulated && say("bus_simulated"),
    ];
    return parts.filter(Boolean).join(" · ");
  }

  /** @param {Wire.Bus[]} buses */
  function show(buses) {
    const before = chosen();
    const kept = buses.some(({ id }) => id === before) ? before : "";
    byId("buses").replaceChildren(
      ...buses.map((bus) => row(bus.id, inWords(bus), bus.id === kept)),
      row("", say("bus_unknown"), !kept),
    );
    byId("buses-count").textContent = buses.length ? sayCount("buses", buses.length) : say("buses_none");
    page.dataset.buses = String(buses.length);
  }

  return {
    chosen,
    // Null for metres that nobody knows.
    /** @param {{ line: string, way: string, fromM?: number | null, toM?: number | null }} ride */
    async look({ line, way, fromM, toM }) {
      const turn = ++asked;
      const address = new URL(page.dataset.seen.replace("LINE", encodeURIComponent(line)), location.href);
      address.searchParams.set("way", way);
      const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
      /** @type {{ buses: Wire.Bus[] }} */
      const { buses } = answer?.ok ? await answer.json() : { buses: [] };
      if (turn !== asked) return;
      /** @param {Wire.Bus} bus */
      const isOn = ({ metres }) => metres >= (fromM ?? 0) - ABOUT_M && metres <= (toM ?? Infinity);
      show(buses.filter(isOn));
    },
  };
}
