// The phone's drawers: what is written together lives or dies together.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "./browser.js"; // first: what follows finds its IndexedDB

import { all, amend, change, read, remove, write } from "../../minga/reports/static/reports/store.js";
import * as interviews from "../../minga/programme/static/programme/record-drawer.js";

beforeEach(() => change({ waiting: (rows) => rows.clear(), mine: (rows) => rows.clear() }));

test("writes of one change live or die together", async () => {
  await write("waiting", { key: "a", tries: 0 });
  const broken = change({
    mine: (rows) => rows.put({ receipt: "R" }),
    waiting: (rows) => rows.add({ key: "a" }), // there is one already
  });
  await assert.rejects(broken, { name: "ConstraintError" });
  assert.deepEqual(await all("mine"), []);
  assert.deepEqual(await read("waiting", "a"), { key: "a", tries: 0 });
});

test("amending changes a row that is there, and brings none back", async () => {
  await write("waiting", { key: "a", tries: 0, held: true });
  await amend("waiting", "a", { tries: 1 });
  assert.deepEqual(await read("waiting", "a"), { key: "a", tries: 1, held: true });
  await remove("waiting", "a");
  await amend("waiting", "a", { tries: 2 });
  assert.deepEqual(await all("waiting"), []);
});

test("a newer version in another tab need not wait for this one", async () => {
  await write("settings", { name: "language", value: "es" });
  const newer = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("minga", 2);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
  newer.close();
  await assert.rejects(read("settings", "language"), { name: "VersionError" });
  await new Promise((done) => (indexedDB.deleteDatabase("minga").onsuccess = done));
  assert.equal(await read("settings", "language"), undefined);
});

test("a draft is kept with every keystroke, until it is finished", async () => {
  await interviews.keepDraft({ key: "i", at: 1, state: "draft", told: { name: "Rosa" } });
  await interviews.amend("i", { state: "ready" });
  await interviews.keepDraft({ key: "i", at: 1, state: "draft", told: { name: "too late" } });
  const [one] = await interviews.kept();
  assert.deepEqual([one.state, one.told.name], ["ready", "Rosa"]);
});

test("what arrived leaves the phone but for its number and title", async () => {
  await interviews.keepDraft({ key: "i", at: 1, state: "draft", told: { words: "secret" } });
  let heard = 0;
  interviews.onChange(() => (heard += 1));
  await interviews.archive("i", { node: "N1", title: "CESFAM" });
  assert.equal(await interviews.keptOne("i"), undefined);
  const [{ at, ...left }] = await interviews.arrived();
  assert.ok(at > 1);
  assert.deepEqual(left, { key: "i", node: "N1", title: "CESFAM" });
  assert.equal(heard, 1);
});
