// This phone as a bus's position. Off until somebody agrees and presses; ends by the button, when
// the page is closed, and on the server five minutes after the last position.

import { inCity } from "../web/city.js";

const root = document.getElementById("share");
const form = document.getElementById("share-form");
const words = JSON.parse(document.getElementById("share-words").textContent);
/** @param {string} id */
const find = (id) => document.getElementById(id);

class Sharing {
  /**
   * @param {string} secret
   * @param {number} everyS
   */
  constructor(secret, everyS) {
    this.secret = secret;
    this.everyMs = everyS * 1000;
    this.sentAt = 0;
    /** @type {{ lat: number, lon: number, accuracy_m: number, speed_m_s: number | null } | null} */
    this.fix = null;
    this.busy = false;
    this.over = false;
    this.watch = 0;
    this.timer = 0;
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    this.seen = () => void (document.visibilityState === "visible" && this.#stayAwake());
    this.left = () => {
      fetch(inCity(root.dataset.end), { method: "POST", headers: this.headers, keepalive: true });
    };
  }

  start() {
    this.watch = navigator.geolocation.watchPosition(
      ({ coords }) => this.#take(coords),
      ({ code }) => say(code === 1 ? words.denied : words.lost),
      { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 },
    );
    this.timer = setInterval(() => this.#send(), this.everyMs);
    this.#stayAwake();
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("pagehide", this.left);
  }

  get headers() {
    return { Authorization: `Bearer ${this.secret}`, "Content-Type": "application/json" };
  }

  /** @param {string} message */
  async stop(message) {
    this.over = true;
    navigator.geolocation.clearWatch(this.watch);
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("pagehide", this.left);
    this.lock?.release().catch(() => null);
    await fetch(inCity(root.dataset.end), { method: "POST", headers: this.headers }).catch(() => null);
    show(false);
    trouble(message);
  }

  /** @param {GeolocationCoordinates} coords */
  #take({ latitude, longitude, accuracy, speed }) {
    this.fix = { lat: latitude, lon: longitude, accuracy_m: accuracy, speed_m_s: speed ?? null };
    if (Date.now() - this.sentAt >= this.everyMs) this.#send();
  }

  async #send() {
    if (!this.fix || this.busy) return;
    this.busy = true;
    this.sentAt = Date.now();
    try {
      const body = JSON.stringify(this.fix);
      const answer = await fetch(inCity(root.dataset.here), { method: "POST", headers: this.headers, body });
      if (answer.status === 404) return void this.stop(words.over);
      if (!answer.ok) return void say(answer.status === 429 ? words.busy : words.lost);
      const { shown, off_m: off } = await answer.json();
      say(shown ? words.shown : off === null ? words.vague : words.off);
    } catch {
      say(words.lost);
    } finally {
      this.busy = false;
    }
  }

  async #stayAwake() {
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.over) return void lock.release(); // it ended while the lock was asked for
      this.lock = lock;
      find("share-awake").textContent = words.awake;
    } catch {
      find("share-awake").textContent = words.asleep;
    }
  }
}

/** @type {Sharing | null} */
let sharing = null;

/** @param {string} sentence */
function say(sentence) {
  const state = find("share-state");
  if (state.textContent !== sentence) state.textContent = sentence;
}

/** @param {string} sentence */
function trouble(sentence) {
  find("share-trouble").textContent = sentence;
  find("share-trouble").hidden = !sentence;
}

/** @param {boolean} isOn */
function show(isOn) {
  form.hidden = isOn;
  find("share-live").hidden = !isOn;
  (isOn ? find("share-end") : find("share-line")).focus();
}

async function begin() {
  const option = find("share-line").selectedOptions[0];
  const asked = {
    line: option.value,
    direction: Number(option.dataset.direction),
    carrier: form.querySelector("[name=carrier]:checked").value,
    consents: find("share-consent").checked,
  };
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(inCity(root.dataset.begin), { method: "POST", headers, body: JSON.stringify(asked) });
  if (!answer.ok) return trouble(answer.status === 429 ? words.busy : words.trouble);
  const { secret, every_s: everyS } = await answer.json();
  trouble("");
  find("share-what").textContent = option.textContent;
  say(words.asking);
  show(true);
  const begun = new Sharing(secret, everyS);
  sharing = begun;
  return begun.start();
}

form?.addEventListener("change", () => {
  find("share-begin").disabled = !(find("share-consent").checked && find("share-line").value);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!navigator.geolocation) return trouble(words.denied);
  return begin().catch(() => trouble(words.trouble));
});
find("share-end")?.addEventListener("click", () => sharing?.stop(words.ended));
