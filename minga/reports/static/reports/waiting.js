// What waits in the phone: how many, which, since when, and why. Nothing here is public yet.

import { iconOf, sinceWords } from "./entries.js";
import { pump } from "./pump.js";
import { discard, onChange, waiting } from "./queue.js";
import { data, say, sayCount } from "./words.js";

const box = document.getElementById("waiting");
const counter = box.querySelector("[data-waiting-count]");
const said = box.querySelector("[data-waiting-said]");
const fold = box.querySelector("details");
const list = box.querySelector("[data-waiting-list]");

function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

function action(words, className, act) {
  const button = element("button", `button ${className}`, words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function stateWords(one) {
  if (one.fault) return one.fault.errors.map((fault) => fault.message).join(" ");
  if (one.receipt) return say("waiting_files", { receipt: one.receipt });
  if (one.held) return say("waiting_held", { time: clock(one.retryAt) });
  if (!navigator.onLine) return say("waiting_signal");
  return one.tries ? say("waiting_again", { time: clock(one.retryAt) }) : say("waiting_going");
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { timeStyle: "medium" });
}

function entry(one, onMend) {
  const sprite = data("sprite");
  const words = element("div", "kept__words");
  words.append(element("p", "kept__what", one.shown.category));
  words.append(element("p", "soft", one.shown.where));
  if (one.shown.text) words.append(element("p", "kept__text", one.shown.text));
  const sign = one.fault ? "triangle-alert" : navigator.onLine ? "clock" : "wifi-off";
  const state = element("p", "kept__state", iconOf(sign, sprite), stateWords(one));
  const since = element("p", "soft small", say("waiting_since", { since: sinceWords(new Date(one.at).toISOString()) }));
  words.append(state, since);
  const item = element("li", `kept card${one.fault ? " has-fault" : ""}`, element("span", "tile", iconOf(one.shown.icon, sprite)), words);
  if (!one.receipt) item.append(ways(one, onMend));
  return item;
}

function ways(one, onMend) {
  const row = element("div", "row row--tight kept__ways");
  if (onMend) row.append(action(say("waiting_mend"), one.fault ? "button--primary" : "", () => onMend(one)));
  row.append(
    action(say("waiting_discard"), "button--quiet", () => {
      if (confirm(say("waiting_sure"))) discard(one.key);
    }),
  );
  return row;
}

export function showWaiting({ onMend }) {
  async function draw() {
    const kept = await waiting();
    box.hidden = kept.length === 0;
    const words = kept.length ? sayCount("waiting", kept.length) : "";
    if (counter.textContent !== words) counter.textContent = said.textContent = words;
    // What needs the person is not left in a fold.
    if (kept.some((one) => one.fault)) fold.open = true;
    list.replaceChildren(...kept.map((one) => entry(one, onMend)));
  }
  const drawSafely = () => draw().catch(() => {});
  onChange(drawSafely);
  addEventListener("online", drawSafely);
  addEventListener("offline", drawSafely);
  box.querySelector("[data-waiting-now]").addEventListener("click", () => pump({ fresh: true }));
  drawSafely();
}
