// The list of interviews on this phone: not finished, waiting for signal, arrived.

import { arrived, discard, kept, onChange } from "./record-drawer.js";
import { say } from "../reports/words.js";

/** @typedef {import("./record-drawer.js").Interview} Interview */

const root = document.getElementById("recorder");
const box = document.getElementById("kept");
const list = box.querySelector("[data-kept-list]");

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 */
function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** @param {Interview} interview */
function stateWords(interview) {
  if (interview.fault === "refused") return say("refused", { why: interview.why ?? "" });
  if (interview.fault) return say(interview.fault);
  if (interview.state === "draft") return say("draft");
  return navigator.onLine ? say("going") : say("ready");
}

/** @type {(words: string, href: string) => HTMLElement} */
function link(words, href) {
  const made = make("a", "button", words);
  made.href = href;
  return made;
}

/** @type {(words: string, className: string, act: () => void) => HTMLElement} */
function button(words, className, act) {
  const made = make("button", `button ${className}`, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** @type {(interview: Interview, onOpen: (key: string) => void) => HTMLElement} */
function line(interview, onOpen) {
  const item = make("li", "kept-line");
  item.dataset.state = interview.state;
  const words = make("div");
  words.append(make("p", "kept-line__title", interview.title), make("p", "soft", stateWords(interview)));
  const ways = make("div", "row row--tight");
  if (interview.fault === "sign_in") ways.append(link(say("open"), root.dataset.signIn));
  if (interview.fault === "other") ways.append(link(say("open"), root.dataset.node + interview.node + "/"));
  else ways.append(button(say("continue"), "", () => onOpen(interview.key)));
  ways.append(
    button(say("delete"), "button--quiet", () => {
      if (confirm(say("delete_sure"))) discard(interview.key);
    }),
  );
  item.append(words, ways);
  return item;
}

/** @param {import("./record-drawer.js").Arrived} arrived */
function arrival({ title, node }) {
  const item = make("li", "kept-line");
  item.dataset.state = "sent";
  const words = make("div");
  words.append(make("p", "kept-line__title", title), make("p", "soft", say("sent")));
  item.append(words, link(say("open"), root.dataset.node + node + "/"));
  return item;
}

// Every interview but the one that is on the screen.
/** @param {{ onOpen: (key: string) => void, present: () => string }} told */
export function showKept({ onOpen, present }) {
  async function draw() {
    const waiting = (await kept()).filter((interview) => interview.programme === root.dataset.programme && interview.key !== present());
    const gone = (await arrived()).slice(0, 5);
    list.replaceChildren(...waiting.map((interview) => line(interview, onOpen)), ...gone.map(arrival));
    box.hidden = list.children.length === 0;
  }
  const drawSafely = () => draw().catch(() => {});
  onChange(drawSafely);
  addEventListener("online", drawSafely);
  addEventListener("offline", drawSafely);
  drawSafely();
  return drawSafely;
}
