// The phone's drawer of interviews (IndexedDB), apart from the reports' own:
//   interviews  those that are written or wait, by the key that makes sending them once
//   sent        which of them arrived, without a word of what was said

/**
 * @typedef {"refused" | "other" | "no_part" | "sign_in"} Refusal  refused by the server, under another one's
 *   name there, not one's programme, not signed in
 *
 * @typedef {{ question: string, text: string }} Statement  words of an answer that were marked
 *
 * @typedef {object} Told
 * @property {string} consent
 * @property {string} guide
 * @property {number} guide_version
 * @property {string} held_on
 * @property {string} [name]
 * @property {string} [institution]
 * @property {string} [service]
 * @property {Statement[]} [answers]  once it is finished
 * @property {Statement[]} [statements]
 *
 * An interview that is written, or waits for signal.
 * @typedef {object} Interview
 * @property {string} key  its Idempotency-Key
 * @property {string} programme
 * @property {number} at
 * @property {"draft" | "ready"} state
 * @property {Refusal | null} fault
 * @property {string} title
 * @property {Told} told  what is sent
 * @property {Wire.Guide} guide
 * @property {Record<number, string>} answers  by the place of their question
 * @property {Statement[]} statements
 * @property {string} [why]
 * @property {string} [node]
 *
 * @typedef {{ key: string, at: number, node: string, title: string }} Arrived
 */

const NAME = "minga-interviews";
const DRAWERS = { interviews: "key", sent: "key" };
/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(DRAWERS)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opening = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      opening = null;
      reject(asked.error);
    };
  });
  return opening;
}

/** @type {(drawers: string[], act: (work: IDBTransaction) => unknown, durability?: "strict" | "relaxed") => Promise<void>} */
async function change(drawers, act, durability = "strict") {
  const base = await open();
  return new Promise((resolve, reject) => {
    const work = base.transaction(drawers, "readwrite", { durability });
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error); // any error ends so, and only now has its reason
    act(work);
  });
}

/**
 * @template T
 * @param {"interviews" | "sent"} drawer
 * @param {(drawer: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function answered(drawer, ask) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const request = ask(base.transaction(drawer).objectStore(drawer));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
/** @type {Set<() => void>} */
const listeners = new Set();
export const onChange = (/** @type {() => void} */ listener) => listeners.add(listener);
const tell = () => listeners.forEach((listener) => listener());
channel?.addEventListener("message", tell);

function changed() {
  tell();
  channel?.postMessage("changed");
}

/** @type {() => Promise<Interview[]>} */
export const kept = async () => (await answered("interviews", (drawer) => drawer.getAll())).sort((first, second) => second.at - first.at);
/** @type {(key: string) => Promise<Interview | undefined>} */
export const keptOne = (key) => answered("interviews", (drawer) => drawer.get(key));
/** @type {() => Promise<Arrived[]>} */
export const arrived = async () => (await answered("sent", (drawer) => drawer.getAll())).sort((first, second) => second.at - first.at);

// Every keystroke: reaches the system's hands at once, so closing the tab loses nothing. What has
// been finished meanwhile, in this tab or another one, is not written over.
/** @param {Interview} one */
export function keepDraft(one) {
  return change(
    ["interviews"],
    (work) => {
      const drawer = work.objectStore("interviews");
      const asked = drawer.get(one.key);
      asked.onsuccess = () => {
        if (!asked.result || asked.result.state === "draft") drawer.put(one);
      };
    },
    "relaxed",
  );
}

// Finished, taken back, or marked with what is wrong: resolves when the disk has it.
/** @type {(key: string, values: Partial<Interview>) => Promise<void>} */
export async function amend(key, values) {
  await change(["interviews"], (work) => {
    const drawer = work.objectStore("interviews");
    const asked = drawer.get(key);
    asked.onsuccess = () => {
      if (asked.result) drawer.put({ ...asked.result, ...values });
    };
  });
  changed();
}

/** @param {string} key */
export async function discard(key) {
  await change(["interviews"], (work) => work.objectStore("interviews").delete(key));
  changed();
}

// It arrived: the words leave the phone, its number stays.
/** @type {(key: string, told: { node: string, title: string }) => Promise<void>} */
export async function archive(key, told) {
  await change(["interviews", "sent"], (work) => {
    work.objectStore("interviews").delete(key);
    work.objectStore("sent").put({ key, at: Date.now(), ...told });
  });
  changed();
}
