// What waits in the phone: how many, which, since when, and why. Nothing here is public yet.

import { iconOf, sinceWords } from "./entries.js";
import { pump } from "./pump.js";
import { discard, onChange, waiting } from "./queue.js";
import { data, say, sayCount } from "./words.js";

/** @typedef {import("./store.js").Kept} Kept */
/** @typedef {(report: Kept) => void} OnMend */

const box = document.getElementById("waiting");
const counter = box.querySelector("[data-waiting-count]");
const said = box.querySelector("[data-waiting-said]");
const fold = box.querySelector("details");
const list = box.querySelector("[data-waiting-list]");

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {(Node | string)[]} inside
 */
function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

/** @type {(words: string, className: string, act: () => void) => HTMLElement} */
function action(words, className, act) {
  const button = element("button", `button ${className}`, words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

/** @param {Kept} report */
function stateWords(report) {
  if (report.fault) return report.fault.errors.map((fault) => fault.message).join(" ");
  if (report.receipt) return say("waiting_files", { receipt: report.receipt });
  if (report.held) return say("waiting_held", { time: clock(report.retryAt) });
  if (!navigator.onLine) return say("waiting_signal");
  return report.tries ? say("waiting_again", { time: clock(report.retryAt) }) : say("waiting_going");
}

/** @param {number} moment */
function clock(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { timeStyle: "medium" });
}

/** @type {(report: Kept, onMend?: OnMend) => HTMLElement} */
function entry(report, onMend) {
  const sprite = data("sprite");
  const words = element("div", "kept__words");
  words.append(element("p", "kept__what", report.shown.category));
  words.append(element("p", "soft", report.shown.where));
  if (report.shown.text) words.append(element("p", "kept__text", report.shown.text));
  const sign = report.fault ? "triangle-alert" : navigator.onLine ? "clock" : "wifi-off";
  const state = element("p", "kept__state", iconOf(sign, sprite), stateWords(report));
  const since = element("p", "soft small", say("waiting_since", { since: sinceWords(new Date(report.at).toISOString()) }));
  words.append(state, since);
  const item = element("li", `kept card${report.fault ? " has-fault" : ""}`, element("span", "tile", iconOf(report.shown.icon, sprite)), words);
  if (!report.receipt) item.append(ways(report, onMend));
  return item;
}

/** @type {(report: Kept, onMend?: OnMend) => HTMLElement} */
function ways(report, onMend) {
  const row = element("div", "row row--tight kept__ways");
  if (onMend) row.append(action(say("waiting_mend"), report.fault ? "button--primary" : "", () => onMend(report)));
  row.append(
    action(say("waiting_discard"), "button--quiet", () => {
      if (confirm(say("waiting_sure"))) discard(report.key);
    }),
  );
  return row;
}

/** @param {{ onMend?: OnMend }} told */
export function showWaiting({ onMend }) {
  async function draw() {
    const kept = await waiting();
    box.hidden = kept.length === 0;
    const words = kept.length ? sayCount("waiting", kept.length) : "";
    if (counter.textContent !== words) counter.textContent = said.textContent = words;
    // What needs the person is not left in a fold.
    if (kept.some((report) => report.fault)) fold.open = true;
    list.replaceChildren(...kept.map((report) => entry(report, onMend)));
  }
  const drawSafely = () => draw().catch(() => {});
  onChange(drawSafely);
  addEventListener("online", drawSafely);
  addEventListener("offline", drawSafely);
  box.querySelector("[data-waiting-now]").addEventListener("click", () => pump({ fresh: true }));
  drawSafely();
}
