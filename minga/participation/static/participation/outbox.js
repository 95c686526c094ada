// What somebody does goes into the phone first and out from there, in its order: once, never twice,
// never lost. The key made here is the Idempotency-Key, so an answer that got lost is simply asked
// for again.

import { uuid } from "../reports/device.js";

/**
 * Something done on this phone that the server has not answered yet.
 * @typedef {object} Entry
 * @property {string} key  its Idempotency-Key
 * @property {number} at
 * @property {any} body
 * @property {string} [path]  behind the outbox's own address
 * @property {string} [method]
 * @property {string} fault  why the server will not have it; "" while it may
 *
 * @typedef {{ sent: any, fault?: undefined, held?: undefined }
 *   | { sent?: undefined, fault: string, held?: undefined }
 *   | { sent?: undefined, fault?: undefined, held?: number }} Outcome  `held`: not before so many ms
 */

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 20_000;
const MENDABLE = [400, 404, 409, 413, 422];

/** @param {string} name */
export function drawer(name) {
  /** @type {any} */
  let memory = null; // where storage is switched off, notes live as long as the page
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(name) ?? "null") ?? memory;
      } catch {
        return memory;
      }
    },
    write(/** @type {unknown} */ value) {
      memory = value;
      try {
        localStorage.setItem(name, JSON.stringify(value));
      } catch {
        // full, or switched off
      }
    },
  };
}

// onChange(list): what waits, oldest first. onSent(entry, told): the server has it. onRefused(entry,
// words): the server will not have it; without it the entry stays, with its fault, to be mended.
// An entry may say where it goes: add(body, { path, method }).
/**
 * @param {{ name: string, address: string, headers: () => Record<string, string> }} to
 * @param {object} told
 * @param {(entries: Entry[]) => void} told.onChange
 * @param {(entry: Entry, answer: any) => void} told.onSent
 * @param {(entry: Entry, words: string) => void} [told.onRefused]
 */
export function openOutbox({ name, address, headers }, { onChange, onSent, onRefused }) {
  const kept = drawer(name);
  let timer = 0;
  let failures = 0;
  /** @type {Promise<void> | null} */
  let sending = null;

  /** @returns {Entry[]} */
  const list = () => kept.read() ?? [];
  /** @param {Entry[]} entries */
  function store(entries) {
    kept.write(entries);
    onChange(entries);
  }

  /** @type {(body: any, to?: { path?: string, method?: string }) => void} */
  function add(body, { path = "", method = "POST" } = {}) {
    store([...list(), { key: uuid(), at: Date.now(), body, path, method, fault: "" }]);
    flush();
  }

  /** @param {string} key */
  function drop(key) {
    store(list().filter((entry) => entry.key !== key));
  }

  function flush() {
    clearTimeout(timer);
    const alone = () => sendAll().catch(() => {});
    sending ??= (navigator.locks ? navigator.locks.request(name, alone) : alone()).finally(() => {
      sending = null;
    });
    return sending;
  }

  async function sendAll() {
    for (;;) {
      const entry = list().find(({ fault }) => !fault);
      if (!entry) return;
      const outcome = await send(entry);
      if (outcome.sent) {
        drop(entry.key);
        onSent(entry, outcome.sent);
        failures = 0;
      } else if (outcome.fault && onRefused) {
        drop(entry.key);
        onRefused(entry, outcome.fault);
      } else if (outcome.fault) {
        store(list().map((kept) => (kept.key === entry.key ? { ...kept, fault: outcome.fault } : kept)));
      } else {
        failures += 1;
        const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
        // A pause that the server asked for is kept whole; chance, so that phones do not come together.
        const wait = outcome.held ? outcome.held + Math.random() * 1000 : longest * (0.5 + Math.random() / 2);
        timer = setTimeout(flush, wait);
        return;
      }
    }
  }

  /** @type {(entry: Entry) => Promise<Outcome>} */
  async function send({ key, body, path = "", method = "POST" }) {
    try {
      const answer = await fetch(address + path, {
        method,
        headers: { ...headers(), "Content-Type": "application/json", "Idempotency-Key": key },
        body: method === "DELETE" ? undefined : JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
      const told = await answer.json().catch(() => null);
      if (answer.ok && told) return { sent: told };
      if (MENDABLE.includes(answer.status) && told?.errors) {
        return { fault: told.errors.map((/** @type {{ message: string }} */ { message }) => message).join(" ") };
      }
      const held = Number(answer.headers.get("Retry-After")) * 1000;
      return { held: held > 0 ? held : undefined };
    } catch {
      return {}; // no network, or an answer that never came
    }
  }

  addEventListener("online", () => {
    failures = 0;
    flush();
  });
  addEventListener("storage", (event) => {
    if (event.key === name) onChange(list());
  });
  onChange(list());
  if (list().length) flush();
  return { add, drop, flush, list };
}
