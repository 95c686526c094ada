// Every report goes into the phone first and out from there: once, never twice, never lost.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { fresh, holdTime, json, network, settled, tick } from "./browser.js";

import { all, amend, change, read, write } from "../../minga/reports/static/reports/store.js";

const QUEUE = "../../minga/reports/static/reports/queue.js";
const SHOWN = { category: "Luminaria", icon: "lamp", where: "Plaza Perú", text: "" };
let filed; // by Idempotency-Key, as the server has it

beforeEach(async () => {
  Object.assign(network, { asked: [], answer: null });
  holdTime();
  filed = new Map();
  await change({ waiting: (rows) => rows.clear(), mine: (rows) => rows.clear() });
});
afterEach(() => mock.reset());

function report(key, more = {}) {
  const body = JSON.stringify({ category: "street_light", text: key });
  return { key, at: Date.now(), device: "d", language: "es", body, shown: SHOWN, ...more };
}

// A server that answers a key it has seen as it did the first time.
function server({ headers, path, body }) {
  if (path !== "/api/v1/reports") return json({ state: "received" }, 201);
  const key = headers.get("Idempotency-Key");
  if (!filed.has(key)) filed.set(key, { receipt: `R-${filed.size + 1}`, token: `t-${key}`, body });
  const { receipt, token } = filed.get(key);
  const url = `https://ciudad.example/r/${receipt}/`;
  return json({ receipt, token, url, answered_by: { name: "Dirección" }, why: "", similar: [] }, 201);
}

const posts = () => network.asked.filter(({ path }) => path === "/api/v1/reports");

test("a report is kept before it is sent, and its receipt stays on the phone", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("one"));
  assert.equal((await read("waiting", "one")).tries, 0);
  assert.equal(network.asked.length, 0);
  network.answer = server;
  assert.equal((await queue.flush()).left, 0);
  assert.deepEqual(await all("waiting"), []);
  const [mine] = await all("mine");
  assert.deepEqual([mine.receipt, mine.token, mine.key, mine.url, mine.shown], ["R-1", "t-one", "one", "/r/R-1/", SHOWN]);
  const { headers } = posts()[0];
  assert.deepEqual([headers.get("X-Device"), headers.get("Accept-Language")], ["d", "es"]);
});

test("a lost answer is asked for again under the same key, and stored once", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("one"));
  network.answer = (asked) => {
    server(asked);
    throw new TypeError("lost");
  };
  assert.equal((await queue.flush()).left, 1);
  network.answer = server;
  await queue.flush({ fresh: true });
  assert.equal(posts().length, 2);
  assert.equal(filed.size, 1);
  assert.equal((await all("mine")).length, 1);
});

test("two tabs and the worker send each of five reports once, the oldest first", async () => {
  const tabs = [await fresh(QUEUE), await fresh(QUEUE), await fresh(QUEUE)];
  for (const [i, key] of ["a", "b", "c", "d", "e"].entries()) await tabs[0].keep(report(key, { at: 5 - i }));
  network.answer = async (asked) => {
    await settled(3);
    return server(asked);
  };
  await Promise.all(tabs.map((tab) => tab.flush({ fresh: true })));
  assert.deepEqual(posts().map(({ headers }) => headers.get("Idempotency-Key")), ["e", "d", "c", "b", "a"]);
  assert.equal((await all("mine")).length, 5);
});

test("without signal one attempt is enough for all, and the next waits its time", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  await queue.keep(report("b"));
  const { left, nextAt } = await queue.flush();
  assert.deepEqual([left, nextAt - Date.now(), posts().length], [2, 1500, 1]);
  network.answer = server;
  await queue.flush();
  assert.equal(filed.size, 1, "the first waits its time, the second never tried");
  await tick(1500);
  await queue.flush();
  assert.equal(filed.size, 2);
});

test("signal that is back sends at once what waited only for it", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  await queue.flush();
  network.answer = server;
  await queue.flush({ fresh: true });
  assert.deepEqual(await all("waiting"), []);
});

test("a pause the server asks for holds, signal or not", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  network.answer = () => json({ errors: [{ field: "", message: "Muchos reportes." }] }, 429, { "Retry-After": "3" });
  const { nextAt } = await queue.flush();
  assert.equal(nextAt - Date.now(), 4000);
  assert.equal((await read("waiting", "a")).held, true);
  network.answer = server;
  await queue.flush({ fresh: true });
  assert.equal(filed.size, 0);
  await tick(4000);
  await queue.flush();
  assert.equal(filed.size, 1);
});

test("a sign-in page of some network, or half an answer, is not taken for one", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  for (const answer of [new Response("<h1>Wi-Fi gratis</h1>"), json({ receipt: "R" }, 201), json({}, 200), json([], 500)]) {
    network.answer = () => answer;
    assert.equal((await queue.flush({ fresh: true })).left, 1);
  }
  assert.equal((await read("waiting", "a")).tries, 4);
  assert.deepEqual(await all("mine"), []);
});

