// Places: drawn as text, saved on this phone, found by name, taken from the phone's best fix.
import { fresh, holdTime, tick } from "./browser.js";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import * as draw from "../../minga/transit/static/transit/draw-text.js";
import { inkOn } from "../../minga/transit/static/transit/move-signs.js";
import { remove, save, saved } from "../../minga/transit/static/transit/plan-saved.js";
import { fold, holds, terms } from "../../minga/web/static/web/folding.js";
import { matches } from "../../minga/transit/static/transit/ride-lines.js";
import { findPosition } from "../../minga/reports/static/reports/position.js";

beforeEach(() => {
  localStorage.clear();
  Object.assign(localStorage, { isFull: false, isShut: false });
});
afterEach(() => mock.reset());

// A way as text -------------------------------------------------------------------------------------

const WAY = "-36.826800, -73.040030\nPlaza Perú\n* Plaza Perú: -36.826800, -73.040030\n-36.820000, -73.040030";

test("a way and its text are the same rows", () => {
  const rows = draw.rowsOf(WAY);
  assert.deepEqual(rows.map(({ kind }) => kind), ["point", "words", "stop", "point"]);
  assert.equal(rows[2].name, "Plaza Perú");
  assert.equal(draw.textOf(rows), WAY);
});

test("points are read as people write them", () => {
  const point = { kind: "point", lat: -36.8, lon: -73 };
  for (const text of ["-36.8,-73", "-36.8; -73", "−36.8 −73", "  -36.8 ,  -73  "]) assert.deepEqual(draw.rowsOf(text), [point], text);
  assert.deepEqual(draw.rowsOf("\n \nCalle 5\n"), [{ kind: "words", text: "Calle 5" }]);
});

test("length is measured along the points, stops and words aside", () => {
  const metres = draw.lengthM(draw.rowsOf(WAY));
  assert.ok(Math.abs(metres - 756.1) < 0.5, String(metres)); // 0.0068 degrees of latitude
  assert.equal(draw.lengthM(draw.rowsOf("Plaza")), 0);
});

test("a tap bends the stretch that is nearest, and a point goes in behind its number", () => {
  const rows = draw.rowsOf("0, 0\n0, 0.01\n0.01, 0.01");
  const { after, off } = draw.nearestStretch(rows, { lat: 0.005, lon: 0.0101 });
  assert.equal(after, 1);
  assert.ok(Math.abs(off - 11.12) < 0.1, String(off));
  const point = { kind: "point", lat: 1, lon: 1 };
  assert.deepEqual(draw.withRow(rows, point, 1).indexOf(point), 2);
  assert.deepEqual(draw.withRow(rows, point, -1).indexOf(point), 0);
  assert.deepEqual(draw.withRow(rows, point, 9).indexOf(point), 3);
});

// Saved places --------------------------------------------------------------------------------------

const HOME = { name: "Casa", lat: -36.8, lon: -73 };

test("saved places: the newest first, one of a name, twelve at most, only what they need", () => {
  save({ ...HOME, secret: "x" });
  for (let i = 0; i < 14; i += 1) save({ name: `Lugar ${i}`, lat: i, lon: i });
  save({ ...HOME, lat: -36.9 });
  assert.equal(saved().length, 12);
  assert.deepEqual(saved()[0], { ...HOME, lat: -36.9 });
  remove("Casa");
  assert.ok(saved().every(({ name }) => name !== "Casa"));
});

test("a storage that is shut, full or holds something else does no harm", () => {
  for (const kept of ["{", "null", '"x"', '{"name": 1}', '[{"name": "a"}, {"name": "b", "lat": "?", "lon": 1}]']) {
    localStorage.setItem("minga.places", kept);
    assert.deepEqual(saved(), [], kept);
  }
  localStorage.isFull = true;
  save(HOME);
  localStorage.isShut = true;
  save(HOME);
  assert.deepEqual(saved(), []);
});

test("what is followed is kept by its kind and code", async () => {
  const { startFollowing } = await fresh("../../minga/transit/static/transit/move-follow.js");
  const attributes = {};
  const button = {
    dataset: { follow: "line", code: "10", name: "Línea 10" },
    setAttribute: (name, value) => (attributes[name] = value),
    querySelector: () => null,
    addEventListener: (_, listener) => (button.click = listener),
  };
  mock.method(document, "querySelectorAll", () => [button]);
  startFollowing();
  const kept = () => JSON.parse(localStorage.getItem("minga.follow.") ?? "[]");
  assert.equal(attributes["aria-pressed"], "false");
  button.click();
  assert.deepEqual([kept(), attributes["aria-pressed"]], [[{ kind: "line", code: "10", name: "Línea 10" }], "true"]);
  button.click();
  assert.deepEqual([kept(), attributes["aria-pressed"]], [[], "false"]);
});

