// Links to photos and voice live a few minutes. While a report stays open they are renewed before
// they run out, without touching what is seen or heard: a photo that has come is left alone, and a
// voice note that plays is changed when it pauses.

const PART = 0.6; // of a link's life, after which it is renewed
const AGAIN_MS = 5000;

/** @param {Part} dossier */
export function keepLinks(dossier) {
  const section = dossier.querySelector("[data-links]");
  if (!section) return;
  const life = Number(section.dataset.lasts) * 1000;
  let timer = 0;
  let renewed = Date.now();
  let busy = false;

  function later(wait = life * PART) {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  async function look() {
    if (!dossier.isConnected) return stop();
    busy = true;
    try {
      const answer = await fetch(section.dataset.links, { cache: "no-store", redirect: "error" });
      if ([401, 403, 404].includes(answer.status)) return stop(); // no longer one's own
      if (!answer.ok) throw new Error(String(answer.status));
      const { links } = await answer.json();
      for (const shown of dossier.querySelectorAll("[data-file]")) renew(shown, links[shown.dataset.file]);
      renewed = Date.now();
      later();
    } catch {
      later(AGAIN_MS);
    } finally {
      busy = false;
    }
  }

  // A sleeping computer or a hidden tab lets timers wait; a file that fails says so itself.
  function hurry() {
    if (!busy && !document.hidden && Date.now() - renewed > life * PART) look();
  }

  /** @param {{ target: EventTarget | null }} event */
  function failed({ target }) {
    if (!busy && target instanceof Element && target.matches("[data-file]") && Date.now() - renewed > AGAIN_MS) look();
  }

  function stop() {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", hurry);
    removeEventListener("pageshow", hurry);
  }

  dossier.addEventListener("error", failed, true);
  document.addEventListener("visibilitychange", hurry);
  addEventListener("pageshow", hurry);
  later();
}

/** @type {(shown: Part, link: string | undefined) => void} */
function renew(shown, link) {
  if (!link) return;
  if (shown.tagName === "A") shown.href = link;
  else if (shown.tagName === "AUDIO") renewSound(shown, link);
  else if (!shown.complete || !shown.naturalWidth) shown.src = link;
}

/** @type {(sound: Part, link: string) => void} */
function renewSound(sound, link) {
  const isWaiting = "next" in sound.dataset;
  sound.dataset.next = link;
  if (isWaiting) return;
  const change = () => {
    const at = sound.currentTime;
    sound.src = sound.dataset.next;
    delete sound.dataset.next;
    if (at) sound.addEventListener("loadedmetadata", () => (sound.currentTime = at), { once: true });
  };
  if (sound.paused) change();
  else sound.addEventListener("pause", change, { once: true });
}
