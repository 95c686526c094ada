// The chosen report beside the queue. htmx fetches and swaps; this keeps focus, scroll and words.

import { dress, isDirty, unfold } from "./dossier.js";
import { openMoment, pressByKey } from "./moment.js";
import { word } from "./words.js";

export class Panel {
  /**
   * @param {Part} side
   * @param {object} told
   * @param {(receipt: string) => string} told.address
   * @param {(receipt: string) => void} told.onChange
   * @param {(dossier: Part | null, found?: { lat: number, lon: number }) => void} told.onPlacing
   * @param {(dossier: Part) => void} told.onCentre
   */
  constructor(side, { address, onChange, onPlacing, onCentre }) {
    this.side = side;
    this.address = address;
    this.onChange = onChange;
    this.onPlacing = onPlacing;
    this.onCentre = onCentre;
    this.box = side.querySelector("#panel");
    this.moment = openMoment();
    this.next = "";
    this.receipt = "";
    this.wanted = "";
    this.kept = "";
    this.quiet = false;
    this.scrolled = 0;
    this.hadFocus = false;
    side.addEventListener("click", (event) => this.#click(event));
    this.box.addEventListener("htmx:beforeSwap", (event) => this.#beforeSwap(event));
    this.box.addEventListener("htmx:afterSwap", () => this.#shown());
    for (const trouble of /** @type {const} */ (["htmx:sendError", "htmx:timeout", "htmx:responseError"])) {
      this.box.addEventListener(trouble, (event) => this.#failed(event));
    }
    this.box.addEventListener("htmx:beforeRequest", (event) => this.#busy(event.target, true));
    this.box.addEventListener("htmx:afterRequest", (event) => this.#busy(event.target, false));
  }

  get dossier() {
    return this.box.querySelector("[data-dossier]");
  }

  get isOpen() {
    return !this.side.hidden;
  }

  // `then` is the key of a verb to unfold, or null to leave the focus where it is. `quiet`: nobody
  // asked, so what somebody unfolds meanwhile stays.
  /** @type {(receipt: string, how?: { then?: string | null, focus?: boolean, quiet?: boolean }) => Promise<void>} */
  async open(receipt, { then = null, focus = false, quiet = false } = {}) {
    this.side.hidden = false;
    document.body.classList.add("has-report");
    const isOther = receipt !== this.receipt;
    this.receipt = this.wanted = receipt;
    this.quiet = quiet;
    if (isOther) {
      this.kept = "";
      this.onPlacing(null);
      this.box.innerHTML = "";
      this.box.append(bones());
      this.onChange(receipt);
    }
    await htmx.ajax("GET", this.address(receipt), { target: this.box, source: this.box, swap: "innerHTML" });
    if (this.wanted !== receipt || !this.dossier) return;
    if (isOther) this.side.querySelector(".side__in").scrollTop = 0;
    htmx.process(this.box); // the answer is here before htmx has looked at its forms
    const key = this.kept || then;
    this.kept = "";
    if (key) this.press(key);
    else if (focus) this.box.querySelector("#dossier-title")?.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.receipt = this.wanted = this.kept = "";
    this.side.hidden = true;
    document.body.classList.remove("has-report");
    this.box.replaceChildren();
    this.onPlacing(null);
    this.onChange("");
  }

  // Press the button of a key, when this report has it now. A key that comes before the report
  // does is kept until then.
  /** @param {string} key */
  press(key) {
    if (this.isOpen && !this.dossier && this.side.getAttribute("aria-busy") === "true") {
      this.kept = key;
      return true;
    }
    const button = this.dossier?.querySelector(`.acts__bar [data-key="${key}"]`);
    if (!button || button.disabled) return false;
    if (this.moment.isWaiting && "opens" in button.dataset) this.#sendFirst(key);
    else pressByKey(this.moment, button);
    return true;
  }

  // What waits is done before the next act begins; its answer brings the forms anew.
  /** @param {string} key */
  #sendFirst(key) {
    this.next = key;
    this.moment.send();
  }

  fold() {
    const open = this.dossier?.querySelector('[data-opens][aria-expanded="true"]');
    if (!open) return false;
    unfold(this.dossier, "", { onPlacing: () => this.onPlacing(null) });
    open.focus();
    return true;
  }

  // A fact named the open report. What somebody is writing is never taken away.
  /** @type {(receipt: string, changed: string) => void} */
  heard(receipt, changed) {
    if (receipt !== this.receipt || !this.dossier || this.dossier.dataset.changed === changed) return;
    if (this.side.getAttribute("aria-busy") === "true") return;
    if (this.#isInUse) this.#offerRefresh();
    else this.open(receipt, { quiet: true });
  }

  get #isInUse() {
    return isDirty(this.dossier) || Boolean(this.dossier.querySelector('[data-opens][aria-expanded="true"]'));
  }

  #offerRefresh() {
    const notices = this.dossier.querySelector("[data-notices]");
    if (notices.querySelector("[data-refreshes]")) return;
    const notice = Object.assign(document.createElement("div"), { className: "notice notice--warn" });
    const words = Object.assign(document.createElement("p"), { textContent: `${word("changed")} ` });
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button button--small",
      textContent: word("refresh"),
    });
    button.dataset.refreshes = "";
    notice.setAttribute("role", "status");
    words.append(button);
    notice.append(words);
    notices.append(notice);
  }

  /** @param {Heard<MouseEvent>} event */
  #click(event) {
    const { target } = event;
    const other = target.closest("[data-opens-report]");
    if (target.closest("[data-closes]")) {
      event.preventDefault();
      this.close();
    } else if (other && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.open(other.dataset.opensReport, { focus: true });
    } else if (target.closest("[data-refreshes]")) {
      this.open(this.receipt);
    } else if (this.moment.isWaiting && target.closest("[data-opens]")) {
      this.#sendFirst(target.closest("[data-opens]").dataset.key);
    } else if (target.closest("[data-centres]")) {
      this.onCentre(this.dossier);
    }
  }

  // A slow answer for a report that is no longer the chosen one stays out.
  /** @param {Heard<HtmxEvent>} event */
  #beforeSwap(event) {
    const isFor = event.detail.serverResponse?.includes(`"${this.wanted}"`);
    if (event.detail.xhr.status === 200 && !isFor) event.detail.shouldSwap = false;
    const isAsked = event.detail.requestConfig.verb === "get";
    if (this.quiet && isAsked && this.dossier && this.#isInUse) {
      event.detail.shouldSwap = false;
      this.#offerRefresh();
    }
    this.scrolled = this.side.querySelector(".side__in").scrollTop;
    this.hadFocus = this.box.contains(document.activeElement);
  }

