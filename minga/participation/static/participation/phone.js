// The workshop on a phone: the present board, one's own notes, dots and stances, table and timer.
// What the room was like is kept on the phone, so that the page opens again without signal.

import { data, say, sayCount } from "../reports/words.js";
import { stateShower } from "../web/live.js";
import { asker } from "./asking.js";
import { makeCard, partsOf, toneOf, updateCard } from "./cards.js";
import { showTimers } from "./clocks.js";
import { openComposer } from "./composer.js";
import { h, icon, keyed, write } from "./dom.js";
import { openEditor } from "./editor.js";
import { drawer, openOutbox } from "./outbox.js";
import { boardsOf, notesOn, openRoom, presentBoard } from "./room.js";
import { speaker } from "./speaker.js";
import { showStances } from "./stances.js";
import { showTables } from "./tables.js";

const PATIENCE_MS = 1500;
/**
 * @typedef {import("./room.js").News} News
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {{ path: string, method: "POST" | "DELETE" }} Act  where it goes
 */

/** @type {import("./room.js").Door} */
const setup = data("setup");
/** @type {<E extends HTMLElement = Part>(name: string) => E} */
const $ = (name) => document.querySelector(`[data-part=${name}]`);
const speak = speaker($("said"));
const { tell, headers } = asker(setup.door, setup.csrf);
const own = drawer(`minga.mine.${setup.code}`);
/** @type {Wire.Mine} */
const mine = { notes: [], dots_left: {}, dots_placed: {}, stances: [], ...own.read(), ...(setup.seat && { seat: setup.seat }) };
/** @type {number | null} */
let chosen = null; // the board this person looks at, where it is not the present one
/** @type {number | undefined} */
let shownTab; // the board whose tab was last brought into its row
let fresh = 0;
let watch = 0;
let actsWatch = 0;
let isSure = false; // what is one's own has been told by the server, not only kept here

const showState = stateShower($("live"));
const acts = openOutbox({ name: `minga.acts.${setup.code}`, address: setup.door, headers }, { onChange: drawActsWaiting, onSent: done, onRefused: refused });
const room = openRoom({ ...setup, keep: `minga.room.${setup.code}` }, { onChange: changed, onState });
const composer = openComposer($("composer"), { name: `minga.draft.${setup.code}`, onSend: send });
const editor = openEditor($("editor"), { tell, onDone: acted });
const drawTimers = showTimers($("timers"), room, { onEnd: (timer) => speak("timer", say("timer_over", { name: timer.label || say("timer") }), { soon: true }) });
const outbox = openOutbox(
  { name: `minga.notes.${setup.code}`, address: `${setup.door}notes`, headers },
  { onChange: drawWaiting, onSent: sent },
);
keepPage();

function shownBoard() {
  return (chosen !== null && room.boards.get(chosen)) || presentBoard(room);
}

/** @param {string} note */
function boardOf(note) {
  const known = room.notes.get(note);
  return known && room.boards.get(known.board);
}

// What came in ---------------------------------------------------------------------------------

/** @type {(_: unknown, news: News) => void} */
function changed(_, news) {
  announce(news);
  if (news.first || touchesMe(news)) fetchMine();
  draw();
}

/** @param {import("../web/live.js").LiveState} state */
function onState(state) {
  showState(state);
  if (state === "open" && !isSure) fetchMine();
}

// The page as it is for anybody; whose seat it is, the phone itself knows.
async function keepPage() {
  const worker = await navigator.serviceWorker?.ready.catch(() => null);
  worker?.active?.postMessage({ keep: location.pathname + location.search });
}

// Dots come back when a note is split or withdrawn and follow when it is merged; a new board
// brings new ones. Everything else about one's own seat happens here.
/** @param {News} news */
function touchesMe({ told }) {
  return (
    told.boards?.length ||
    told.notes?.some((note) => note.state !== "standing" && mine.dots_placed[note.note]) ||
    told.groupings?.some((draw) => draw.state === "drawn")
  );
}

async function fetchMine() {
  const { ok, status, told } = await tell("mine", undefined, { method: "GET" });
  if (ok) {
    isSure = true;
    Object.assign(mine, told);
    for (const entry of acts.list()) foresee(entry);
    keepMine();
  }
  // The facilitator ended this seat, or the workshop was restored: the page offers a new one.
  if (status === 404) {
    own.write(null);
    location.replace(location.pathname);
  }
  draw();
}

