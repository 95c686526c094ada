// Every report goes into the phone first and out from there: once, never twice, never lost.
// The key made here is its Idempotency-Key, so an answer that got lost is asked for again and the
// server tells the same receipt. Pages and the service worker use this same module; the lock lets
// one of them send at a time.

import { DRAFT } from "./draft.js";
import { sendFile, sendReport } from "./sending.js";
import { all, amend, amendRow, change, read } from "./store.js";

/**
 * @typedef {import("./store.js").Kept} Kept
 * @typedef {import("./store.js").KeptFile} KeptFile
 * @typedef {import("./store.js").Mine} Mine
 * @typedef {{ held: boolean, reached: boolean, retryAt: number }} Later  when to come again, and why
 * @typedef {{ left: number, nextAt: number }} Flushed
 */

const LOCK = "minga.queue";
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(LOCK) : null;
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Promise<Flushed> | null} */
let running = null;
let askedAgain = false;
let askedFresh = false;

/** @param {() => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) listener();
  channel?.postMessage("changed");
}
channel?.addEventListener("message", () => listeners.forEach((listener) => listener()));

export async function waiting() {
  return (await all("waiting")).sort((first, second) => first.at - second.at);
}

// Resolves once the disk has the report; its draft goes in the same write. `replaces` is the key of
// one that was mended.
/**
 * @param {Pick<Kept, "key" | "at" | "language" | "shown"> & Partial<Kept>} report
 * @param {string | null} [replaces]
 */
export async function keep(report, replaces) {
  await change({
    waiting: (drawer) => {
      if (replaces) drawer.delete(replaces);
      drawer.put({ photos: [], voice: null, tries: 0, retryAt: 0, fault: null, ...report });
    },
    ...(report.receipt ? {} : { settings: (drawer) => drawer.delete(DRAFT) }),
  });
  changed();
  askBackgroundSync();
}

/** @param {string} key */
export async function discard(key) {
  await change({ waiting: (drawer) => drawer.delete(key) });
  changed();
}

// Photos and voice for a report that has its receipt already.
/**
 * @param {Mine} mine
 * @param {{ photos?: KeptFile[], voice?: KeptFile | null }} files
 * @param {string} key
 */
export async function keepFiles(mine, { photos = [], voice = null }, key) {
  const { receipt, token, language, shown } = mine;
  await keep({ key, at: Date.now(), receipt, token, language, shown, photos, voice });
}

async function askBackgroundSync() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await registration?.sync?.register(LOCK);
  } catch {
    // Only some browsers send with the page closed; the others send when it is opened.
  }
}

// Sends what is due. Resolves to { left, nextAt }: how many still wait, and when to come again.
// `fresh`: the network is back, so whoever waited only for that goes now. A wait that the server
// asked for holds.
export function flush({ fresh = false } = {}) {
  askedFresh ||= fresh;
  askedAgain = true;
  running ??= untilNobodyAsks().finally(() => {
    running = null;
  });
  return running;
}

async function untilNobodyAsks() {
  let result = { left: 0, nextAt: 0 };
  while (askedAgain) {
    askedAgain = false;
    result = await alone(sendAll);
  }
  return result;
}

/** @type {(work: () => Promise<Flushed>) => Promise<Flushed>} */
function alone(work) {
  return globalThis.navigator?.locks ? navigator.locks.request(LOCK, work) : work();
}

async function sendAll() {
  const fresh = askedFresh;
  askedFresh = false;
  let nextAt = 0;
  for (const { key } of await waiting()) {
    const report = await read("waiting", key);
    if (!report || report.fault || (report.retryAt > Date.now() && (report.held || !fresh))) continue;
    const { later } = report.receipt ? await sendFiles(report) : await sendOne(report);
    changed();
    // No network, or asked to wait: the others would fare no better.
    if (later && (later.held || !later.reached)) {
      nextAt = later.retryAt;
      break;
    }
  }
  const left = (await waiting()).filter(({ fault }) => !fault);
  return { left: left.length, nextAt: nextAt || Math.min(...left.map(({ retryAt }) => retryAt)) };
}

/** @type {(report: Kept) => Promise<{ later?: Later }>} */
async function sendOne(report) {
  const result = await sendReport(report);
  if (result.fault) {
    await amend("waiting", report.key, { fault: result.fault });
    return {};
  }
  if (!result.done) return postpone(report, result);
  const { receipt, token } = result.done;
  const hasFiles = report.photos.length > 0 || report.voice;
  await change({
    mine: (drawer) => drawer.put(remembered(report, result.done)),
    waiting: (drawer) =>
      hasFiles ? amendRow(drawer, report.key, { receipt, token, tries: 0 }) : drawer.delete(report.key),
  });
  changed();
  return hasFiles ? sendFiles({ ...report, receipt, token, tries: 0 }) : {};
}

/** @type {(report: Kept, told: import("./store.js").Receipt) => Mine} */
function remembered({ key, at, shown, language }, told) {
  return { ...told, key, at, shown, language, faults: [], url: new URL(told.url).pathname };
}

// One file after the other; each leaves the phone when the server has it, or has refused it.
/** @type {(report: Kept) => Promise<{ later?: Later }>} */
async function sendFiles(report) {
  let { photos, voice } = report;
  while (photos.length || voice) {
    const kind = photos.length ? "photo" : "voice";
    const file = photos[0] ?? voice;
    const result = await sendFile(report, kind, file.blob, file.name);
    if (result.later) return postpone(report, result);
    if (kind === "photo") photos = photos.slice(1);
    else voice = null;
    const left = { photos, voice };
    const isAll = !photos.length && !voice;
    const receipt = report.receipt ?? "";
    const mine = await read("mine", receipt);
    const faults = [...(mine?.faults ?? []), ...(result.fault?.errors ?? [])];
    await change({
      mine: (drawer) => amendRow(drawer, receipt, { faults }),
      waiting: (drawer) =>
        isAll ? drawer.delete(report.key) : amendRow(drawer, report.key, left),
    });
    changed();
  }
  return {};
}

/** @type {(report: Kept, answer: { held_s?: number, reached?: boolean }) => Promise<{ later: Later }>} */
async function postpone(report, { held_s: held, reached = false }) {
  const patience = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(report.tries, 10));
  // Half of the wait is chance, so that a thousand phones do not come back together.
  const wait = held ? held * 1000 + Math.random() * 2000 : patience * (0.5 + Math.random() / 2);
  const later = { held: Boolean(held), reached, retryAt: Date.now() + wait };
  await amend("waiting", report.key, { ...later, tries: report.tries + 1 });
  return { later };
}