// Lines and stops by name -----------------------------------------------------------------------------

const DIRECTORY = {
  stops: ["Terminal", "Plaza Perú", "Hospital", "Perú con Ñuble"].map((name, i) => ({ name, code: `S${i}` })),
  lines: [
    { name: "1", code: "1", about: "Centro – Hospital", ways: [{ headsign: "Hospital", stops: [0, 1, 2] }, { headsign: "Centro", stops: [2, 1, 0] }] },
    { name: "10", code: "10", about: "", ways: [{ headsign: "Norte", stops: [1, 3] }] },
  ],
};

const found = (typed) => matches(DIRECTORY, typed).map(({ line, way, stop }) => [line.name, way, stop?.name].filter((one) => one !== undefined).join(" "));

test("a line by its number stands first, a stop is found without accents in each direction", () => {
  assert.equal(fold("Ñuble Perú"), "nuble peru");
  assert.deepEqual(found("1"), ["1", "10"]);
  assert.deepEqual(found("peru"), ["10 0 Perú con Ñuble", "1 0 Plaza Perú", "1 1 Plaza Perú"]);
  assert.deepEqual(found("perú plaza"), ["1 0 Plaza Perú", "1 1 Plaza Perú"]);
  assert.deepEqual([found(" "), found("nada")], [[], []]);
});

test("what is looked up on the phone is found as people write it", () => {
  for (const [written, typed] of [
    ["Av. Bernardo O'Higgins", "ohiggins"],
    ["Avenida OHiggins", "o higgins"],
    ["Av. Gral. Bonilla", "AVENIDA GENERAL BONILLA"],
    ["Perú esq. Ñuble", "peru/nuble"],
    ["4 Pte.", "4 poniente"],
    ["Pte. Ibáñez", "presidente ibanez"],
    ["Capilla San José", "cap"],
    ["1º de Mayo", "1 de mayo"],
  ]) {
    assert.ok(terms(typed).every((term) => holds(fold(written), term)), `${typed} in ${fold(written)}`);
  }
  assert.deepEqual(terms("  '…"), []);
  assert.deepEqual(found("NUBLE y peru"), ["10 0 Perú con Ñuble"]);
});

test("nobody gets off where a line begins", () => {
  assert.deepEqual(found("terminal"), ["1 1 Terminal"]);
});

// Position --------------------------------------------------------------------------------------------

function phone() {
  const heard = { fixes: [], troubles: [], cleared: [] };
  navigator.geolocation = {
    watchPosition: (take, fail) => {
      Object.assign(heard, { take: (accuracy) => take({ coords: { latitude: 1, longitude: 2, accuracy } }), fail });
      return 7;
    },
    clearWatch: (watch) => heard.cleared.push(watch),
  };
  globalThis.isSecureContext = true;
  heard.stop = findPosition({ onFix: (fix) => heard.fixes.push(fix.accuracy_m), onTrouble: (what) => heard.troubles.push(what) });
  return heard;
}

test("a worse fix never replaces a better one, and a good one ends the search", () => {
  holdTime();
  const heard = phone();
  for (const accuracy of [80, 200, 40, 40, 9]) heard.take(accuracy);
  assert.deepEqual([heard.fixes, heard.cleared], [[80, 40, 9], [7]]);
});

test("a search ends after fifteen seconds with the best there was", async () => {
  holdTime();
  const heard = phone();
  heard.take(80);
  heard.fail({ code: 3, PERMISSION_DENIED: 1 });
  await tick(15_000);
  assert.deepEqual([heard.fixes, heard.troubles, heard.cleared], [[80], [], [7]]);
});

test("a position that is refused, or cannot be had, is said", () => {
  holdTime();
  const heard = phone();
  heard.fail({ code: 2, PERMISSION_DENIED: 1 });
  heard.fail({ code: 1, PERMISSION_DENIED: 1 });
  assert.deepEqual([heard.troubles, heard.cleared], [["unavailable", "denied"], [7]]);
  delete navigator.geolocation;
  const troubles = [];
  findPosition({ onFix: () => {}, onTrouble: (what) => troubles.push(what) });
  assert.deepEqual(troubles, ["unsupported"]);
});

// Colours -------------------------------------------------------------------------------------------

test("the ink on a line's colour is the one that can be read", () => {
  assert.deepEqual(["ffffff", "000000", "ffff00", "0000ff", "777777"].map(inkOn), ["000000", "ffffff", "000000", "ffffff", "000000"]);
});