  #shown() {
    const dossier = this.dossier;
    if (!dossier) return;
    dress(this.box, { onPlacing: (dossier, found) => this.onPlacing(dossier, found) });
    const centre = dossier.querySelector("[data-centres]");
    if (centre) centre.hidden = false;
    const { next } = this;
    this.next = "";
    if (next) setTimeout(() => this.press(next));
    const isFailed = dossier.querySelector("[data-failed]");
    if (isFailed) return;
    this.side.querySelector(".side__in").scrollTop = this.hadFocus ? 0 : this.scrolled;
    // After an act the keyboard goes on from the report's name.
    if (this.hadFocus) dossier.querySelector("#dossier-title")?.focus({ preventScroll: true });
  }

  /** @type {(target: Part, isBusy: boolean) => void} */
  #busy(target, isBusy) {
    this.side.setAttribute("aria-busy", String(isBusy));
    const form = target.closest?.("form");
    for (const button of form?.querySelectorAll("button[type=submit]") ?? []) {
      button.setAttribute("aria-busy", String(isBusy));
      button.disabled = isBusy;
    }
  }

  /** @param {Heard<HtmxEvent>} event */
  #failed(event) {
    this.kept = "";
    const status = event.detail.xhr?.status ?? 0;
    const notice = Object.assign(document.createElement("p"), {
      className: "notice notice--error",
      textContent: status === 404 || status === 403 ? word("gone") : word("failed"),
    });
    notice.setAttribute("role", "alert");
    notice.dataset.trouble = "";
    const place = this.dossier?.querySelector("[data-notices]") ?? this.box;
    place.querySelector("[data-trouble]")?.remove();
    if (place === this.box) place.replaceChildren(notice);
    else place.append(notice);
    notice.scrollIntoView({ block: "nearest" });
  }
}

function bones() {
  const box = document.createElement("div");
  box.className = "dossier dossier--bones";
  box.setAttribute("role", "status");
  box.append(Object.assign(document.createElement("p"), { className: "visually-hidden", textContent: word("loading") }));
  for (const height of ["s", "l", "m", "m", "l"]) {
    box.append(Object.assign(document.createElement("div"), { className: `skeleton skeleton--${height}` }));
  }
  return box;
}
