// The alarm of the phone and the alarm of the server are one machine, to the last bit: rides that
// the Python one has written down (tests/kernels/alarm_vectors.py) are ridden here once more.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { begin, courseOf, step, wait } from "../../minga/transit/static/transit/alarm.js";

const { kinds, rides } = JSON.parse(readFileSync(new URL("../../build/rides.json", import.meta.url), "utf8"));

// 0 and -0 are one number in JSON, as in both machines.
function isSame(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return false;
  return Object.keys({ ...one, ...other }).every((key) => isSame(one[key], other[key]));
}

// What differs: at most one fault a ride.
function replayed(several) {
  return several.flatMap(({ stop, way, ends, aboard, course: drawn, steps }, ride) => {
    const course = courseOf(stop, way, ends);
    if (!isSame(course, drawn)) return [{ ride, course, drawn }];
    let state = begin({ aboard });
    for (const [at, { given, state: wanted, effects: due }] of steps.entries()) {
      const [next, effects] = typeof given === "number" ? wait(course, state, given) : step(course, state, given);
      state = next;
      if (!isSame(state, wanted) || !isSame(effects, due)) return [{ ride, at, given, state, wanted, effects, due }];
    }
    return [];
  });
}

test("phone and server give equal states and effects", () => {
  const steps = rides.flatMap((ride) => ride.steps);
  assert.ok(steps.length > 10_000);
  const heard = new Set(steps.flatMap((one) => one.effects.map(({ kind }) => kind)));
  assert.deepEqual(heard, new Set(kinds));
  assert.deepEqual(replayed(rides), []);
});

test("replay sees a difference of one bit", () => {
  const [first, second] = structuredClone(rides.slice(0, 2));
  const { last } = second.steps.findLast(({ state }) => state.last).state;
  last.x *= 1 + 2 ** -52;
  assert.equal(replayed([first, second]).length, 1);
});
