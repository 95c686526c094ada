// What somebody does goes into the phone first and out from there, in its order: once, never twice,
// never lost. The key made here is the Idempotency-Key, so an answer that got lost is simply asked
// for again.

import { uuid } from "../reports/device.js";

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 20_000;
const MENDABLE = [400, 404, 409, 413, 422];

export function drawer(name) {
  let memory = null; // where storage is switched off, notes live as long as the page
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(name) ?? "null") ?? memory;
      } catch {
        return memory;
      }
    },
    write(value) {
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
export function openOutbox({ name, address, headers }, { onChange, onSent, onRefused }) {
  const kept = drawer(name);
  let timer = 0;
  let failures = 0;
  let sending = null;

  const list = () => kept.read() ?? [];
  function store(entries) {
    kept.write(entries);
    onChange(entries);
  }

  function add(body, { path = "", method = "POST" } = {}) {
    store([...list(), { key: uuid(), at: Date.now(), body, path, method, fault: "" }]);
    flush();
  }

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
      const entry = list().find((one) => !one.fault);
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
        store(list().map((one) => (one.key === entry.key ? { ...one, fault: outcome.fault } : one)));
      } else {
        failures += 1;
        const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
        timer = setTimeout(flush, (outcome.held ?? longest) * (0.5 + Math.random() / 2));
        return;
      }
    }
  }

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
        return { fault: told.errors.map((one) => one.message).join(" ") };
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
