// Building and keeping elements: small on purpose, so that a phone on a poor line has it at once.

import { data } from "../reports/words.js";
import { icon as drawn } from "../web/icon.js";

// h("button", { class: "button", onclick: act, "aria-label": "…" }, "words", child)
/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} about
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {HTMLElementTagNameMap[T] & Part}
 */
export function h(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return /** @type {HTMLElementTagNameMap[T] & Part} */ (element);
}

/** @type {(name: string, extra?: string) => SVGSVGElement} */
export const icon = (name, extra = "") => drawn(name, data("sprite"), extra);

// Makes the children of `parent` be those of `items`, in order, keeping the elements that stay:
// focus, open menus and half-typed words live on through every change.
/**
 * @template T
 * @param {Element} parent
 * @param {Iterable<T> & T[]} items
 * @param {(item: T) => string | number} keyOf
 * @param {(item: T) => HTMLElement} make
 * @param {(element: Part, item: T) => void} [update]
 */
export function keyed(parent, items, keyOf, make, update = () => {}) {
  const wanted = new Set(items.map((item) => String(keyOf(item))));
  const present = new Map();
  for (const child of /** @type {Part[]} */ ([...parent.children])) {
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
    if (next && element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

// Changes words only when they differ: what a screen reader reads is not touched for nothing.
/** @type {(element: Element, words: string) => void} */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
