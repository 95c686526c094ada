// Building and keeping elements: small on purpose, so that a phone on a poor line has it at once.

import { data } from "../reports/words.js";
import { icon as drawn } from "../web/icon.js";

// h("button", { class: "button", onclick: act, "aria-label": "…" }, "words", child)
export function h(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const icon = (name, extra = "") => drawn(name, data("sprite"), extra);

// Makes the children of `parent` be those of `items`, in order, keeping the elements that stay:
// focus, open menus and half-typed words live on through every change.
export function keyed(parent, items, keyOf, make, update = () => {}) {
  const wanted = new Set(items.map((item) => String(keyOf(item))));
  const present = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) present.set(child.dataset.key, child);
    else child.remove();
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let element = present.get(key);
    if (!element) {
      element = make(item);
      element.dataset.key = key;
    }
    update(element, item);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

// Changes words only when they differ: what a screen reader reads is not touched for nothing.
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
