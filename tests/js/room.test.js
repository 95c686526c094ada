// The workshop as a browser knows it: one question for a whole burst of changes, kept for a page that
// opens again without signal.
import { fresh, holdTime, json, network, settled, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

const ROOM = "../../minga/participation/static/participation/room.js";
let source;

class FakeEventSource extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  constructor() {
    super();
    source = this;
  }
  close() {}
  tell(event, id, data) {
    this.dispatchEvent(Object.assign(new Event(event), { lastEventId: String(id), data: JSON.stringify(data) }));
  }
}

beforeEach(() => {
  localStorage.clear();
  Object.assign(network, { asked: [], answer: null });
  Object.defineProperty(globalThis, "EventSource", { value: FakeEventSource, configurable: true });
  holdTime();
});
afterEach(() => mock.reset());

let rooms = 0;

async function opened(more = {}) {
  const { openRoom, ...how } = await fresh(ROOM);
  const news = [];
  const setup = { code: "ABC123", source: "/api/v1/w", door: "/w/door", live: `/live/w${(rooms += 1)}`, after: 0, facts: ["note.posted"], jitter: [100, 300], ...more };
  const room = openRoom(setup, { onChange: (_, told) => news.push(told), onState: () => {} });
  await tick(0);
  await settled();
  return { room, news, ...how };
}

const workshop = (more) => ({
  code: "ABC123", title: "Movernos mejor", state: "open", seats: 2, now: new Date().toISOString(),
  boards: [], notes: [], rounds: [], timers: [], groupings: [], photos: [], ...more,
});
const note = (id, more) => ({ note: id, board: 1, state: "standing", text: id, ...more });

test("a burst of changes is one question for what changed since", async () => {
  network.answer = () => json(workshop({ revision: 1, since: 0, notes: [note("a")] }));
  const { room, news } = await opened();
  assert.equal(news[0].first, true);
  network.answer = () => json(workshop({ revision: 4, since: 1, notes: [note("a", { text: "A" }), note("b")] }));
  for (const revision of [2, 3, 4]) source.tell("note.posted", revision, { revision });
  await tick(199);
  assert.equal(network.asked.length, 1);
  await tick(1);
  assert.deepEqual(network.asked.map(({ path }) => path), ["/api/v1/w?since=0", "/api/v1/w?since=1"]);
  assert.deepEqual([...room.notes.values()].map(({ text }) => text), ["A", "b"]);
  assert.equal(news[1].changed.get("notes:a").text, "a");
  assert.equal(news[1].changed.get("notes:b"), undefined);
  await tick(60_000);
  assert.equal(network.asked.length, 2);
});

test("news that is known already asks nothing", async () => {
  network.answer = () => json(workshop({ revision: 5, since: 0 }));
  await opened();
  source.tell("note.posted", 9, { revision: 5 });
  await tick(1000);
  assert.equal(network.asked.length, 1);
});

test("a question that fails is asked again, more and more seldom", async () => {
  const { room } = await opened();
  await tick(1500);
  await tick(3000);
  assert.equal(network.asked.length, 3);
  network.answer = () => json(workshop({ revision: 2, since: 0 }));
  await tick(6000);
  assert.equal(room.revision, 2);
});

test("a server that begins anew tells the whole, and what is gone goes", async () => {
  network.answer = () => json(workshop({ revision: 8, since: 0, notes: [note("old")] }));
  const { room } = await opened();
  network.answer = () => json(workshop({ revision: 9, since: 0, notes: [note("new")] }));
  source.tell("note.posted", 1, { revision: 9 });
  await tick(300);
  assert.deepEqual([...room.notes.keys()], ["new"]);
});

test("what this browser knew stands first, signal or not, while the workshop is open", async () => {
  network.answer = () => json(workshop({ revision: 3, since: 0, notes: [note("kept")] }));
  await opened({ keep: "minga.room" });
  await tick(1000);
  network.answer = null;
  const { room, news } = await opened({ keep: "minga.room" });
  assert.deepEqual([...room.notes.keys()], ["kept"]);
  assert.equal(news[0].first, true);
  assert.equal((await opened({ keep: "minga.room", code: "OTHER1" })).news.length, 0);
});

test("a closed workshop is forgotten, shows strangers nothing new, and answers who took part", async () => {
  network.answer = () => json(workshop({ revision: 3, since: 0, notes: [note("a")] }));
  const { room } = await opened({ keep: "minga.room" });
  await tick(1000);
  network.answer = ({ path }) =>
    path.startsWith("/api/") ? json({ code: "ABC123", state: "closed", now: new Date().toISOString() })
      : json(workshop({ revision: 4, since: 3, state: "closed", seats: 5 }));
  source.tell("note.posted", 2, { revision: 4 });
  await tick(300);
  assert.deepEqual([...room.notes.keys()], ["a"]);
  await tick(300);
  assert.equal(network.asked.at(-1).path, "/w/door?since=3");
  assert.equal(room.workshop.seats, 5);
  assert.equal(localStorage.getItem("minga.room"), "null");
});

test("everybody turns to the last board that is open, or simply the last one", async () => {
  const boards = [{ id: 1, position: 2, state: "closed" }, { id: 2, position: 1, state: "open" }, { id: 3, position: 0, state: "open" }];
  network.answer = () => json(workshop({ revision: 1, since: 0, boards, notes: [note("a", { board: 2 }), note("b", { board: 2, state: "merged" })] }));
  const { room, boardsOf, notesOn, presentBoard } = await opened();
  assert.deepEqual(boardsOf(room).map(({ id }) => id), [3, 2, 1]);
  assert.equal(presentBoard(room).id, 2);
  assert.deepEqual(notesOn(room, { id: 2 }).map((one) => one.note), ["a"]);
  for (const board of room.boards.values()) board.state = "closed";
  assert.equal(presentBoard(room).id, 1);
});
