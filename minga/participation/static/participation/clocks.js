// Timers that run by the server's clock, so that every phone and the wall show the same second.

import { say } from "../reports/words.js";
import { h, keyed, write } from "./dom.js";

/** @typedef {import("./room.js").Room} Room */

const SHOWN_AFTER_MS = 5 * 60_000;

/** @type {(room: Pick<Room, "skew">, timer: { ends_at: string }) => number} */
export const leftOf = (room, timer) => Date.parse(timer.ends_at) - Date.now() - room.skew;

/** @param {Room} room */
export function running(room) {
  const timers = [...room.timers.values()];
  return timers.filter((timer) => !timer.stopped_at && leftOf(room, timer) > -SHOWN_AFTER_MS);
}

/** @param {number} left  in milliseconds */
export function clockFace(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// Draws the running timers into `element` and keeps them going. `extra(timer)`: more elements.
/**
 * @param {Part} element
 * @param {Room} room
 * @param {{ onEnd?: (timer: Wire.Timer) => void, extra?: (timer: Wire.Timer) => Node[] }} [told]
 */
export function showTimers(element, room, { onEnd = () => {}, extra = () => [] } = {}) {
  const rung = new Set();

  function draw() {
    const timers = running(room);
    element.hidden = timers.length === 0;
    keyed(element, timers, ({ timer }) => timer, make, update);
  }

  /** @param {Wire.Timer} timer */
  function make(timer) {
    const face = h("strong", { class: "clock__face", role: "timer", "aria-live": "off" });
    return h("div", { class: "clock" }, h("span", { class: "clock__name" }, timer.label || say("timer")), face, ...extra(timer));
  }

  /** @type {(card: Part, timer: Wire.Timer) => void} */
  function update(card, timer) {
    const left = leftOf(room, timer);
    write(card.querySelector(".clock__face"), clockFace(left));
    card.dataset.left = left <= 0 ? "none" : left <= 60_000 ? "little" : "much";
    if (left > 0) rung.delete(timer.timer);
    else if (!rung.has(timer.timer)) {
      rung.add(timer.timer);
      if (left > -3000) onEnd(timer);
    }
  }

  setInterval(draw, 250);
  return draw;
}
