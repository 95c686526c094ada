// What one key does in public waits a moment, shown, and can be undone by Esc, Z or a button.
//
// Only a key: whoever presses a button has aimed at it. When the page closes in between, what waits
// is sent at once, so that nothing meant is lost; another key's act sends the one before it.

import { word } from "./words.js";

export const MOMENT_MS = 5000;

/**
 * @typedef {{ form: Part, what: string, body: FormData, timer: number }} Waiting
 */

export class Moment {
  /** @type {Waiting | null} */
  #waiting = null;

  /** @param {{ show: (what: string) => void, hide: (isUndone: boolean) => void, fail: (what: string) => void }} told */
  constructor({ show, hide, fail }) {
    this.show = show;
    this.hide = hide;
    this.fail = fail;
    addEventListener("pagehide", () => this.#post({ keepalive: true }));
  }

  /** @type {(form: Part, what: string) => void} */
  begin(form, what) {
    if (this.#waiting?.form === form) return;
    this.#post();
    const body = new FormData(/** @type {HTMLFormElement} */ (/** @type {unknown} */ (form)));
    this.#waiting = { form, what, body, timer: setTimeout(() => this.send(), MOMENT_MS) };
    this.show(what);
  }

  undo() {
    if (!this.#take()) return false;
    this.hide(true);
    return true;
  }

  #take() {
    const waiting = this.#waiting;
    if (waiting) clearTimeout(waiting.timer);
    this.#waiting = null;
    return waiting;
  }

  get isWaiting() {
    return this.#waiting !== null;
  }

  // As its button would, while it is on the page; otherwise beside it.
  send() {
    if (!this.#waiting) return;
    const { form } = this.#waiting;
    if (!form.isConnected) {
      this.#post();
      return;
    }
    this.#take();
    this.hide(false);
    form.requestSubmit();
  }

  async #post({ keepalive = false } = {}) {
    const waiting = this.#take();
    if (!waiting) return;
    this.hide(false);
    const { form, body, what } = waiting;
    try {
      // A redirect says that it was done; one to the door would be followed to a page without it.
      const answer = await fetch(form.action, { method: "POST", body, keepalive });
      if (!answer.ok || new URL(answer.url || form.action, location.href).searchParams.has("next")) this.fail(what);
    } catch {
      this.fail(what);
    }
  }
}

// The moment as a strip at the foot of the page.
export function openMoment() {
  const strip = Object.assign(document.createElement("div"), { className: "moment notice notice--warn", hidden: true });
  const words = document.createElement("p");
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: word("undo") });
  words.setAttribute("role", "status");
  strip.append(words, undo);
  document.body.append(strip);
  let hiding = 0;
  /** @type {(text: string, isAsking: boolean) => void} */
  const tell = (text, isAsking) => {
    clearTimeout(hiding);
    words.textContent = text;
    undo.hidden = !isAsking;
    strip.hidden = !text;
    if (text && !isAsking) hiding = setTimeout(() => tell("", false), MOMENT_MS);
  };
  const moment = new Moment({
    show: (what) => tell(word("moment", { what, count: MOMENT_MS / 1000 }), true),
    hide: (isUndone) => tell(isUndone ? word("undone") : "", false),
    fail: (what) => tell(word("notDone", { what }), false),
  });
  undo.addEventListener("click", () => moment.undo());
  return moment;
}

// A button of the panel, pressed by its key.
/** @type {(moment: Moment, button: Part) => void} */
export function pressByKey(moment, button) {
  const form = button.closest("form[data-act]");
  if (!form) return button.click();
  const label = /** @type {Part} */ (button.cloneNode(true));
  label.querySelector("kbd")?.remove();
  moment.begin(form, label.textContent.trim());
}
