// Offers to install the app, after the first report only and never again once waved away.

const KEY = "minga.install";
/** @type {InstallPrompt | null} */
let offered = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
});

function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

// Safari on iPhone and iPad never asks by itself; a sentence says where its menu has it.
function isApple() {
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.userAgent));
}

/** @param {string} [value] */
function waved(value) {
  try {
    if (value) localStorage.setItem(KEY, value);
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

/** @type {(box: Part, reports: number) => void} */
export function offerInstall(box, reports) {
  if (reports < 1 || isInstalled() || waved() || !(offered || isApple())) return;
  const [button, apple] = [box.querySelector("[data-install-now]"), box.querySelector("[data-install-apple]")];
  button.hidden = !offered;
  apple.hidden = Boolean(offered);
  box.hidden = false;
  button.addEventListener("click", async () => {
    await offered?.prompt();
    waved("asked");
    box.hidden = true;
  });
  box.querySelector("[data-install-later]").addEventListener("click", () => {
    waved("later");
    box.hidden = true;
  });
}
