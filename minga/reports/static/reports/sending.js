// One attempt to send one kept report, or one of its files. Says what happened; keeps nothing.
//
// Outcomes: { done }      the server has it
//           { fault }     the server will never take it as it is; the person has to mend it
//           { later }     try again; `held_s` when the server named the seconds to wait

/**
 * @typedef {import("./store.js").Kept} Kept
 * @typedef {import("./store.js").Receipt} Receipt
 * @typedef {{ receipt?: string, token?: string, language: string }} Sent  a report that has its receipt
 * @typedef {{ status: number, told: any, wait_s: number }} Answer
 * @typedef {{ status: number, errors: import("./store.js").Fault[] }} Refusal
 * @typedef {{ done?: undefined, fault: Refusal, later?: undefined }
 *   | { done?: undefined, fault?: undefined, later: true, reached?: boolean, held_s?: number }} Unsent
 */

const REPORT_MS = 30_000;
const FILE_MS = 120_000;
const MENDABLE = [400, 404, 409, 413, 415, 422];
const NOT_OURS = [401, 403];

/** @type {(one: Kept) => Promise<{ done: Receipt, fault?: undefined } | Unsent>} */
export async function sendReport(one) {
  const headers = {
    "Content-Type": "application/json",
    "Idempotency-Key": one.key,
    "X-Device": one.device,
    "Accept-Language": one.language,
  };
  const answer = await ask("/api/v1/reports", { headers, body: one.body }, REPORT_MS);
  const told = answer?.told;
  // A hotel's or bus's sign-in page also answers 200: only our own answer counts.
  if (answer?.status === 201 && told?.receipt && told?.token) return { done: told };
  return outcome(answer, MENDABLE);
}

/**
 * @param {Sent} one
 * @param {"photo" | "voice"} kind
 * @param {Blob} blob
 * @param {string} name
 * @returns {Promise<{ done: any, fault?: undefined, later?: undefined } | Unsent>}
 */
export async function sendFile({ receipt, token, language }, kind, blob, name) {
  const body = new FormData();
  body.append(kind, blob, name);
  const headers = { Authorization: `Bearer ${token}`, "Accept-Language": language };
  const path = kind === "photo" ? "photos" : "voice";
  const answer = await ask(`/api/v1/reports/${receipt}/${path}`, { headers, body }, FILE_MS);
  if (answer?.status === 201 && answer.told) return { done: answer.told };
  return outcome(answer, [...MENDABLE, ...NOT_OURS]);
}

// An author's act: not-fixed, forget. Returns the answer as it is.
/**
 * @param {Sent} mine
 * @param {"not-fixed" | "forget" | "reply"} verb
 * @param {object} [words]
 */
export function tellReport({ receipt, token, language }, verb, words) {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "Accept-Language": language,
  };
  const body = JSON.stringify(words ?? {});
  return ask(`/api/v1/reports/${receipt}/${verb}`, { headers, body }, REPORT_MS);
}

/** @type {(path: string, request: RequestInit, patience: number) => Promise<Answer | null>} */
async function ask(path, request, patience) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout?.(patience),
      ...request,
    });
    const told = await answer.json().catch(() => null);
    return { status: answer.status, told, wait_s: Number(answer.headers.get("Retry-After")) };
  } catch {
    return null; // no network, or an answer that never came
  }
}

/** @type {(answer: Answer | null, final: number[]) => Unsent} */
function outcome(answer, final) {
  if (!answer) return { later: true };
  const { status, told, wait_s: wait } = answer;
  if (final.includes(status) && Array.isArray(told?.errors)) {
    return { fault: { status, errors: told.errors } };
  }
  return { later: true, reached: true, held_s: wait > 0 ? wait : 0 };
}
