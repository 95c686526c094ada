// Answers to citizen tests that wait for signal: kept on the phone, sent once, told when refused.
// The key made here is the Idempotency-Key, so an answer of the server that got lost is asked for
// again and stored no second time.

import { deviceName } from "../reports/device.js";

const DRAWER = "minga.answers";
const PATIENCE_MS = 20_000;
const REFUSALS = [400, 404, 409, 413, 422];
let running = null;

function all() {
  try {
    return JSON.parse(localStorage.getItem(DRAWER)) ?? {};
  } catch {
    return {};
  }
}

function put(key, answer) {
  const kept = all();
  if (answer) kept[key] = answer;
  else delete kept[key];
  localStorage.setItem(DRAWER, JSON.stringify(kept));
}

export const keep = (key, address, body) => put(key, { address, body });
export const waiting = () => Object.keys(all()).length;

// Sends what waits, one tab at a time. Resolves to { key: { done } | { fault } | { later, wait_s } }.
export function flush() {
  running ??= alone(sendAll).finally(() => {
    running = null;
  });
  return running;
}

function alone(work) {
  return navigator.locks ? navigator.locks.request(DRAWER, work) : work();
}

async function sendAll() {
  const told = {};
  for (const [key, answer] of Object.entries(all())) {
    told[key] = await send(key, answer);
    if (told[key].later) break;
    put(key, null);
  }
  return told;
}

async function send(key, { address, body }) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout?.(PATIENCE_MS),
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Device": deviceName(),
        "Accept-Language": document.documentElement.lang,
      },
      body,
    });
    const words = await answer.json().catch(() => null);
    if (answer.status === 201 && words?.answer) return { done: words.answer };
    if (REFUSALS.includes(answer.status) && Array.isArray(words?.errors)) {
      return { fault: words.errors.map((error) => error.message).join(" ") };
    }
    return { later: true, wait_s: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { later: true, wait_s: 0 }; // no network, or an answer that never came
  }
}
