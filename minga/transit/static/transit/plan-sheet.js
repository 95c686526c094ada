// The route sheet asks to be kept, so that it opens where there is no signal; and prints.

import "./move-signs.js";

const page = document.getElementById("sheet");
const print = page.querySelector('[data-sheet="print"]');
const kept = page.querySelector('[data-sheet="kept"]');

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => globalThis.print());
}

async function keep() {
  const registration = await navigator.serviceWorker?.ready;
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data?.kept && kept) kept.textContent = kept.dataset.kept;
  });
  registration?.active?.postMessage({ keep: location.pathname + location.search });
}

if (page.querySelector(".steps")) keep();
