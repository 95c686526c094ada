// The facilitator's desk: boards, notes, paper, tables, rounds, timers, people. Each part is a
// module of its own; all of them draw the same room and ask the same door.

import { data, say, sayCount } from "../reports/words.js";
import { stateShower } from "../web/live.js";
import { asker } from "./asking.js";
import { showTimers } from "./clocks.js";
import { h, icon, write } from "./dom.js";
import { openRoom } from "./room.js";
import { openBoards } from "./run-boards.js";
import { openDraws } from "./run-draws.js";
import { openNotes } from "./run-notes.js";
import { openPeople } from "./run-people.js";
import { openPhotos } from "./run-photos.js";
import { openRounds } from "./run-rounds.js";
import { speaker } from "./speaker.js";

/**
 * What the parts of the desk share.
 * @typedef {object} Desk
 * @property {<E extends HTMLElement = Part>(name: string) => E} $
 * @property {ReturnType<typeof speaker>} speak
 * @property {import("./room.js").Door} setup
 * @property {() => Record<string, string>} headers
 * @property {import("./asking.js").Tell} tell
 * @property {import("./room.js").Room} room
 * @property {Wire.Board | null} board  the one the desk looks at
 * @property {Set<string>} chosen  notes
 * @property {() => void} draw
 *
 * @typedef {import("./room.js").News} News
 * @typedef {{ draw: () => void, hear?: (news: News) => void }} DeskPart
 */

/** @type {import("./room.js").Door} */
const setup = data("setup");
/** @type {Desk["$"]} */
const $ = (name) => document.querySelector(`[data-part=${name}]`);
const speak = speaker($("said"));
const asking = asker(setup.door, setup.csrf);
const room = openRoom({ ...setup, source: setup.door, door: "" }, { onChange: changed, onState: stateShower(document.querySelector("[data-live]")) });
/** @type {Desk} */
const desk = { $, speak, setup, headers: asking.headers, tell, room, board: null, chosen: new Set(), draw };
const people = openPeople(desk);
/** @type {DeskPart[]} */
const parts = [openBoards(desk), openNotes(desk, people), openRounds(desk, people), openDraws(desk), people, openPhotos(desk)];
const drawTimers = showTimers($("timers"), room, {
  onEnd: (timer) => speak("timer", say("timer_over", { name: timer.label || say("timer") }), { soon: true }),
  extra: (timer) => [
    h("button", { type: "button", class: "button", onclick: () => tell(`timers/${timer.timer}/add`, { seconds: 60 }) }, icon("plus"), say("add_minute")),
    h("button", { type: "button", class: "button button--quiet", onclick: () => tell(`timers/${timer.timer}/stop`, {}) }, say("stop")),
  ],
});

// Every act of the desk: what goes wrong stands on top, what went well is shown by the room.
/** @type {Desk["tell"]} */
async function tell(path, body, about) {
  const answer = await asking.tell(path, body, about);
  $("trouble").hidden = answer.ok;
  write($("trouble").lastElementChild, answer.words);
  if (answer.ok && about?.method !== "GET") room.refresh();
  return answer;
}

/** @type {(_: unknown, news: News) => void} */
function changed(_, news) {
  for (const part of parts) part.hear?.(news);
  const fresh = (news.told.notes ?? []).filter((note) => note.state === "standing" && !news.changed.get(`notes:${note.note}`)).length;
  if (fresh && !news.first) speak("notes", sayCount("new_notes", fresh));
  draw();
}

function draw() {
  if (!room.workshop) return;
  const isOpen = room.workshop.state === "open";
  document.body.dataset.room = room.workshop.state;
  $("closed").hidden = isOpen;
  document.querySelector("[data-do=close-workshop]").hidden = !isOpen;
  document.querySelector("[data-do=open-workshop]").hidden = isOpen;
  write($("people"), sayCount("people", room.workshop.seats));
  drawTimers();
  for (const part of parts) part.draw();
}

// Small things ---------------------------------------------------------------------------------

/** @param {number} minutes */
function startTimer(minutes) {
  tell("timers", { seconds: Math.round(minutes * 60), label: $("timer").elements.label.value.trim() });
}

$("timer").addEventListener("submit", (event) => {
  event.preventDefault();
  const minutes = Number(document.getElementById("timer-minutes").value);
  if (minutes > 0) startTimer(minutes);
});
$("timer").addEventListener("click", (event) => {
  const minutes = event.target.closest("[data-minutes]")?.dataset.minutes;
  if (minutes) startTimer(Number(minutes));
});

document.addEventListener("click", async (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) {
    await navigator.clipboard?.writeText(copied.dataset.copy).catch(() => {});
    speak("copied", say("copied"), { soon: true });
    if (copied.lastChild) copied.lastChild.textContent = say("copied");
  }
});

// What cannot be undone is pressed twice.
/** @type {(button: Part, words: Part, act: () => void) => void} */
function twice(button, words, act) {
  let sure = false;
  const first = words.textContent;
  button.addEventListener("click", () => {
    if (sure) act();
    sure = !sure;
    write(words, sure ? say("sure") : first);
  });
  button.addEventListener("blur", () => {
    sure = false;
    write(words, first);
  });
}

const close = document.querySelector("[data-do=close-workshop]");
twice(close, close.lastElementChild, () => tell("close", {}));
document.querySelector("[data-do=open-workshop]").addEventListener("click", () => tell("open", {}));
