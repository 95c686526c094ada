// The list of interviews on this phone: not finished, waiting for signal, arrived.

import { arrived, discard, kept, onChange } from "./record-drawer.js";
import { say } from "../reports/words.js";

const root = document.getElementById("recorder");
const box = document.getElementById("kept");
const list = box.querySelector("[data-kept-list]");

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function stateWords(one) {
  if (one.fault === "refused") return say("refused", { why: one.why });
  if (one.fault) return say(one.fault);
  if (one.state === "draft") return say("draft");
  return navigator.onLine ? say("going") : say("ready");
}

function link(words, href) {
  const made = make("a", "button", words);
  made.href = href;
  return made;
}

function button(words, className, act) {
  const made = make("button", `button ${className}`, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function line(one, onOpen) {
  const item = make("li", "kept-line");
  item.dataset.state = one.state;
  const words = make("div");
  words.append(make("p", "kept-line__title", one.title), make("p", "soft", stateWords(one)));
  const ways = make("div", "row row--tight");
  if (one.fault === "sign_in") ways.append(link(say("open"), root.dataset.signIn));
  if (one.fault === "other") ways.append(link(say("open"), root.dataset.node + one.node + "/"));
  else ways.append(button(say("continue"), "", () => onOpen(one.key)));
  ways.append(
    button(say("delete"), "button--quiet", () => {
      if (confirm(say("delete_sure"))) discard(one.key);
    }),
  );
  item.append(words, ways);
  return item;
}

function arrival({ title, node }) {
  const item = make("li", "kept-line");
  item.dataset.state = "sent";
  const words = make("div");
  words.append(make("p", "kept-line__title", title), make("p", "soft", say("sent")));
  item.append(words, link(say("open"), root.dataset.node + node + "/"));
  return item;
}

// Every interview but the one that is on the screen.
export function showKept({ onOpen, present }) {
  async function draw() {
    const waiting = (await kept()).filter((one) => one.programme === root.dataset.programme && one.key !== present());
    const gone = (await arrived()).slice(0, 5);
    list.replaceChildren(...waiting.map((one) => line(one, onOpen)), ...gone.map(arrival));
    box.hidden = list.children.length === 0;
  }
  const drawSafely = () => draw().catch(() => {});
  onChange(drawSafely);
  addEventListener("online", drawSafely);
  addEventListener("offline", drawSafely);
  drawSafely();
  return drawSafely;
}
