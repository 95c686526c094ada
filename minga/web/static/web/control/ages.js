// Keeps "5 min ago" true while the page stays open.

const EVERY_MS = 30_000;
const WEEK_S = 7 * 86_400;

/** @type {(root: Part, language: string) => void} */
export function keepAges(root, language) {
  const short = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
  const long = new Intl.RelativeTimeFormat(language, { numeric: "always" });

  /** @param {number} seconds */
  function said(seconds) {
    if (seconds < 3600) return short.format(-Math.floor(seconds / 60), "minute");
    if (seconds < 86_400) return long.format(-Math.floor(seconds / 3600), "hour");
    return long.format(-Math.floor(seconds / 86_400), "day");
  }

  function refresh() {
    for (const time of root.querySelectorAll("time[data-ago]")) {
      const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
      // The first minute and what is older than a week stand as the server wrote them.
      if (seconds < 60 || seconds > WEEK_S) continue;
      const words = said(seconds);
      if (time.textContent !== words) time.textContent = words;
    }
  }

  setInterval(refresh, EVERY_MS);
}