// Without the name: only what is drawn.
function keepMine() {
  const { seat, notes, dots_left, dots_placed, stances } = mine;
  own.write({ seat, notes, dots_left, dots_placed, stances });
}

// What an act that waits will come to.
/** @param {Pick<Entry, "path" | "method" | "body">} entry */
function foresee({ path = "", method, body }) {
  if (path.startsWith("rounds/")) {
    const round = Number(path.split("/")[1]);
    mine.stances = [...mine.stances.filter((taken) => taken.round !== round), { round, ...body }];
    return;
  }
  const gives = method === "POST";
  const note = gives ? body.note : path.split(/[/?]/)[1];
  const board = boardOf(note);
  mine.dots_placed[note] = (mine.dots_placed[note] ?? 0) + (gives ? 1 : -1);
  if (board) mine.dots_left[board.id] = leftOn(board) + (gives ? -1 : 1);
}

/** @param {News} news */
function announce({ told, was, first, changed: before }) {
  if (first) return;
  const others = (told.notes ?? []).filter((note) => note.state === "standing" && !before.get(`notes:${note.note}`));
  fresh += others.filter(({ note }) => !mine.notes.includes(note)).length;
  if (fresh) {
    speak("notes", () => {
      const count = fresh;
      fresh = 0;
      return sayCount("new_notes", count);
    });
  }
  for (const board of told.boards ?? []) {
    const known = before.get(`boards:${board.id}`);
    if (!known) {
      chosen = null;
      speak("board", say("board_new", { title: board.title }));
    } else if (known.state !== board.state) speak("board", say(`board_${board.state}`, { title: board.title }));
  }
  for (const round of told.rounds ?? []) {
    const known = before.get(`rounds:${round.round}`);
    if (!known) speak("round", say("round_new"));
    else if (round.state === "closed" && known.state !== "closed") speak("round", say(`outcome_${round.outcome}`, { count: round.object }));
  }
  const draw = told.groupings?.findLast(({ state }) => state === "drawn");
  const drawn = draw && before.get(`groupings:${draw.grouping}`)?.state === "drawn";
  if (draw) speak("tables", drawn ? say("round_now", { number: draw.held }) : say("tables_new"));
  if (was?.state !== told.state) speak("workshop", say(`workshop_${told.state}`));
}

// What is seen ---------------------------------------------------------------------------------

function draw() {
  const { workshop } = room;
  if (!workshop || !composer) return;
  const board = shownBoard();
  document.body.dataset.room = workshop.state;
  $("closed").hidden = workshop.state === "open";
  write($("people"), sayCount("people", workshop.seats));
  drawTimers();
  $("seat").hidden = !mine.seat;
  write($("seat-words"), mine.seat ? say("you_are", { number: mine.seat }) : "");
  showStances($("stances"), room, mine, { take, isOpen: workshop.state === "open", board });
  showTables($("tables"), room, mine.seat);
  drawTabs(board);
  $("board").hidden = !board;
  $("no-board").hidden = Boolean(board);
  if (board) drawBoard(board);
}

