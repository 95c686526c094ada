// The workshop as this browser knows it. The stream says that something changed; one question for
// "what changed since revision R" brings it, for a whole burst of changes at once.

import { openStream } from "../web/live.js";
import { drawer } from "./outbox.js";

/**
 * The workshop as the server tells it, whole or what changed since `since`.
 * @typedef {object} Workshop
 * @property {string} code
 * @property {string} title
 * @property {string} purpose
 * @property {"draft" | "open" | "closed"} state
 * @property {number} seats
 * @property {number} revision
 * @property {number} since
 * @property {string} now  the server's clock
 * @property {Wire.Board[]} [boards]
 * @property {Wire.Note[]} [notes]
 * @property {Wire.Round[]} [rounds]
 * @property {Wire.Timer[]} [timers]
 * @property {Wire.Grouping[]} [groupings]
 * @property {Wire.Photo[]} [photos]
 *
 * @typedef {{ boards: Map<number, Wire.Board>, notes: Map<string, Wire.Note>, rounds: Map<number, Wire.Round>,
 *   timers: Map<number, Wire.Timer>, groupings: Map<number, Wire.Grouping>, photos: Map<string, Wire.Photo> }} Drawers
 * @typedef {Drawers & { workshop: Workshop | null, revision: number, skew: number, refresh: () => void }} Room
 *
 * What came in: `told` now, `was` before; `changed` holds, by "notes:ID", what each was before.
 * @typedef {{ told: Workshop, was: Workshop | null, first: boolean, changed: Map<string, any> }} News
 *
 * @typedef {object} Setup
 * @property {string} code
 * @property {string} source
 * @property {string} [door]
 * @property {string} live
 * @property {number} after
 * @property {string[]} facts
 * @property {[number, number]} jitter
 * @property {string} [keep]
 *
 * The setup of a page that takes part.
 * @typedef {Setup & { door: string, csrf: string, seat?: number, helices?: Record<string, string> }} Door
 */

const PATIENCE_MS = 15_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const KEEP_MS = 1000;
/** @type {{ [Name in keyof Drawers]: (item: Drawers[Name] extends Map<any, infer Item> ? Item : never) => string | number }} */
const DRAWERS = {
  boards: (board) => board.id,
  notes: (note) => note.note,
  rounds: (round) => round.round,
  timers: (timer) => timer.timer,
  groupings: (grouping) => grouping.grouping,
  photos: (photo) => photo.photo,
};
const NAMES = /** @type {(keyof Drawers)[]} */ (Object.keys(DRAWERS));

// setup: { code, source, door, live, after, facts, jitter: [least, most] in ms }
// `source` answers everybody while the workshop is open; `door` answers who takes part, ever.
// `keep`: the name under which the room is kept in this browser while the workshop is open.
/**
 * @param {Setup} setup
 * @param {{ onChange: (room: Room, news: News) => void, onState: (state: import("../web/live.js").LiveState) => void }} told
 */
