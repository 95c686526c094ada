// The phone's own drawer (IndexedDB), used by pages and by the service worker alike:
//   waiting   reports that have not gone out yet, by their Idempotency-Key
//   mine      reports that were sent from this phone, by receipt, with the author's token
//   settings  single values, such as the language of the pages

const NAME = "minga";
const VERSION = 1;
const DRAWERS = { waiting: "key", mine: "receipt", settings: "name" };
let opening = null;

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

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function read(drawer, key) {
  const base = await open();
  return settled(base.transaction(drawer).objectStore(drawer).get(key));
}

export async function all(drawer) {
  const base = await open();
  return settled(base.transaction(drawer).objectStore(drawer).getAll());
}

// Several writes that live or die together: change({ waiting: (drawer) => drawer.delete(key) }).
// Resolves when the disk has them (`strict`), not before: "saved" must be true.
export async function change(acts) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const work = base.transaction(Object.keys(acts), "readwrite", { durability: "strict" });
    work.oncomplete = () => resolve();
    work.onerror = work.onabort = () => reject(work.error);
    for (const [name, act] of Object.entries(acts)) act(work.objectStore(name));
  });
}

// Changes some values of a row that is still there; a row deleted meanwhile stays deleted.
export const amend = (drawer, key, values) =>
  change({ [drawer]: (store) => amendRow(store, key, values) });

export function amendRow(store, key, values) {
  store.get(key).onsuccess = ({ target }) => {
    if (target.result) store.put({ ...target.result, ...values });
  };
}

export const write = (drawer, value) => change({ [drawer]: (store) => store.put(value) });
export const remove = (drawer, key) => change({ [drawer]: (store) => store.delete(key) });
