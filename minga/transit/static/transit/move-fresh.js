// Pieces that renew themselves: `data-fresh` is where the piece comes from, `data-every` how often in
// seconds. A fact on the stream renews them at once; a page that nobody sees asks for nothing.

import { inCity } from "../web/city.js";
import { openStream, stateShower } from "../web/live.js";
import { paintSigns } from "./move-signs.js";

const QUIET_MS = 1500; // many open pages must not all ask at the same instant

/** @param {Part} piece */
function renewer(piece) {
  let asked = 0;
  return async function renew() {
    if (document.hidden) return;
    const turn = ++asked;
    const answer = await fetch(inCity(piece.dataset.fresh), { headers: { Accept: "text/html" } });
    if (!answer.ok || turn !== asked) return;
    const focused = piece.contains(document.activeElement) && document.activeElement?.getAttribute("href");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const unfolded = new Set([...piece.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
    piece.replaceChildren(...fresh.body.childNodes);
    for (const summary of piece.querySelectorAll("summary")) if (unfolded.has(summary.textContent)) summary.parentElement.open = true;
    paintSigns(piece);
    if (focused) piece.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  };
}

/** @param {() => void} onNews */
export function startFresh(onNews) {
  const pieces = [...document.querySelectorAll("[data-fresh]")];
  const renewers = pieces.map(renewer);
  let waiting = 0;

  function soon() {
    if (waiting || document.hidden) return;
    waiting = setTimeout(() => {
      waiting = 0;
      for (const renew of renewers) renew().catch(() => {});
      onNews();
    }, 150 + Math.random() * QUIET_MS);
  }

  pieces.forEach((piece, index) => {
    const every = Number(piece.dataset.every);
    if (every) setInterval(() => renewers[index]().catch(() => {}), every * 1000);
  });
  const from = document.querySelector("[data-from]")?.dataset.from;
  if (from !== undefined) {
    openStream(inCity("/live/public"), {
      after: from,
      onEvent: soon,
      onState: stateShower(document.querySelector("[data-live]")),
    });
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) soon();
  });
}