export function openRoom(setup, { onChange, onState }) {
  /** @type {Room} */
  const room = {
    workshop: null, revision: 0, skew: 0, refresh,
    boards: new Map(), notes: new Map(), rounds: new Map(), timers: new Map(), groupings: new Map(), photos: new Map(),
  };
  let wanted = 0;
  let timer = 0;
  let asking = false;
  let failures = 0;
  let keeping = 0;
  const kept = setup.keep ? drawer(setup.keep) : null;

  // Two hundred phones hear of a change in the same instant; chance spreads their questions.
  const jitter = () => setup.jitter[0] + Math.random() * (setup.jitter[1] - setup.jitter[0]);

  /** @param {number} wait */
  function plan(wait) {
    if (!asking) timer ||= setTimeout(ask, wait);
  }

  function refresh() {
    clearTimeout(timer);
    timer = 0;
    plan(0);
  }

  async function ask() {
    timer = 0;
    asking = true;
    const since = room.revision;
    const closed = room.workshop && room.workshop.state !== "open";
    const address = closed && setup.door ? setup.door : setup.source;
    let wait = jitter();
    try {
      const signal = AbortSignal.timeout?.(PATIENCE_MS);
      const answer = await fetch(`${address}?since=${since}`, { cache: "no-store", signal });
      if (!answer.ok) throw new Error(String(answer.status));
      absorb(await answer.json(), since, address.startsWith("/api/"));
      failures = 0;
    } catch {
      failures += 1;
      wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random() / 2);
      wanted = Math.max(wanted, room.revision + 1);
    }
    asking = false;
    if (wanted > room.revision) plan(wait);
  }

  /** @type {(told: Workshop, since: number, isPublic: boolean) => void} */
  function absorb(told, since, isPublic) {
    room.skew = Date.parse(told.now) - Date.now();
    const was = room.workshop;
    room.workshop = told;
    if (told.state !== "open" && isPublic) {
      // Strangers see no more than that it is closed; what is known here stays in view.
      wanted = Math.max(wanted, setup.door ? room.revision + 1 : 0);
      onChange(room, { told, was, first: !was, changed: new Map() });
      return;
    }
    if (told.since < since) for (const name of NAMES) room[name].clear();
    const changed = new Map();
    for (const name of NAMES) {
      const drawer = /** @type {Map<string | number, any>} */ (room[name]);
      const keyOf = /** @type {(item: object) => string | number} */ (DRAWERS[name]);
      for (const item of told[name] ?? []) {
        const key = keyOf(item);
        changed.set(`${name}:${key}`, drawer.get(key));
        drawer.set(key, item);
      }
    }
    room.revision = told.revision;
    if (told.revision >= wanted) wanted = 0;
    keep();
    onChange(room, { told, was, first: since === 0, changed });
  }

  function keep() {
    if (!kept) return;
    clearTimeout(keeping);
    if (room.workshop?.state !== "open") return kept.write(null);
    const drawers = () => NAMES.map((name) => [name, [...room[name].values()]]);
    keeping = setTimeout(() => kept.write({ ...room.workshop, ...Object.fromEntries(drawers()), since: 0, revision: room.revision }), KEEP_MS);
  }

  // What this browser knew when it was last here stands first, signal or not.
  function recall() {
    const before = kept?.read();
    if (before?.code !== setup.code || room.workshop) return;
    absorb({ ...before, now: new Date().toISOString() }, 0, true);
  }

  openStream(setup.live, {
    after: setup.after,
    facts: setup.facts,
    onEvent: ({ data }) => {
      if (data.revision <= room.revision) return;
      wanted = Math.max(wanted, data.revision);
      plan(jitter());
    },
    onState: (state) => {
      onState(state);
      // What was missed comes with the stream; the clock and the number of people do not.
      if (state === "open" && room.workshop) plan(jitter() * 2);
    },
  });
  queueMicrotask(recall);
  plan(0);
  return room;
}

/** @type {<T>(map: Map<any, T>) => T[]} */
export const inOrder = (map) => [...map.values()];
/** @param {Room} room */
export const boardsOf = (room) => inOrder(room.boards).sort((first, second) => first.position - second.position);

// What the room works on: the last board that is open, or simply the last one.
/** @param {Room} room */
export function presentBoard(room) {
  const boards = boardsOf(room);
  return boards.filter((board) => board.state === "open").at(-1) ?? boards.at(-1);
}

/** @type {(room: Room, board: { id: number }) => Wire.Note[]} */
export const notesOn = (room, board) =>
  inOrder(room.notes).filter((note) => note.board === board.id && note.state === "standing");

/** @param {Room} room */
export const openRounds = (room) => inOrder(room.rounds).filter((round) => round.state === "open");

/** @param {Room} room */
export const lastDraw = (room) =>
  inOrder(room.groupings).filter((draw) => draw.state === "drawn").sort((first, second) => first.number - second.number).at(-1);
