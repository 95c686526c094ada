// Sends finished interviews, one at a time, whichever tab comes first. The key made on the phone is
// its Idempotency-Key: when an answer gets lost it is sent again, and stored once.

import { amend, archive, kept, keptOne } from "./record-drawer.js";

const LOCK = "minga.interviews";
const PATIENCE_MS = 30_000;
const AGAIN_MS = 20_000;
const { programme, ready, send } = document.getElementById("recorder").dataset;
/** @type {Promise<void> | null} */
let running = null;
let isAskedAgain = false;
let timer = 0;

/** @type {(address: string, request?: RequestInit) => Promise<{ status: number, told: any } | null>} */
async function ask(address, request) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE_MS);
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal, ...request });
    return { status: answer.status, told: await answer.json().catch(() => null) };
  } catch {
    return null; // no signal, or an answer that never came
  }
}

// Asks first who is signed in, which also gives the token that a page needs to send.
/** @returns {Promise<{ csrf: string, fault: import("./record-drawer.js").Refusal | null } | null>} */
async function door() {
  const answer = await ask(ready);
  if (answer?.status !== 200 || !answer.told?.csrf) return null;
  const { person, writes, csrf } = answer.told;
  return { csrf, fault: person ? (writes ? null : "no_part") : "sign_in" };
}

/** @type {(key: string, csrf: string) => Promise<boolean>} */
async function sendOne(key, csrf) {
  const interview = await keptOne(key);
  if (interview?.state !== "ready") return true; // another tab was quicker
  const answer = await ask(send, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key },
    body: JSON.stringify(interview.told),
  });
  const { status, told } = answer ?? {};
  if ((status === 200 || status === 201) && told?.node) {
    await archive(key, { node: told.node, title: interview.title });
    return true;
  }
  if (status === 409 && told?.node) {
    await amend(key, { fault: "other", node: told.node });
    return true;
  }
  if ((status === 400 || status === 422 || status === 413) && told?.errors) {
    const why = told.errors.map((/** @type {import("../reports/store.js").Fault} */ { field, message }) => `${field} ${message}`).join(" ");
    await amend(key, { state: "draft", fault: "refused", why });
    return true;
  }
  return false;
}

async function sendAll() {
  const waiting = (await kept()).filter((interview) => interview.state === "ready" && interview.programme === programme && interview.fault !== "other");
  if (!waiting.length) return true;
  const open = await door();
  if (!open) return false;
  for (const { key, fault } of waiting) {
    if (open.fault) {
      if (fault !== open.fault) await amend(key, { fault: open.fault });
    } else {
      if (fault) await amend(key, { fault: null });
      if (!(await sendOne(key, open.csrf))) return false;
    }
  }
  return true;
}

/** @type {<T>(work: () => Promise<T>) => Promise<T>} */
const alone = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : work());

export function pump() {
  clearTimeout(timer);
  isAskedAgain = running !== null; // the signal came back while an attempt was dying
  running ??= alone(sendAll)
    .catch(() => false)
    .then((done) => {
      running = null;
      if (!done) timer = setTimeout(pump, isAskedAgain ? 0 : AGAIN_MS * (0.5 + Math.random()));
    });
  return running;
}

export function startPump() {
  addEventListener("online", pump);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) pump();
  });
  pump();
}
