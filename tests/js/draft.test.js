// A report that is being written outlives a reload for a day, and goes when it is sent.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { settled } from "./browser.js";

import { draftKeeper, dropDraft, readDraft } from "../../minga/reports/static/reports/draft.js";
import { keep } from "../../minga/reports/static/reports/queue.js";
import { all, change } from "../../minga/reports/static/reports/store.js";

const WRITTEN = { body: '{"category":"flood","text":"agua"}', photos: [{ blob: new Blob(["p"]), name: "photo.jpg" }], voice: null };

beforeEach(async () => {
  await change({ settings: (rows) => rows.clear(), waiting: (rows) => rows.clear() });
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e12 });
});
afterEach(() => mock.timers.reset());

async function saved(draft) {
  draft.changed();
  mock.timers.tick(400);
  await settled();
}

test("what was begun comes back whole, within a day", async () => {
  await saved(draftKeeper(() => WRITTEN));
  const { body, photos, voice } = await readDraft();
  assert.deepEqual([body, photos[0].name, voice], [WRITTEN.body, "photo.jpg", null]);
  mock.timers.tick(24 * 3600 * 1000 - 401);
  assert.notEqual(await readDraft(), null);
  mock.timers.tick(401);
  assert.equal(await readDraft(), null);
});

test("only the last of quick changes is written, and nothing once it was stopped", async () => {
  let asked = 0;
  const draft = draftKeeper(() => ({ ...WRITTEN, body: String(++asked) }));
  draft.changed();
  mock.timers.tick(399);
  await saved(draft);
  assert.equal((await readDraft()).body, "1");
  draft.changed();
  draft.stop();
  mock.timers.tick(1000);
  assert.equal(asked, 1);
});

test("a form emptied again, or begun anew, leaves nothing", async () => {
  await saved(draftKeeper(() => WRITTEN));
  await saved(draftKeeper(() => null));
  assert.equal(await readDraft(), null);
  await saved(draftKeeper(() => WRITTEN));
  await dropDraft();
  assert.deepEqual(await all("settings"), []);
});

test("the draft goes in the write that keeps the report to be sent, not with files for an old one", async () => {
  await saved(draftKeeper(() => WRITTEN));
  const report = { key: "k", at: 1, language: "es", shown: {} };
  await keep({ ...report, receipt: "R", token: "t" });
  assert.notEqual(await readDraft(), null);
  await keep({ ...report, key: "l", body: WRITTEN.body });
  assert.equal(await readDraft(), null);
  assert.equal((await all("waiting")).length, 2);
});
