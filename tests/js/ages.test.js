// Time as a page says it: since when, how long still, what is spoken and how often.
import { fresh, holdTime, settled, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { clockFace, leftOf, running } from "../../minga/participation/static/participation/clocks.js";
import { speaker } from "../../minga/participation/static/participation/speaker.js";
import { sinceWords } from "../../minga/reports/static/reports/entries.js";
import { keepAges } from "../../minga/web/static/web/control/ages.js";
import { createFeed, sparingly } from "../../minga/web/static/web/control/feed.js";

beforeEach(holdTime);
afterEach(() => mock.reset());

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

test("since when, in the words of the page", () => {
  const said = [0, 59, 60, 119, 3599, 3600, 86_399, 86_400, 6 * 86_400].map((seconds) => sinceWords(ago(seconds), "en"));
  const minutes = ["this minute", "this minute", "1 min. ago", "1 min. ago", "59 min. ago"];
  assert.deepEqual(said, [...minutes, "1 hr. ago", "23 hr. ago", "yesterday", "6 days ago"]);
  assert.equal(sinceWords(ago(8 * 86_400), "en"), "28 Oct 2026");
  assert.equal(sinceWords(ago(8 * 86_400), "es"), "28 oct 2026");
  assert.match(sinceWords(ago(120), "es"), /^hace 2 min/);
});

test("ages on an open page stay true, but for the first minute and after a week", async () => {
  const times = [10, 300, 7200, 3 * 86_400, 8 * 86_400].map((seconds) => ({ dateTime: ago(seconds), textContent: "written by the server" }));
  keepAges({ querySelectorAll: () => times }, "en");
  await tick(30_000);
  const said = times.map(({ textContent }) => textContent);
  assert.deepEqual(said, ["written by the server", "5 min. ago", "2 hours ago", "3 days ago", "written by the server"]);
  await tick(60_000);
  assert.equal(times[0].textContent, "1 min. ago");
});

test("a clock shows full seconds, hours where there are any, and never less than nothing", () => {
  assert.deepEqual([0, 1, 1000, 59_001, 60_000, 3_600_000, 3_725_000, -5].map(clockFace), ["0:00", "0:01", "0:01", "1:00", "1:00", "1:00:00", "1:02:05", "0:00"]);
});

test("timers run by the server's clock, and go five minutes after their end", () => {
  const timer = (leftMs, more = {}) => ({ timer: leftMs, ends_at: new Date(Date.now() + leftMs).toISOString(), ...more });
  const timers = [timer(60_000), timer(-1000), timer(-400_000), timer(30_000, { stopped_at: ago(1) })];
  const room = { skew: 10_000, timers: new Map(timers.map((one) => [one.timer, one])) };
  assert.equal(leftOf(room, timers[0]), 50_000);
  assert.deepEqual(running(room).map((one) => one.timer), [60_000, -1000]);
});

test("of each kind of news only the newest is said, and not more often than somebody can listen", async () => {
  const element = { textContent: "" };
  const speak = speaker(element);
  speak("notes", "1 note");
  speak("notes", () => "2 notes");
  speak("round", "A round");
  await tick(100);
  assert.equal(element.textContent, "2 notes A round");
  speak("notes", "3 notes");
  await tick(3900);
  assert.equal(element.textContent, "2 notes A round");
  await tick(100);
  assert.equal(element.textContent, "3 notes");
  speak("mine", "Saved", { soon: true });
  await tick(50);
  assert.equal(element.textContent, "Saved");
});

test("many facts are one question, and a failure asks for the same rows again", async () => {
  const asked = [];
  const rows = [];
  let fails = true;
  const feed = createFeed({
    ask: async (receipts) => {
      asked.push(receipts);
      if (fails) throw new Error("away");
      return "html";
    },
    onRows: (receipts) => rows.push(receipts),
  });
  for (const receipt of ["A", "B", "A"]) feed.note(receipt);
  await tick(20);
  fails = false;
  feed.note("C");
  await tick(2900);
  assert.equal(asked.length, 1);
  await tick(100);
  assert.deepEqual(asked, [["A", "B"], ["A", "B", "C"]]);
  assert.deepEqual(rows, [["A", "B", "C"]]);
  feed.note("D");
  feed.forget();
  await tick(1000);
  assert.equal(asked.length, 2);
});

test("work asked for often is done at most so often, and once more at the end", async () => {
  let done = 0;
  const work = sparingly(() => (done += 1), 1000);
  for (let i = 0; i < 5; i += 1) work();
  await tick(0);
  assert.equal(done, 1);
  work();
  work();
  await tick(999);
  assert.equal(done, 1);
  await tick(1);
  assert.equal(done, 2);
});

test("what the phone hears of a clock that was set or stopped only grows", async () => {
  const { clock } = await fresh("../../minga/transit/static/transit/ride-watch.js");
  let steady = 0;
  mock.method(performance, "now", () => steady);
  const seconds = clock();
  steady = 2000;
  assert.equal(seconds(), 2);
  mock.timers.setTime(Date.now() + 60_000); // slept: only the wall clock went on
  assert.equal(seconds(), 62);
  mock.timers.setTime(Date.now() + 86_400_000); // somebody set the time
  steady += 1000;
  assert.equal(seconds(), 63);
  await settled();
});
