// One slip is not public: what a key does waits, can be undone, and is not lost with the page.
import { holdTime, network, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { areKeysOn, dressKeySwitch } from "../../minga/web/static/web/control/keys.js";
import { Moment, MOMENT_MS } from "../../minga/web/static/web/control/moment.js";

let said;
beforeEach(() => {
  holdTime();
  said = [];
  network.asked.length = 0;
  network.answer = () => new Response("");
  globalThis.FormData = class {
    constructor(form) {
      this.of = form;
    }
  };
});
afterEach(() => mock.reset());

const momentOf = () => new Moment({
  show: (what) => said.push(`show ${what}`),
  hide: (isUndone) => said.push(isUndone ? "undone" : "hide"),
  fail: (what) => said.push(`fail ${what}`),
});
const formOf = (name) => ({ action: `https://ciudad.example/control/${name}/start/`, isConnected: true, sent: 0, requestSubmit() {
  this.sent += 1;
} });

test("an act by key waits its moment, and is then done once", async () => {
  const form = formOf("A");
  const moment = momentOf();
  moment.begin(form, "Start work");
  moment.begin(form, "Start work"); // the key held down
  await tick(MOMENT_MS - 1);
  assert.equal(form.sent, 0);
  await tick(1);
  await tick(MOMENT_MS);
  assert.deepEqual([form.sent, said], [1, ["show Start work", "hide"]]);
});

test("undone within its moment, nothing is ever sent", async () => {
  const form = formOf("A");
  const moment = momentOf();
  moment.begin(form, "Start work");
  assert.equal(moment.undo(), true);
  assert.equal(moment.undo(), false);
  await tick(MOMENT_MS * 2);
  dispatchEvent(new Event("pagehide"));
  assert.deepEqual([form.sent, network.asked.length, said.at(-1)], [0, 0, "undone"]);
});

test("a page that closes sends what waits", async () => {
  momentOf().begin(formOf("A"), "Start work");
  dispatchEvent(new Event("pagehide"));
  await tick(0);
  assert.deepEqual(network.asked.map(({ path, method }) => [path, method]), [["/control/A/start/", "POST"]]);
});

test("another report may be opened meanwhile, and acted upon: the first is done all the same", async () => {
  const [first, second] = [formOf("A"), formOf("B")];
  const moment = momentOf();
  moment.begin(first, "Start work");
  first.isConnected = false;
  await tick(MOMENT_MS);
  assert.equal(network.asked[0].path, "/control/A/start/");
  moment.begin(first, "Start work");
  moment.begin(second, "Mark as seen");
  await tick(MOMENT_MS);
  assert.deepEqual([network.asked.length, second.sent], [2, 1]);
});

test("what was refused or did not arrive is said", async () => {
  const form = { ...formOf("A"), isConnected: false };
  for (const answer of [null, () => new Response("", { status: 409 })]) {
    network.answer = answer;
    momentOf().begin(form, "Start work");
    await tick(MOMENT_MS);
    assert.equal(said.at(-1), "fail Start work");
  }
});

test("shortcuts of a single key are switched off for good", () => {
  localStorage.clear();
  let change = () => {};
  const box = { checked: false, addEventListener: (_name, act) => (change = act) };
  dressKeySwitch(box);
  assert.deepEqual([box.checked, areKeysOn()], [true, true]);
  box.checked = false;
  change();
  assert.equal(areKeysOn(), false);
});
