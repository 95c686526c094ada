// Keeps the queue moving while a page is open: on loading, when signal comes back, when the page
// is looked at again, and when a wait is over.

import { flush } from "./queue.js";

let timer = 0;

export function pump({ fresh = false } = {}) {
  clearTimeout(timer);
  return flush({ fresh })
    .then(({ left, nextAt }) => {
      if (left) timer = setTimeout(pump, Math.max(500, nextAt - Date.now()));
    })
    .catch(() => {});
}

export function startPump() {
  addEventListener("online", () => pump({ fresh: true }));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) pump();
  });
  pump({ fresh: true });
}