/** @param {Wire.Board | undefined} board */
function drawTabs(board) {
  const boards = boardsOf(room);
  $("tabs").hidden = boards.length < 2;
  keyed($("tabs").firstElementChild, boards, ({ id }) => id, makeTab, (item, tab) => {
    const button = item.firstElementChild;
    button.toggleAttribute("data-closed", tab.state !== "open");
    if (tab.id === board?.id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    write(button.firstElementChild, tab.title);
  });
  if (board?.id !== shownTab) bringTab($("tabs").firstElementChild);
  shownTab = board?.id;
}

// The tab of the shown board comes into its row; the page itself stays where it is.
/** @param {Part} row */
function bringTab(row) {
  const tab = row.querySelector("[aria-current]");
  if (tab) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 4;
}

/** @param {Wire.Board} board */
function makeTab(board) {
  const choose = () => {
    chosen = presentBoard(room)?.id === board.id ? null : board.id;
    draw();
  };
  return h("li", {}, h("button", { type: "button", class: "chip", onclick: choose }, h("span")));
}

/** @param {Wire.Board} board */
function drawBoard(board) {
  const section = $("board");
  section.dataset.tone = toneOf(board);
  section.dataset.kind = board.kind;
  write($("board-title"), board.title);
  write($("board-question"), board.question);
  const takes = board.state === "open" && room.workshop?.state === "open";
  $("board-closed").hidden = takes || room.workshop?.state !== "open";
  composer.show(board, takes);
  drawLeft(board, takes);
  drawNotes(board, takes);
  drawWaiting(outbox?.list() ?? []);
}

/** @param {Wire.Board} board */
const leftOn = (board) => mine.dots_left[board.id] ?? board.dots;

/** @type {(board: Wire.Board, takes: boolean) => void} */
function drawLeft(board, takes) {
  const strip = $("left");
  strip.hidden = !(board.dots > 0 && takes);
  const left = leftOn(board);
  const key = `${left}/${board.dots}`;
  if (strip.dataset.shown === key) return;
  strip.dataset.shown = key;
  const dots = Array.from({ length: board.dots }, (_, index) => h("i", { class: index < left ? "dot" : "dot dot--spent" }));
  strip.replaceChildren(h("span", { class: "dots", "aria-hidden": "true" }, ...dots), h("span", {}, sayCount("dots_left", left)));
}

/** @type {(board: Wire.Board, takes: boolean) => void} */
function drawNotes(board, takes) {
  const parts = partsOf(board, notesOn(room, board).reverse());
  keyed($("parts"), parts, (part) => `${board.id}-${part.code}`, makePart, (section, part) => {
    const heading = section.querySelector(".part__name");
    heading.hidden = !part.name;
    write(heading.firstElementChild, part.name);
    write(heading.lastElementChild, String(part.notes.length));
    section.dataset.tone = toneOf(board, part.code);
    section.querySelector(".part__empty").hidden = part.notes.length > 0;
    keyed(section.querySelector(".notes"), part.notes, (note) => note.note, makeNote, (card, note) => {
      updateCard(card, note, board, room);
      drawActs(card, note, board, takes);
    });
  });
}

function makePart() {
  return h(
    "section",
    { class: "part" },
    h("h3", { class: "part__name", hidden: true }, h("span"), h("span", { class: "part__count" })),
    h("p", { class: "part__empty soft" }, say("empty_part")),
    h("ul", { class: "notes" }),
  );
}

/** @param {Wire.Note} note */
function makeNote(note) {
  /** @type {(name: string, sign: string, run: () => void) => HTMLElement} */
  const act = (name, sign, run) =>
    h("button", { type: "button", class: "button button--icon note__act", "data-act": name, onclick: run }, icon(sign));
  const card = makeCard();
  card.querySelector(".note__acts").append(
    h("span", { class: "note__own", hidden: true }),
    act("lift", "undo-2", () => dot(note.note, false)),
    h("button", { type: "button", class: "button note__act note__give", "data-act": "dot", onclick: () => dot(note.note, true) }, h("i", { class: "dot" }), say("dot")),
    act("edit", "pencil", () => edit(note.note)),
  );
  return card;
}

/** @param {string} id */
function edit(id) {
  const [note, board] = [room.notes.get(id), boardOf(id)];
  if (note && board) editor.open(note, board, mine.notes.includes(id));
}

/** @type {(card: Part, note: Wire.Note, board: Wire.Board, takes: boolean) => void} */
function drawActs(card, note, board, takes) {
  const name = (/** @type {string} */ act) => card.querySelector(`[data-act=${act}]`);
  const own = mine.notes.includes(note.note);
  const placed = mine.dots_placed[note.note] ?? 0;
  const short = note.text.slice(0, 80);
  name("edit").hidden = !(takes && (own || board.shared));
  name("edit").setAttribute("aria-label", say("edit_note", { text: short }));
  name("dot").hidden = !(takes && board.dots > 0);
  name("dot").setAttribute("aria-label", say("dot_give", { text: short }));
  name("dot").setAttribute("aria-disabled", String(leftOn(board) < 1));
  name("lift").hidden = !(takes && placed > 0);
  name("lift").setAttribute("aria-label", say("dot_back", { text: short }));
  const mark = card.querySelector(".note__own");
  mark.hidden = !(own || placed);
  write(mark, [own && say("own"), placed && sayCount("own_dots", placed)].filter(Boolean).join(" · "));
  card.toggleAttribute("data-own", own);
}

// What this person does ------------------------------------------------------------------------

// Taps go out one after the other, when there is signal; the count changes at once and is put right
// if one is refused. A dot taken back says how many stay, so that asked twice it goes once.
/** @type {(body: { note?: string, stance?: Wire.Stance, reason?: string }, to: Act) => void} */
function act(body, to) {
  foresee({ body, ...to });
  keepMine();
  trouble("");
  acts.add(body, to);
  draw();
}

/** @type {(note: string, gives: boolean) => void} */
function dot(note, gives) {
  const board = boardOf(note);
  if (!board) return;
  if (gives && leftOn(board) < 1) return trouble(say("dots_spent"));
  if (gives) act({ note }, { path: "votes", method: "POST" });
  else act({}, { path: `votes/${note}?stay=${(mine.dots_placed[note] ?? 1) - 1}`, method: "DELETE" });
  speak("dots", sayCount("dots_left", leftOn(board)), { soon: true });
}

/** @type {import("./stances.js").Take} */
function take(round, stance, reason) {
  const path = `rounds/${round}/stance`;
  // Nobody needs to hear what was said before and has not gone out.
  for (const entry of acts.list().slice(1)) if (entry.path === path) acts.drop(entry.key);
  act({ stance, reason }, { path, method: "POST" });
  speak("stance", say("stance_taken", { stance: say(`stance_${stance}`) }), { soon: true });
}

/** @type {(entry: Entry, told: Partial<Wire.Note>) => void} */
function done(entry, told) {
  if (told.note) room.notes.set(told.note, /** @type {Wire.Note} */ (told));
  if (entry.path?.startsWith("rounds/")) fetchMine();
  draw();
}

/** @type {(entry: Entry, words: string) => void} */
function refused(entry, words) {
  trouble(words);
  fetchMine();
}

/** @param {Entry[]} entries */
function drawActsWaiting(entries) {
  const stuck = entries.filter((entry) => !navigator.onLine || Date.now() - entry.at > PATIENCE_MS);
  clearTimeout(actsWatch);
  if (stuck.length < entries.length) actsWatch = setTimeout(() => drawActsWaiting(acts.list()), PATIENCE_MS);
  $("acts").hidden = stuck.length === 0;
  if (stuck.length) write($("acts-count"), sayCount("acts_waiting", stuck.length));
}

/** @param {import("./composer.js").NoteBody} body */
function send(body) {
  outbox.add(body);
  speak("sent", say(navigator.onLine ? "note_going" : "note_kept"), { soon: true });
}

/** @type {(entry: Entry, told: Pick<Wire.Note, "note">) => void} */
function sent(entry, { note }) {
  mine.notes.push(note);
  keepMine();
  room.refresh();
  speak("sent", say("note_sent"), { soon: true });
}

/** @param {Wire.Note} note */
function acted(note) {
  room.notes.set(note.note, note);
  draw();
  room.refresh();
}

/** @param {string} words */
function trouble(words) {
  const strip = $("trouble");
  strip.hidden = !words;
  write(strip.lastElementChild, words);
}

/** @param {Entry[]} entries */
function drawWaiting(entries) {
  const strip = $("waiting");
  // What goes out at once is not worth a word.
  const stuck = entries.filter((entry) => entry.fault || !navigator.onLine || Date.now() - entry.at > PATIENCE_MS);
  clearTimeout(watch);
  if (stuck.length < entries.length) watch = setTimeout(() => drawWaiting(outbox.list()), PATIENCE_MS);
  strip.hidden = stuck.length === 0;
  const going = stuck.filter((entry) => !entry.fault);
  write($("waiting-count"), going.length ? sayCount("waiting", going.length) : say("waiting_mend"));
  keyed($("waiting-list"), stuck, (entry) => entry.key, makeWaiting, (item, entry) => {
    item.querySelector(".field__error").hidden = !entry.fault;
    write(item.querySelector(".field__error"), entry.fault);
    item.querySelector("button").hidden = !entry.fault;
  });
}

/** @param {Entry} entry */
function makeWaiting(entry) {
  const mend = () => {
    composer.take(entry.body);
    outbox.drop(entry.key);
  };
  return h(
    "li",
    { class: "waiting__one" },
    h("p", {}, entry.body.text),
    h("p", { class: "field__error", hidden: true }),
    h("button", { type: "button", class: "button", hidden: true, onclick: mend }, say("mend")),
  );
}
