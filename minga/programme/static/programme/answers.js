// Answers to citizen tests that wait for signal: kept on the phone, sent once, told when refused.
// The key made here is the Idempotency-Key, so an answer of the server that got lost is asked for
// again and stored no second time.

import { deviceName } from "../reports/device.js";

const DRAWER = "minga.answers";
const PATIENCE_MS = 20_000;
const REFUSALS = [400, 404, 409, 413, 422];
/**
 * What became of an answer: stored, refused in these words, or not before so many seconds.
 * @typedef {{ done?: any, fault?: string, later?: boolean, wait_s?: number }} Outcome
 */

/** @type {Promise<Record<string, Outcome>> | null} */
let running = null;

/** @returns {Record<string, { address: string, body: string }>} */
function all() {
  try {
    return JSON.parse(localStorage.getItem(DRAWER) ?? "null") ?? {};
  } catch {
    return {};
  }
}

/** @type {(key: string, answer: { address: string, body: string } | null) => void} */
function put(key, answer) {
  const kept = all();
  if (answer) kept[key] = answer;
  else delete kept[key];
  localStorage.setItem(DRAWER, JSON.stringify(kept));
}

/** @type {(key: string, address: string, body: string) => void} */
export const keep = (key, address, body) => put(key, { address, body });
export const waiting = () => Object.keys(all()).length;

// Sends what waits, one tab at a time. Resolves to { key: { done } | { fault } | { later, wait_s } }.
/** @returns {Promise<Record<string, Outcome>>} */
export function flush() {
  running ??= alone(sendAll).finally(() => {
    running = null;
  });
  return running;
}

/** @type {<T>(work: () => Promise<T>) => Promise<T>} */
function alone(work) {
  return navigator.locks ? navigator.locks.request(DRAWER, work) : work();
}

async function sendAll() {
  /** @type {Record<string, Outcome>} */
  const told = {};
  for (const [key, answer] of Object.entries(all())) {
    told[key] = await send(key, answer);
    if (told[key].later) break;
    put(key, null);
  }
  return told;
}

/** @type {(key: string, answer: { address: string, body: string }) => Promise<Outcome>} */
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
      return { fault: words.errors.map((/** @type {{ message: string }} */ error) => error.message).join(" ") };
    }
    return { later: true, wait_s: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { later: true, wait_s: 0 }; // no network, or an answer that never came
  }
}
