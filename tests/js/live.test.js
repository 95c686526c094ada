// One live stream per browser: what a page does when the line is lost, when the server says no, and
// when another tab listens for it.
import { fresh, holdTime, network, settled, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

const LIVE = "../../minga/web/static/web/live.js";
const sources = [];
const streams = [];

// As browsers have it: an answer that is no stream closes it for good, without a reason.
class FakeEventSource extends EventTarget {
  static OPEN = 1;
  readyState = 0;

  constructor(url) {
    super();
    this.url = String(url);
    sources.push(this);
  }

  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  fail() {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }

  tell(event, id, data = {}) {
    this.dispatchEvent(Object.assign(new Event(event), { lastEventId: String(id), data: JSON.stringify(data) }));
  }

  close() {
    this.readyState = 2;
  }
}

beforeEach(() => {
  Object.assign(network, { asked: [], answer: null });
  sources.length = streams.length = 0;
  Object.defineProperty(globalThis, "EventSource", { value: FakeEventSource, configurable: true });
  holdTime();
});
afterEach(async () => {
  for (const { stream } of streams) stream.close();
  await settled();
  mock.reset();
});

async function opened(url, more = {}) {
  const { openStream } = await fresh(LIVE);
  const heard = { events: [], states: [], resets: 0 };
  heard.stream = openStream(url, {
    onEvent: ({ id, event, data }) => heard.events.push([id, event, data.report]),
    onState: (state) => heard.states.push(state),
    onReset: () => (heard.resets += 1),
    ...more,
  });
  streams.push(heard);
  await settled();
  return heard;
}

const answering = (status, headers = {}) => () => new Response("{}", { status, headers });

test("facts come once and in order, from the one after the last that the page has", async () => {
  const heard = await opened("/live/a", { after: "41" });
  assert.match(sources[0].url, /\/live\/a\?after=41$/);
  sources[0].open();
  sources[0].tell("report.filed", 42, { report: "K7M" });
  sources[0].tell("report.filed", 42, { report: "K7M" });
  sources[0].tell("report.noted", 43, { report: "K7M" });
  assert.deepEqual(heard.events, [[42, "report.filed", "K7M"], [43, "report.noted", "K7M"]]);
  assert.equal(heard.states.at(-1), "open");
});

test("a lost line is tried again, from where it was", async () => {
  const heard = await opened("/live/b");
  sources[0].open();
  sources[0].tell("report.filed", 7);
  sources[0].fail();
  assert.equal(heard.states.at(-1), "waiting");
  await tick(1000);
  assert.match(sources[1].url, /after=7$/);
  sources[1].open();
  assert.equal(heard.states.at(-1), "open");
});

for (const [status, state] of [[401, "refused"], [403, "refused"], [404, "gone"], [410, "gone"]]) {
  test(`a stream that is answered ${status} is ${state}, and asked for no more`, async () => {
    const heard = await opened(`/live/no-${status}`);
    network.answer = answering(status);
    sources[0].fail();
    await tick(1000);
    sources[1].fail();
    await tick(2000);
    assert.equal(heard.states.at(-1), state);
    await tick(600_000);
    assert.deepEqual([sources.length, network.asked.length], [2, 1]);
  });
}

for (const [status, state] of [[503, "busy"], [429, "busy"], [408, "busy"], [0, "waiting"]]) {
  test(`a stream that is answered ${status || "nothing"} for a while is ${state}, and comes back`, async () => {
    const heard = await opened(`/live/while-${status}`);
    network.answer = status ? answering(status) : null;
    sources[0].fail();
    await tick(1000);
    sources[1].fail();
    await tick(2000);
    assert.equal(heard.states.at(-1), state);
    assert.equal(network.asked.length, 1);
    network.answer = answering(200, { "Content-Type": "text/event-stream" });
    await tick(4000);
    sources[2].open();
    assert.equal(heard.states.at(-1), "open");
  });
}

test("a page of somebody's network is no stream", async () => {
  const heard = await opened("/live/wifi");
  network.answer = answering(200, { "Content-Type": "text/html" });
  sources[0].fail();
  await tick(1000);
  sources[1].fail();
  await tick(2000);
  assert.equal(heard.states.at(-1), "busy");
});

test("waits between attempts grow to half a minute at most", async () => {
  await opened("/live/patience");
  const at = [];
  for (let second = 0.25; second <= 120; second += 0.25) {
    if (sources.at(-1).readyState === 0) sources.at(-1).fail();
    const before = network.asked.length + sources.length;
    await tick(250);
    if (network.asked.length + sources.length > before) at.push(second);
  }
  const gaps = at.map((second, i) => second - (at[i - 1] ?? 0));
  assert.deepEqual(gaps, [0.75, 1.5, 3, 6, 12, 22.5, 22.5, 22.5, 22.5]);
});

test("signal that is back is used at once", async () => {
  await opened("/live/online");
  sources[0].fail();
  dispatchEvent(new Event("online"));
  assert.equal(sources.length, 2);
});

test("one tab listens, the other hears the same, and takes over when it closes", async () => {
  const first = await opened("/live/tabs");
  sources[0].open();
  const second = await opened("/live/tabs");
  assert.equal(sources.length, 1);
  sources[0].tell("report.filed", 5, { report: "A" });
  await until(() => second.events.length === 1);
  assert.equal(second.states.at(-1), "open");
  first.stream.close();
  await until(() => sources.length === 2);
  assert.match(sources[1].url, /after=5$/);
});

test("a tab that comes later is told what it lacks", async () => {
  await opened("/live/later", { after: 3 });
  sources[0].open();
  sources[0].tell("report.filed", 4, { report: "A" });
  sources[0].tell("report.filed", 5, { report: "B" });
  const later = await opened("/live/later", { after: 4 });
  await until(() => later.events.length === 1);
  assert.deepEqual(later.events, [[5, "report.filed", "B"]]);
});

test("a tab that lacks more than its neighbour knows renders anew", async () => {
  await opened("/live/older", { after: 30 });
  sources[0].open();
  const older = await opened("/live/older", { after: 10 });
  await until(() => older.resets === 1);
});

test("a tab that was refused comes back with another that is let in", async () => {
  const refused = await opened("/live/again");
  network.answer = answering(403);
  sources[0].fail();
  await tick(1000);
  sources[1].fail();
  await tick(2000);
  assert.equal(refused.states.at(-1), "refused");
  const other = await opened("/live/again");
  await until(() => sources.length === 3);
  sources[2].open();
  await until(() => refused.states.at(-1) === "open");
  other.stream.close();
  await until(() => sources.length === 4);
});

test("a database that went back makes the page load anew", async () => {
  const heard = await opened("/live/restored");
  sources[0].open();
  sources[0].tell("reset", 0);
  assert.equal(heard.resets, 1);
});

// What tabs tell each other takes real turns of the loop.
async function until(isSo) {
  for (let turn = 0; turn < 200 && !isSo(); turn += 1) await settled(5);
  assert.ok(isSo());
}
