// The phone's drawer of interviews (IndexedDB), apart from the reports' own:
//   interviews  those that are written or wait, by the key that makes sending them once
//   sent        which of them arrived, without a word of what was said

const NAME = "minga-interviews";
const DRAWERS = { interviews: "key", sent: "key" };
let opening = null;

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

async function change(drawers, act, durability = "strict") {
  const base = await open();
  return new Promise((resolve, reject) => {
    const work = base.transaction(drawers, "readwrite", { durability });
    work.oncomplete = () => resolve();
    work.onerror = work.onabort = () => reject(work.error);
    act(work);
  });
}

async function answered(drawer, ask) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const request = ask(base.transaction(drawer).objectStore(drawer));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);
const tell = () => listeners.forEach((listener) => listener());
channel?.addEventListener("message", tell);

function changed() {
  tell();
  channel?.postMessage("changed");
}

export const kept = async () => (await answered("interviews", (drawer) => drawer.getAll())).sort((one, other) => other.at - one.at);
export const keptOne = (key) => answered("interviews", (drawer) => drawer.get(key));
export const arrived = async () => (await answered("sent", (drawer) => drawer.getAll())).sort((one, other) => other.at - one.at);

// Every keystroke: reaches the system's hands at once, so closing the tab loses nothing. What has
// been finished meanwhile, in this tab or another one, is not written over.
export function keepDraft(one) {
  return change(
    ["interviews"],
    (work) => {
      const drawer = work.objectStore("interviews");
      drawer.get(one.key).onsuccess = ({ target }) => {
        if (!target.result || target.result.state === "draft") drawer.put(one);
      };
    },
    "relaxed",
  );
}

// Finished, taken back, or marked with what is wrong: resolves when the disk has it.
export async function amend(key, values) {
  await change(["interviews"], (work) => {
    const drawer = work.objectStore("interviews");
    drawer.get(key).onsuccess = ({ target }) => {
      if (target.result) drawer.put({ ...target.result, ...values });
    };
  });
  changed();
}

export async function discard(key) {
  await change(["interviews"], (work) => work.objectStore("interviews").delete(key));
  changed();
}

// It arrived: the words leave the phone, its number stays.
export async function archive(key, told) {
  await change(["interviews", "sent"], (work) => {
    work.objectStore("interviews").delete(key);
    work.objectStore("sent").put({ key, at: Date.now(), ...told });
  });
  changed();
}
