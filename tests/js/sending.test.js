// What sends by itself: the pump of the reports, answers to citizen tests, recorded interviews.
import { fresh, holdTime, json, network, settled, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { all, change } from "../../minga/reports/static/reports/store.js";
import * as interviews from "../../minga/programme/static/programme/record-drawer.js";

const PUMP = "../../minga/reports/static/reports/pump.js";
const ANSWERS = "../../minga/programme/static/programme/answers.js";
const RECORDED = "../../minga/programme/static/programme/record-sending.js";

beforeEach(async () => {
  localStorage.clear();
  Object.assign(network, { asked: [], answer: null });
  holdTime();
  await change({ waiting: (rows) => rows.clear(), mine: (rows) => rows.clear() });
  for (const { key } of await interviews.kept()) await interviews.discard(key);
});
afterEach(() => mock.reset());

const keys = () => network.asked.map(({ headers }) => headers.get("Idempotency-Key")).filter(Boolean);

// The pump ----------------------------------------------------------------------------------------

test("an open page sends what waits: on loading, when a wait is over, when signal is back", async () => {
  const row = { key: "a", at: 1, body: "{}", device: "d", language: "es", photos: [], voice: null, tries: 0, retryAt: 0, fault: null };
  await change({ waiting: (rows) => rows.put(row) });
  const { startPump } = await fresh(PUMP);
  startPump();
  await settled(100);
  assert.equal(keys().length, 1);
  await tick(1500);
  await settled(100);
  assert.equal(keys().length, 2);
  const told = { receipt: "R", token: "t", url: "https://ciudad.example/r/R/" };
  network.answer = () => json(told, 201);
  dispatchEvent(new Event("online"));
  await settled(100);
  assert.equal(keys().length, 3);
  assert.equal(new Set(keys()).size, 1);
  assert.deepEqual(await all("waiting"), []);
  await tick(600_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await settled(100);
  assert.equal(keys().length, 3);
});

// Answers to citizen tests --------------------------------------------------------------------------

test("an answer that got lost is asked for again under the same key, and leaves the phone once", async () => {
  const { flush, keep, waiting } = await fresh(ANSWERS);
  keep("k", "/api/v1/tests/1/answers", "{}");
  network.answer = () => {
    throw new TypeError("lost");
  };
  assert.deepEqual(await flush(), { k: { later: true, wait_s: 0 } });
  assert.equal(waiting(), 1);
  network.answer = () => json({ answer: 9 }, 201);
  assert.deepEqual(await flush(), { k: { done: 9 } });
  assert.deepEqual([keys(), waiting()], [["k", "k"], 0]);
});

test("a refused answer is told and not sent again; a pause stops the rest", async () => {
  const { flush, keep, waiting } = await fresh(ANSWERS);
  keep("a", "/a", "{}");
  keep("b", "/b", "{}");
  keep("c", "/c", "{}");
  network.answer = ({ path }) =>
    path === "/a" ? json({ errors: [{ message: "Ya terminó." }] }, 409) : json({ errors: [] }, 429, { "Retry-After": "9" });
  assert.deepEqual(await flush(), { a: { fault: "Ya terminó." }, b: { later: true, wait_s: 9 } });
  assert.equal(waiting(), 2);
});

test("two tabs send an answer once", async () => {
  const tabs = [await fresh(ANSWERS), await fresh(ANSWERS)];
  tabs[0].keep("k", "/a", "{}");
  network.answer = async () => {
    await settled(5);
    return json({ answer: 1 }, 201);
  };
  await Promise.all(tabs.map((tab) => tab.flush()));
  assert.deepEqual(keys(), ["k"]);
});

// Interviews ----------------------------------------------------------------------------------------

const ready = (key, more = {}) =>
  interviews.keepDraft({ key, programme: "p", at: Number(key), state: "ready", fault: null, title: `Nr. ${key}`, told: { key }, ...more });

async function recorder() {
  const dataset = { programme: "p", ready: "/ready", send: "/send" };
  mock.method(document, "getElementById", () => ({ dataset }));
  return fresh(RECORDED);
}

function desk({ person = "Paz", writes = true, answer = ({ headers }) => json({ node: `N${headers.get("Idempotency-Key")}` }, 201) } = {}) {
  return (asked) => (asked.path === "/ready" ? json({ person, writes, csrf: "c" }) : answer(asked));
}

test("an interview whose answer got lost is sent again under the same key and arrives once", async () => {
  await ready("1");
  const { pump } = await recorder();
  network.answer = desk({
    answer: () => {
      throw new TypeError("lost");
    },
  });
  await pump();
  network.answer = desk();
  await tick(20_000);
  await settled(200);
  assert.deepEqual(keys(), ["1", "1"]);
  assert.deepEqual((await interviews.arrived()).map(({ key, node }) => [key, node]), [["1", "N1"]]);
  assert.deepEqual(await interviews.kept(), []);
});

test("two tabs send each interview once", async () => {
  await ready("2");
  await ready("3");
  const tabs = [await recorder(), await recorder()];
  network.answer = desk();
  await Promise.all(tabs.map(({ pump }) => pump()));
  assert.deepEqual(keys().sort(), ["2", "3"]);
});

test("who is signed out, or has no part, keeps the interview and is told why", async () => {
  for (const [who, fault] of [[{ person: null }, "sign_in"], [{ writes: false }, "no_part"]]) {
    await ready("4");
    const { pump } = await recorder();
    network.answer = desk(who);
    await pump();
    assert.equal((await interviews.keptOne("4")).fault, fault);
    assert.deepEqual(keys(), []);
    await interviews.discard("4");
  }
});

test("what is refused becomes a draft again, with the reason; what another one sent is only named", async () => {
  const { pump } = await recorder();
  await ready("5");
  network.answer = desk({ answer: () => json({ errors: [{ field: "consent", message: "falta" }] }, 422) });
  await pump();
  const { state, fault, why } = await interviews.keptOne("5");
  assert.deepEqual([state, fault, why], ["draft", "refused", "consent falta"]);
  await ready("6");
  network.answer = desk({ answer: () => json({ node: "N9" }, 409) });
  await pump();
  assert.deepEqual([(await interviews.keptOne("6")).fault, (await interviews.keptOne("6")).node], ["other", "N9"]);
});

test("drafts, and interviews of another programme, stay where they are", async () => {
  await ready("7", { state: "draft" });
  await ready("8", { programme: "other" });
  const { pump } = await recorder();
  network.answer = desk();
  await pump();
  assert.deepEqual(keys(), []);
});
