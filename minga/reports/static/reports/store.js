// The phone's own drawer (IndexedDB), used by pages and by the service worker alike:
//   waiting   reports that have not gone out yet, by their Idempotency-Key
//   mine      reports that were sent from this phone, by receipt, with the author's token
//   settings  single values: the language of the pages, the report being written

const NAME = "minga";
const VERSION = 1;
const DRAWERS = { waiting: "key", mine: "receipt", settings: "name" };

/**
 * A photo or a voice note; `seen` where the phone could draw it.
 * @typedef {{ blob: Blob, name: string, seen?: boolean }} KeptFile
 *
 * @typedef {{ field: string, message: string }} Fault  what the server does not like
 *
 * What the pages show of a report, in the person's words and language.
 * @typedef {{ category: string, icon: string, where: string, text: string }} Shown
 *
 * A report that has not gone out whole: without `receipt` all of it waits, with it only the files.
 * @typedef {object} Kept
 * @property {string} key  its Idempotency-Key
 * @property {number} at  when it was written
 * @property {string} language
 * @property {string} device  random name of this browser, for the limit per device
 * @property {string} body  the JSON that is sent
 * @property {Shown} shown
 * @property {KeptFile[]} photos
 * @property {KeptFile | null} voice
 * @property {number} tries
 * @property {number} retryAt  not before this moment, unless the network is back
 * @property {boolean} [held]  the server named the moment: it holds, network or not
 * @property {boolean} [reached]  the last attempt got some answer
 * @property {{ status: number, errors: Fault[] } | null} fault  the person has to mend it
 * @property {string} [receipt]
 * @property {string} [token]
 *
 * What the server tells of a report that it has stored.
 * @typedef {object} Receipt
 * @property {string} receipt
 * @property {string} token  the author's secret
 * @property {string} url
 * @property {{ name: string }} answered_by
 * @property {string} why
 * @property {{ receipt: string, url: string, distance_m: number }[]} similar
 *
 * A report of this phone that the server has; `faults` are those of its files.
 * @typedef {Receipt & { key: string, at: number, shown: Shown, language: string, faults: Fault[] }} Mine
 *
 * @typedef {{ waiting: Kept, mine: Mine, settings: { name: string, value?: string, draft?: import("./draft.js").Draft } }} Rows
 */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(DRAWERS)) {
        asked.result.createObjectStore(name, { keyPath });
      }
    };
    asked.onsuccess = () => {
      // Another tab with a newer version must not wait for this one.
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

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template {keyof Rows} D
 * @param {D} drawer
 * @param {string} key
 * @returns {Promise<Rows[D] | undefined>}
 */
export async function read(drawer, key) {
  const base = await open();
  return settled(base.transaction(drawer).objectStore(drawer).get(key));
}

/**
 * @template {keyof Rows} D
 * @param {D} drawer
 * @returns {Promise<Rows[D][]>}
 */
export async function all(drawer) {
  const base = await open();
  return settled(base.transaction(drawer).objectStore(drawer).getAll());
}

// Several writes that live or die together: change({ waiting: (drawer) => drawer.delete(key) }).
// Resolves when the disk has them (`strict`), not before: "saved" must be true.
/**
 * @param {{ [D in keyof Rows]?: (drawer: IDBObjectStore) => unknown }} acts
 * @returns {Promise<void>}
 */
export async function change(acts) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const work = base.transaction(Object.keys(acts), "readwrite", { durability: "strict" });
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error); // any error ends so, and only now has its reason
    for (const [name, act] of Object.entries(acts)) act(work.objectStore(name));
  });
}

// Changes some values of a row that is still there; a row deleted meanwhile stays deleted.
/** @type {<D extends keyof Rows>(drawer: D, key: string, values: Partial<Rows[D]>) => Promise<void>} */
export const amend = (drawer, key, values) =>
  change({ [drawer]: (/** @type {IDBObjectStore} */ store) => amendRow(store, key, values) });

/** @type {(store: IDBObjectStore, key: string, values: object) => void} */
export function amendRow(store, key, values) {
  const asked = store.get(key);
  asked.onsuccess = () => {
    if (asked.result) store.put({ ...asked.result, ...values });
  };
}

/** @type {<D extends keyof Rows>(drawer: D, value: Rows[D]) => Promise<void>} */
export const write = (drawer, value) => change({ [drawer]: (/** @type {IDBObjectStore} */ store) => store.put(value) });
/** @type {(drawer: keyof Rows, key: string) => Promise<void>} */
export const remove = (drawer, key) => change({ [drawer]: (/** @type {IDBObjectStore} */ store) => store.delete(key) });