test("what the server refuses stays to be mended, is not sent again, and stops nobody", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("bad", { at: 1 }));
  await queue.keep(report("good", { at: 2 }));
  const errors = [{ field: "lat", message: "Fuera de la ciudad." }];
  network.answer = (asked) => (asked.headers.get("Idempotency-Key") === "bad" ? json({ errors }, 422) : server(asked));
  assert.equal((await queue.flush()).left, 0);
  assert.deepEqual((await read("waiting", "bad")).fault, { status: 422, errors });
  await queue.flush({ fresh: true });
  assert.equal(posts().length, 2);
  await queue.keep(report("mended"), "bad");
  await queue.flush();
  assert.deepEqual((await all("waiting")).length, 0);
  assert.deepEqual([...filed.keys()], ["good", "mended"]);
});

test("files follow their report, each leaves the phone when the server has it", async () => {
  const queue = await fresh(QUEUE);
  const photos = ["1.jpg", "2.jpg"].map((name) => ({ blob: new Blob([name]), name }));
  await queue.keep(report("a", { photos, voice: { blob: new Blob(["v"]), name: "voice.webm" } }));
  let open = true;
  network.answer = (asked) => {
    if (!open) throw new TypeError("Failed to fetch");
    if (asked.path.endsWith("/photos")) open = false; // signal goes after the first photo
    return server(asked);
  };
  await queue.flush();
  const waits = await read("waiting", "a");
  assert.deepEqual(waits.photos.map(({ name }) => name), ["2.jpg"]);
  assert.deepEqual([waits.receipt, waits.tries], ["R-1", 1]);
  assert.equal((await all("mine")).length, 1);
  network.answer = server;
  await queue.flush({ fresh: true });
  assert.deepEqual(await all("waiting"), []);
  assert.equal(posts().length, 1);
  const files = network.asked.slice(1).map(({ path, body, headers }) => [path, [...body.values()][0].name, headers.get("Authorization")]);
  assert.deepEqual(files.at(-1), ["/api/v1/reports/R-1/voice", "voice.webm", "Bearer t-a"]);
  assert.deepEqual(files.map(([, name]) => name), ["1.jpg", "2.jpg", "2.jpg", "voice.webm"]);
});

test("a file the server refuses is told, and the report stands", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a", { photos: [{ blob: new Blob(["?"]), name: "p" }] }));
  const errors = [{ field: "photo", message: "Esta foto no se puede leer." }];
  network.answer = (asked) => (asked.path.endsWith("/photos") ? json({ errors }, 422) : server(asked));
  assert.equal((await queue.flush()).left, 0);
  assert.deepEqual((await read("mine", "R-1")).faults, errors);
});

test("files may come later, and what is thrown away is gone", async () => {
  const queue = await fresh(QUEUE);
  await write("mine", { receipt: "R-9", token: "t", language: "es", shown: SHOWN, faults: [], key: "k", at: 1, url: "/r/R-9/" });
  await queue.keepFiles(await read("mine", "R-9"), { photos: [{ blob: new Blob(["x"]), name: "x.jpg" }] }, "later");
  await queue.keep(report("not"));
  await queue.discard("not");
  network.answer = server;
  await queue.flush();
  assert.deepEqual(network.asked.map(({ path }) => path), ["/api/v1/reports/R-9/photos"]);
});

test("a report thrown away while it is on its way is not brought back by a failure", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  network.answer = async () => {
    await queue.discard("a");
    throw new TypeError("lost");
  };
  await queue.flush();
  assert.deepEqual(await all("waiting"), []);
});

test("waits grow to five minutes, half of each by chance", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  const waits = [];
  for (const tries of [0, 1, 2, 7, 8, 60]) {
    await amend("waiting", "a", { tries });
    const { nextAt } = await queue.flush({ fresh: true });
    waits.push((nextAt - Date.now()) / 1000);
  }
  assert.deepEqual(waits, [1.5, 3, 6, 192, 225, 225]);
});

test("whoever listens hears of every change, in another tab too", async () => {
  const [here, there] = [await fresh(QUEUE), await fresh(QUEUE)];
  const heard = [];
  here.onChange(() => heard.push("here"));
  there.onChange(() => heard.push("there"));
  await here.keep(report("a"));
  for (let turn = 0; turn < 100 && heard.length < 2; turn += 1) await settled();
  assert.deepEqual(new Set(heard), new Set(["here", "there"]));
});

test("asked again while it sends, the queue looks once more", async () => {
  const queue = await fresh(QUEUE);
  await queue.keep(report("a"));
  network.answer = async (asked) => {
    if (filed.size === 0) {
      await queue.keep(report("b"));
      queue.flush();
    }
    return server(asked);
  };
  assert.equal((await queue.flush()).left, 0);
  assert.deepEqual([...filed.keys()], ["a", "b"]);
});
