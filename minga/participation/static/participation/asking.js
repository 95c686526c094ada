// One question to the workshop's own door. Says what came back, or that nothing did.

import { say } from "../reports/words.js";

/** @typedef {(path: string, body?: any, how?: { method?: string, key?: string }) => Promise<{ ok: boolean, status: number, told: any, words: string }>} Tell */

const PATIENCE_MS = 20_000;

// tell("votes", { note }) → { ok, status, told, words }; `words` says what went wrong.
// A page that was kept without signal has no token of its own; each answer brings the present one.
/** @type {(door: string, given: string) => { tell: Tell, headers: () => Record<string, string> }} */
export function asker(door, given) {
  let csrf = given;
  /** @returns {Record<string, string>} */
  const headers = () => ({ "X-CSRFToken": csrf });

  /** @type {Tell} */
  async function tell(path, body, { method = "POST", key = "" } = {}) {
    const isForm = body instanceof FormData;
    const sent = headers();
    if (body !== undefined && !isForm) sent["Content-Type"] = "application/json";
    if (key) sent["Idempotency-Key"] = key;
    try {
      const answer = await fetch(door + path, {
        method,
        headers: sent,
        body: isForm || body === undefined ? body : JSON.stringify(body),
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
      csrf = answer.headers.get("X-CSRFToken") || csrf;
      const told = await answer.json().catch(() => null);
      const wrong = told?.errors?.map((/** @type {{ message: string }} */ { message }) => message).join(" ") || say("went_wrong");
      return { ok: answer.ok, status: answer.status, told, words: answer.ok ? "" : wrong };
    } catch {
      return { ok: false, status: 0, told: null, words: say("no_signal") };
    }
  }
  return { tell, headers };
}
