// Keeps the results of a test as they are now while somebody looks at them.

import { inCity } from "../web/city.js";
import { openStream } from "../web/live.js";

const GATHER_MS = 400;
const place = document.querySelector("[data-results]");
let timer = 0;

async function renew() {
  const address = new URL(location.href);
  address.searchParams.set("part", "1");
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const html = await answer.text();
  place.innerHTML = html;
}

/** @param {import("../web/live.js").Frame} frame */
function heard({ event, data }) {
  if (event !== "test.answered" || data.node !== place.dataset.results) return;
  clearTimeout(timer);
  timer = setTimeout(renew, GATHER_MS);
}

openStream(inCity("/live/public"), { after: place.dataset.liveFrom, onEvent: heard });
