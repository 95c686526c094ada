// What a workshop's phone does goes into the phone first, and out once, in its order.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { fresh, holdTime, json, network, settled, tick } from "./browser.js";

const OUTBOX = "../../minga/participation/static/participation/outbox.js";
const ADDRESS = "/w/ABC123/notes";
let told;

beforeEach(() => {
  localStorage.clear();
  Object.assign(localStorage, { isFull: false, isShut: false });
  Object.assign(network, { asked: [], answer: null });
  holdTime();
  told = { shown: [], sent: [], refused: [] };
});
afterEach(() => mock.reset());

async function opened({ name = `minga.notes.${Math.random()}`, mends = true } = {}) {
  const { openOutbox } = await fresh(OUTBOX);
  const outbox = openOutbox(
    { name, address: ADDRESS, headers: () => ({ "X-CSRFToken": "token" }) },
    {
      onChange: (entries) => told.shown.push(entries.length),
      onSent: (entry, answer) => told.sent.push([entry.body, answer]),
      ...(mends ? {} : { onRefused: (entry, words) => told.refused.push([entry.body, words]) }),
    },
  );
  await settled();
  return outbox;
}

const keys = () => network.asked.map(({ headers }) => headers.get("Idempotency-Key"));
const bodies = () => network.asked.map(({ body }) => body && JSON.parse(body));

test("a note is in the phone before the network is asked, and leaves it with the answer", async () => {
  const name = "minga.notes.first";
  const outbox = await opened({ name });
  network.answer = () => {
    assert.equal(JSON.parse(localStorage.getItem(name)).length, 1);
    return json({ note: 7 }, 201);
  };
  outbox.add({ text: "Ciclovías" });
  await settled();
  assert.deepEqual(told.sent, [[{ text: "Ciclovías" }, { note: 7 }]]);
  assert.deepEqual(outbox.list(), []);
  assert.deepEqual(network.asked.map(({ path, method }) => [method, path]), [["POST", ADDRESS]]);
  assert.equal(network.asked[0].headers.get("X-CSRFToken"), "token");
});

test("an answer that got lost is asked for again under the same key", async () => {
  const outbox = await opened();
  network.answer = () => {
    throw new TypeError("lost");
  };
  outbox.add({ text: "una vez" });
  await settled();
  network.answer = () => json({ note: 1 });
  await tick(3000);
  assert.equal(keys().length, 2);
  assert.equal(new Set(keys()).size, 1);
  assert.equal(told.sent.length, 1);
});

test("without signal the first waits and the others behind it, in their order", async () => {
  const outbox = await opened();
  for (const text of ["a", "b", "c"]) outbox.add({ text });
  await settled();
  assert.deepEqual(bodies(), [{ text: "a" }]);
  assert.equal(outbox.list().length, 3);
  network.answer = () => json({});
  dispatchEvent(new Event("online"));
  await settled();
  assert.deepEqual(bodies().slice(1), [{ text: "a" }, { text: "b" }, { text: "c" }]);
  assert.equal(new Set(keys()).size, 3);
});

test("attempts come less and less often, and never more than half a minute apart", async () => {
  const outbox = await opened();
  outbox.add({ text: "paciencia" });
  await settled();
  const at = [];
  for (let second = 0.25; second <= 120; second += 0.25) {
    const before = network.asked.length;
    await tick(250);
    if (network.asked.length > before) at.push(second);
  }
  const gaps = at.map((second, i) => second - (at[i - 1] ?? 0));
  assert.deepEqual(gaps, [2.25, 4.5, 9, 18, 22.5, 22.5, 22.5]);
});

test("a pause the server asks for is kept", async () => {
  const outbox = await opened();
  network.answer = () => json({ errors: [] }, 429, { "Retry-After": "20" });
  outbox.add({ text: "despacio" });
  await settled();
  network.answer = () => json({});
  await tick(19_900);
  assert.equal(network.asked.length, 1);
  await tick(1100);
  assert.equal(told.sent.length, 1);
});

test("what the server will not have stays with its fault, and the next goes out", async () => {
  const outbox = await opened();
  network.answer = ({ body }) =>
    JSON.parse(body).text ? json({ note: 2 }) : json({ errors: [{ message: "Falta" }, { message: "texto" }] }, 422);
  outbox.add({ text: "" });
  outbox.add({ text: "bien" });
  await settled();
  assert.deepEqual(outbox.list().map(({ body, fault }) => [body.text, fault]), [["", "Falta texto"]]);
  assert.equal(told.sent.length, 1);
  outbox.drop(outbox.list()[0].key);
  assert.deepEqual(outbox.list(), []);
});

test("where refusals are told they leave the phone", async () => {
  const outbox = await opened({ mends: false });
  network.answer = () => json({ errors: [{ message: "Cerrado" }] }, 409);
  outbox.add({ note: 3 }, { path: "/votes" });
  await settled();
  assert.deepEqual(told.refused, [[{ note: 3 }, "Cerrado"]]);
  assert.deepEqual(outbox.list(), []);
});

test("a fault of the server, or a page of somebody's network, is no refusal", async () => {
  const outbox = await opened({ mends: false });
  network.answer = () => json({ errors: [{ message: "?" }] }, 500);
  outbox.add({ text: "sigue" });
  await settled();
  network.answer = () => new Response("<h1>Wi-Fi gratis</h1>");
  await tick(10_000);
  assert.equal(outbox.list().length, 1);
  assert.deepEqual([told.refused, told.sent], [[], []]);
});

test("an act may say where it goes; a deletion has no body", async () => {
  const outbox = await opened();
  network.answer = () => json({});
  outbox.add({}, { path: "/votes/12", method: "DELETE" });
  await settled();
  assert.deepEqual(network.asked.map(({ path, method, body }) => [method, path, body]), [["DELETE", `${ADDRESS}/votes/12`, undefined]]);
});

test("notes survive the page, and two tabs send each once", async () => {
  const name = "minga.notes.two";
  const first = await opened({ name });
  first.add({ text: "x" });
  first.add({ text: "y" });
  await settled();
  network.asked = [];
  network.answer = async () => {
    await settled(5);
    return json({});
  };
  await opened({ name });
  first.flush();
  await settled(200);
  assert.deepEqual(bodies(), [{ text: "x" }, { text: "y" }]);
  assert.deepEqual(first.list(), []);
});

test("another tab's change is shown here", async () => {
  const name = "minga.notes.shown";
  await opened({ name });
  localStorage.setItem(name, JSON.stringify([{ key: "k", body: {}, fault: "" }]));
  dispatchEvent(Object.assign(new Event("storage"), { key: name }));
  assert.equal(told.shown.at(-1), 1);
});

test("where storage is shut or full, notes live as long as the page", async () => {
  for (const trouble of ["isShut", "isFull"]) {
    localStorage[trouble] = true;
    const outbox = await opened();
    network.answer = null;
    outbox.add({ text: trouble });
    await settled();
    assert.equal(outbox.list().length, 1);
    network.answer = () => json({});
    await outbox.flush();
    assert.deepEqual(outbox.list(), []);
    localStorage[trouble] = false;
  }
  assert.equal(told.sent.length, 2);
});
