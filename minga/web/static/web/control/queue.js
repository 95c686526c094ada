// The queue in the page: rows come, change and go without moving what the operator looks at.
//
// A row is inserted by its number (newest first). When the list is scrolled, or the keyboard is in
// it, the view is held where it is and a pill says how many came above. A row that no longer fits
// the filter stays, dimmed, while it is the chosen one.

import { word } from "./words.js";

const MOST_ROWS = 400;
const SPARE_PX = 600;
const NEW_MS = 6000;

export class Queue {
  /**
   * @param {Part} section
   * @param {{ onNew?: (lines: Part[]) => void }} told
   */
  constructor(section, { onNew = () => {} } = {}) {
    this.section = section;
    this.onNew = onNew;
    this.chosen = "";
    this.unseen = 0;
    section.addEventListener("click", (event) => {
      if (event.target.closest("#queue-pill")) this.toTop();
    });
    section.addEventListener("scroll", () => this.#scrolled(), { capture: true, passive: true });
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  get list() {
    return this.section.querySelector("#queue-list");
  }

  /** @returns {Element} */
  get scroller() {
    const own = this.section.querySelector("#queue-scroll");
    return getComputedStyle(own).overflowY === "visible" ? (document.scrollingElement ?? own) : own;
  }

  get lines() {
    return [...this.list.children];
  }

  /** @type {(receipt: string) => Part | null} */
  line(receipt) {
    return document.getElementById(`line-${receipt}`);
  }

  // The whole queue anew: after a filter, or when the stream cannot tell what was missed.
  /** @param {string} html */
  replace(html) {
    const focused = document.activeElement?.closest?.(".line")?.dataset.receipt;
    this.section.innerHTML = html;
    this.unseen = 0;
    this.choose(this.chosen);
    if (focused) this.line(focused)?.querySelector("a").focus({ preventScroll: true });
  }

  // `wanted` were asked for; those without a row in `html` no longer fit the filter.
  /** @type {(wanted: string[], html: string) => Part[]} */
  patch(wanted, html) {
    /** @type {Map<string, Part>} */
    const fresh = new Map();
    const box = document.createElement("template");
    box.innerHTML = html;
    for (const line of box.content.querySelectorAll(".line")) fresh.set(line.dataset.receipt, line);
    /** @type {Part[]} */
    const come = [];
    this.#held(() => {
      for (const receipt of wanted) {
        const line = fresh.get(receipt);
        const old = this.line(receipt);
        if (line && old) this.#renew(old, line);
        else if (line) this.#insert(line) && come.push(line);
        else if (old) this.#leave(old);
      }
    });
    this.#trim();
    this.#none();
    if (come.length) this.#arrived(come);
    return [...fresh.values()];
  }

  /** @param {string} html */
  append(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const known = new Set(this.lines.map((line) => line.dataset.receipt));
    const more = [...box.content.querySelectorAll(".line")].filter(
      (line) => !known.has(line.dataset.receipt),
    );
    this.list.append(...more);
    const link = box.content.querySelector("#queue-more");
    this.section.querySelector("#queue-more").replaceWith(link);
    more[0]?.querySelector("a").focus();
  }

