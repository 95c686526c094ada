/* While a feed is being read, look again by itself; the form below keeps what was typed. */

const EVERY_MS = 4000;

function tell() {
  const said = document.querySelector("[data-read]");
  said.textContent = said.dataset.words;
}

async function look() {
  const shown = document.querySelector("[data-feeds]");
  if (!shown || !("waits" in shown.dataset)) return;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-feeds]");
      // Whoever is in the middle of moving a date is left alone.
      if (fresh && !shown.contains(document.activeElement)) {
        shown.replaceWith(fresh);
        if (!("waits" in fresh.dataset)) tell();
      }
    }
  } catch {
    // No network: the next look may find it again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
