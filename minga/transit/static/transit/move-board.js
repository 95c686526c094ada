// A shelter's display: clock, rows that renew themselves, and when the network is lost, since when.
// What has left goes by itself, so that even an old board tells nothing false for long.

import { inCity } from "../web/city.js";

const EVERY_MS = 20_000;
const TICK_MS = 1000;
const GONE_AFTER_MS = 30_000;
const TURN_MS = 10_000;
const STILL_MS = 60_000;
const SOON_MIN = 60;

const board = document.getElementById("board");
const clock = document.querySelector("[data-clock]");
const lost = document.querySelector("[data-lost]");
const language = document.documentElement.lang;
const hours = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: board.dataset.zone, // the city's, whatever the display thinks
});
let toldAt = new Date();
let turn = 0;
let stillUntil = 0;

function tick() {
  const now = Date.now();
  clock.textContent = hours.format(now);
  clock.dateTime = new Date(now).toISOString();
  for (const row of board.querySelectorAll("[data-leaves]")) {
    const left = Date.parse(row.dataset.leaves) - now;
    if (left < -GONE_AFTER_MS) {
      row.remove();
      continue;
    }
    const minutes = Math.floor(left / 60_000);
    const words = row.querySelector("[data-minutes]");
    if (!words) continue;
    const { now: atOnce, min } = board.dataset;
    words.textContent = minutes < 1 ? atOnce : minutes < SOON_MIN ? min.replace("COUNT", String(minutes)) : "";
  }
}

// A display cannot be scrolled: rows without room come in their turn, the soonest first.
function fit() {
  const isDisplay = innerWidth >= 640;
  document.body.classList.toggle("is-fitted", isDisplay);
  const rows = [...board.querySelectorAll(".board__row")];
  for (const row of rows) row.hidden = false;
  const screens = isDisplay ? screensOf(rows) : [rows];
  const now = turn % screens.length;
  for (const row of rows) row.hidden = !screens[now].includes(row);
  document.querySelector("[data-turn]").textContent = screens.length > 1 ? `${now + 1} / ${screens.length}` : "";
}

/** @param {Part[]} rows */
function screensOf(rows) {
  const room = rows.length ? board.getBoundingClientRect().bottom - rows[0].getBoundingClientRect().top + 1 : 0;
  /** @type {Part[][]} */
  const screens = [[]];
  let used = 0;
  for (const row of rows) {
    const { height } = row.getBoundingClientRect();
    if (used + height > room && screens[screens.length - 1].length) {
      screens.push([]);
      used = 0;
    }
    screens[screens.length - 1].push(row);
    used += height;
  }
  return screens;
}

async function renew() {
  try {
    const answer = await fetch(inCity(board.dataset.source), { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector("[data-made]")) throw new Error("not a board"); // a page of somebody's WiFi
    board.replaceChildren(...fresh.body.childNodes);
    toldAt = new Date();
    lost.hidden = true;
  } catch {
    lost.textContent = lost.dataset.words.replace("TIME", hours.format(toldAt));
    lost.hidden = false;
  }
  tick();
  fit();
}

tick();
fit();
document.fonts?.ready.then(fit);
addEventListener("resize", fit);
setInterval(tick, TICK_MS);
setInterval(renew, EVERY_MS);
setInterval(() => {
  if (Date.now() < stillUntil) return;
  turn += 1;
  fit();
}, TURN_MS);
// Whoever touches it or presses a key reads in peace for a minute.
const stay = () => (stillUntil = Date.now() + STILL_MS);
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, stay);
addEventListener("online", renew);
addEventListener("offline", renew);
