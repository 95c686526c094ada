// As much of a browser as our modules without a page of their own need, each part behaving as the
// real one: storage that keeps strings and can be full or shut, IndexedDB (fake-indexeddb follows
// the specification), events of the window, locks that queue, a network that answers as told.
import "fake-indexeddb/auto";
import { mock } from "node:test";

const heard = new EventTarget();
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
  define(name, heard[name].bind(heard));
}

// Node's keeps the process alive for as long as it is open.
const Channel = globalThis.BroadcastChannel;
define(
  "BroadcastChannel",
  class extends Channel {
    constructor(name) {
      super(name);
      this.unref();
    }
  },
);

// Storage ----------------------------------------------------------------------------------------

export class FakeStorage {
  #kept = new Map();
  isFull = false;
  isShut = false; // switched off by the person: every touch throws

  #touch() {
    if (this.isShut) throw new DOMException("The operation is insecure.", "SecurityError");
  }

  get length() {
    this.#touch();
    return this.#kept.size;
  }

  key(place) {
    this.#touch();
    return [...this.#kept.keys()][place] ?? null;
  }

  getItem(name) {
    this.#touch();
    return this.#kept.get(String(name)) ?? null;
  }

  setItem(name, value) {
    this.#touch();
    if (this.isFull) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.#kept.set(String(name), String(value));
  }

  removeItem(name) {
    this.#touch();
    this.#kept.delete(String(name));
  }

  clear() {
    this.#kept.clear();
  }
}

define("localStorage", new FakeStorage());
define("sessionStorage", new FakeStorage());

// Locks: one holder of a name at a time, the others in their turn -----------------------------------

class FakeLocks {
  #last = new Map();

  request(name, work) {
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(() => work({ name, mode: "exclusive" }));
    this.#last.set(name, mine.catch(() => {}));
    return mine;
  }
}

define("navigator", { onLine: true, locks: new FakeLocks(), userAgent: "node" });

// The page: whether somebody looks at it, its language, its city -------------------------------------

const page = new EventTarget();
define("document", Object.assign(page, {
  hidden: false,
  activeElement: null,
  documentElement: { lang: "es", dataset: {} },
  getElementById: () => null,
  querySelectorAll: () => [],
}));
define("location", new URL("https://ciudad.example/"));

// Network: `network.answer = (request) => Response`; without an answer there is no signal ------------

export const network = {
  /** @type {{ path: string, method: string, headers: Headers, body: any }[]} */
  asked: [],
  /** @type {((request: any) => Response | Promise<Response>) | null} */
  answer: null,
};

define("fetch", async (address, request = {}) => {
  const { pathname, search } = new URL(address, location.href);
  const one = { path: pathname + search, method: request.method ?? "GET", headers: new Headers(request.headers), body: request.body };
  network.asked.push(one);
  if (!network.answer) throw new TypeError("Failed to fetch");
  return network.answer(one);
});

export const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

// Time: `Date` and timers stand still until `tick`; chance gives its middle ---------------------------

export function holdTime() {
  mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"], now: Date.parse("2026-11-05T12:00:00Z") });
  mock.method(Math, "random", () => 0.5);
}

// Lets everything that waits for nothing but its turn happen, IndexedDB's work included.
export async function settled(turns = 40) {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done));
}

export async function tick(ms) {
  mock.timers.tick(ms);
  await settled();
}

// A module as another tab or a reload has it: with a state of its own, over the same storage.
let copies = 0;
export const fresh = (path) => import(`${new URL(path, import.meta.url).href}?copy=${(copies += 1)}`);
