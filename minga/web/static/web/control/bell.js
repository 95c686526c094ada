// Sound and title for a new report. Off until the operator turns it on; the choice stays here.
//
// The tones are made in the browser. A page may only sound after somebody has touched it, so after
// a reload the first click or key wakes the bell again.

import { word } from "./words.js";

const KEY = "minga.bell";
const APART_MS = 1500;
// Frequency in Hz, start and length in seconds.
const TUNES = {
  new: [[660, 0, 0.16], [880, 0.17, 0.22]],
  urgent: [[880, 0, 0.14], [660, 0.16, 0.14], [880, 0.32, 0.14], [660, 0.48, 0.26]],
  overdue: [[990, 0, 0.12], [990, 0.2, 0.12], [990, 0.4, 0.12], [740, 0.6, 0.4]],
};
const LOUDER = ["new", "urgent", "overdue"];

/** @typedef {keyof typeof TUNES} Tune */

export class Bell {
  /** @param {Part} button */
  constructor(button) {
    this.button = button;
    this.isOn = read();
    this.count = 0;
    this.title = document.title;
    /** @type {AudioContext | null} */
    this.sound = null;
    this.rangAt = 0;
    this.rang = "";
    button.hidden = false;
    button.addEventListener("click", () => this.turn(!this.isOn));
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.#wake());
    addEventListener("focus", () => this.#seen());
    document.addEventListener("visibilitychange", () => this.#seen());
    this.#show();
  }

  /** @param {boolean} on */
  turn(on) {
    this.isOn = on;
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // The choice then lasts as long as the page.
    }
    this.#show();
    if (on) {
      this.#wake();
      this.#play("new");
    } else {
      this.#seen(true);
    }
    return word(on ? "bellOn" : "bellOff");
  }

  // `kind` is "new", "urgent" or "overdue"; many at once ring once, the gravest of them.
  /** @param {Tune} kind */
  ring(kind, many = 1) {
    if (!this.isOn) return;
    if (document.hidden || !document.hasFocus()) {
      this.count += many;
      document.title = `(${this.count}) ${this.title}`;
    }
    const isGraver = LOUDER.indexOf(kind) > LOUDER.indexOf(this.rang);
    if (Date.now() - this.rangAt < APART_MS && !isGraver) return;
    this.rangAt = Date.now();
    this.rang = kind;
    this.#play(kind);
  }

  /** @param {Tune} kind */
  #play(kind) {
    const { sound } = this;
    if (!sound || sound.state !== "running") return;
    for (const [hertz, start, length] of TUNES[kind]) {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const from = sound.currentTime + start;
      tone.type = "sine";
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.22, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
      tone.connect(volume).connect(sound.destination);
      tone.start(from);
      tone.stop(from + length);
    }
    this.button.dataset.rang = kind;
  }

  #wake() {
    if (!this.isOn || !("AudioContext" in window)) return;
    this.sound ??= new AudioContext();
    if (this.sound.state === "suspended") this.sound.resume().catch(() => {});
  }

  #seen(always = false) {
    if (!always && (document.hidden || !this.count)) return;
    this.count = 0;
    document.title = this.title;
  }

  #show() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
  }
}

function read() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}
