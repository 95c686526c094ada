// Sets the theme before the first paint, so this is a classic script in <head>, not a module.
// The choice stays in this browser; without one, the system decides.
(() => {
  const KEY = "minga.theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function read() {
    try {
      const kept = localStorage.getItem(KEY);
      return kept === "dark" || kept === "light" ? kept : null;
    } catch {
      return null; // storage is switched off
    }
  }

  function current() {
    return root.dataset.theme ?? (system.matches ? "dark" : "light");
  }

  function announce() {
    document.dispatchEvent(new CustomEvent("minga:theme", { detail: current() }));
  }

  /** @param {"dark" | "light"} theme */
  function choose(theme) {
    root.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice then lasts as long as the page.
    }
    announce();
  }

  const kept = read();
  if (kept) root.dataset.theme = kept;
  system.addEventListener("change", announce);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    button.hidden = false;
    const mirror = () => button.setAttribute("aria-pressed", String(current() === "dark"));
    mirror();
    document.addEventListener("minga:theme", mirror);
    button.addEventListener("click", () => choose(current() === "dark" ? "light" : "dark"));
  });
})();
