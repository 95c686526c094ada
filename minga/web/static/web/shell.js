// What every page does once it is up: the service worker, a strip that says when there is no signal,
// and what waits in this phone goes out.

import { startPump } from "../reports/pump.js";

const strip = document.querySelector("[data-signal]");

function showSignal() {
  if (strip) strip.hidden = navigator.onLine;
}

addEventListener("online", showSignal);
addEventListener("offline", showSignal);
showSignal();

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js", { type: "module" }).catch(() => {
    // Without it Minga still works; it only cannot open without a network.
  });
}

const { person = "" } = document.documentElement.dataset;
if (person || /[?&]done=(out|everywhere)\b/.test(location.search)) {
  import("./keep-words.js").then(({ startKeeping, forgetAll }) => (person ? startKeeping(person) : forgetAll()), () => {
    // Without it the page's forms work as they do without JavaScript.
  });
}

startPump();
