// What every page does once it is up: the service worker, and a strip that says when there is no signal.

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
