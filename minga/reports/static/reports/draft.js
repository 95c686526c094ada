// What is being written of a report, kept in the phone for a day: a reload, a call or a shut tab
// loses nothing. It goes in the same write in which the report is kept to be sent.

import { change, read } from "./store.js";

/** @typedef {Pick<import("./store.js").Kept, "body" | "photos" | "voice"> & { at: number }} Draft */

export const DRAFT = "draft";
const LASTS_MS = 24 * 3600 * 1000;
const LATER_MS = 400;

/** @returns {Promise<Draft | null>} what was begun within a day */
export async function readDraft() {
  try {
    const draft = (await read("settings", DRAFT))?.draft;
    return draft && Date.now() - draft.at < LASTS_MS ? draft : null;
  } catch {
    return null; // this browser keeps nothing
  }
}

export async function dropDraft() {
  try {
    await change({ settings: (drawer) => drawer.delete(DRAFT) });
  } catch {
    // There is nothing to drop where nothing can be kept.
  }
}

// Keeps what `written` gives a moment after each change; null: nothing worth keeping.
/** @type {(written: () => Omit<Draft, "at"> | null) => { changed: () => void, stop: () => void }} */
export function draftKeeper(written) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const save = () => {
    const now = written();
    if (!now) return void dropDraft();
    const draft = { ...now, at: Date.now() };
    change({ settings: (drawer) => drawer.put({ name: DRAFT, draft }) }).catch(() => {});
  };
  const changed = () => {
    stop();
    timer = setTimeout(save, LATER_MS);
  };
  return { changed, stop };
}