  /** @param {string} receipt */
  choose(receipt) {
    if (this.chosen !== receipt) this.line(this.chosen)?.classList.contains("is-leaving") && this.line(this.chosen)?.remove();
    this.chosen = receipt;
    for (const link of this.list.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    this.line(receipt)?.querySelector("a").setAttribute("aria-current", "true");
    this.#none();
  }

  // The row that the keyboard moves to, `step` rows from the focused or the chosen one.
  /** @type {(step: number) => string | undefined} */
  step(step) {
    const lines = this.lines;
    const here = document.activeElement?.closest?.(".line") ?? this.line(this.chosen);
    const at = here ? lines.indexOf(here) : step > 0 ? -1 : 0;
    const next = lines[Math.max(0, Math.min(lines.length - 1, at + step))];
    next?.querySelector("a").focus();
    next?.scrollIntoView({ block: "nearest" });
    return next?.dataset.receipt;
  }

  toTop() {
    this.scroller.scrollTo({ top: 0 });
    this.lines[0]?.querySelector("a").focus({ preventScroll: true });
    this.unseen = 0;
    this.#pill();
  }

  /** @param {string} html */
  counts(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    for (const fresh of box.content.querySelectorAll("[data-count]")) {
      const shown = this.section.querySelector(`[data-count="${fresh.dataset.count}"]`);
      if (shown && shown.textContent !== fresh.textContent) shown.textContent = fresh.textContent;
    }
  }

  /** @param {() => void} change */
  #held(change) {
    const { scroller } = this;
    const inList = this.list.contains(document.activeElement);
    const hold = inList
      ? document.activeElement?.closest(".line")
      : scroller.scrollTop > 8 && this.lines.find((line) => line.getBoundingClientRect().bottom > this.#top());
    const before = hold ? hold.getBoundingClientRect().top : 0;
    change();
    if (hold && hold.isConnected) scroller.scrollTop += hold.getBoundingClientRect().top - before;
  }

  #top() {
    return Math.max(0, this.section.querySelector("#queue-scroll").getBoundingClientRect().top);
  }

  /** @type {(old: Part, line: Part) => void} */
  #renew(old, line) {
    if (old.dataset.changed === line.dataset.changed && old.className === line.className) return;
    const focused = old.contains(document.activeElement);
    const isChosen = old.dataset.receipt === this.chosen;
    old.replaceWith(line);
    const link = line.querySelector("a");
    if (isChosen) link.setAttribute("aria-current", "true");
    if (focused) link.focus({ preventScroll: true });
    line.classList.add("is-touched");
    setTimeout(() => line.classList.remove("is-touched"), NEW_MS);
  }

  // False when the row belongs further down than what is loaded.
  /** @param {Part} line */
  #insert(line) {
    const number = Number(line.dataset.id);
    const below = this.lines.find((other) => Number(other.dataset.id) < number);
    const all = this.section.querySelector("#queue-more").hidden;
    if (!below && !all) return false;
    this.list.insertBefore(line, below ?? null);
    line.classList.add("is-new");
    setTimeout(() => line.classList.remove("is-new"), NEW_MS);
    return true;
  }

  /** @param {Part} line */
  #leave(line) {
    const isLookedAt = line.dataset.receipt === this.chosen || line.contains(document.activeElement);
    if (!isLookedAt) return line.remove();
    line.classList.add("is-leaving");
    line.addEventListener("focusout", () => line.dataset.receipt !== this.chosen && line.remove(), {
      once: true,
    });
  }

  // Old rows far below what is looked at go, so that a day of reports does not weigh on the page.
  #trim() {
    const far = Math.min(innerHeight, this.scroller.getBoundingClientRect().bottom) + SPARE_PX;
    const extra = this.lines.slice(MOST_ROWS).filter((line) => line.getBoundingClientRect().top > far);
    if (!extra.length) return;
    for (const line of extra) line.remove();
    const more = this.section.querySelector("#queue-more");
    const link = more.querySelector("a");
    const last = this.lines[this.lines.length - 1].dataset.id;
    const address = new URL(link.href);
    address.searchParams.set("after", last);
    link.href = String(address);
    link.dataset.after = last;
    more.hidden = false;
  }

  /** @param {Part[]} lines */
  #arrived(lines) {
    const top = this.#top();
    const above = lines.filter((line) => line.getBoundingClientRect().top < top - 4);
    this.unseen += above.length;
    this.#pill();
    this.onNew(lines);
  }

  #scrolled() {
    if (this.unseen && this.scroller.scrollTop < 8) {
      this.unseen = 0;
      this.#pill();
    }
  }

  #pill() {
    const pill = this.section.querySelector("#queue-pill");
    pill.hidden = !this.unseen;
    pill.textContent = this.unseen === 1 ? word("pillOne") : word("pillMany", { count: this.unseen });
  }

  #none() {
    this.section.querySelector("#queue-none").hidden = this.list.children.length > 0;
  }
}
