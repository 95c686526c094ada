// One report as an entry of a list: icon, what, state as a word with its sign, and since when.

import { icon as iconOf } from "../web/icon.js";

export { iconOf };

/** @type {(state: string, setup: Pick<import("../web/map.js").Setup, "states" | "sprite">) => HTMLElement} */
export function badgeOf(state, { states, sprite }) {
  const badge = make("span", `badge badge--${state}`);
  badge.append(iconOf(states[state]?.icon ?? "circle-dot", sprite), states[state]?.name ?? state);
  return badge;
}

/** @type {(moment: string, language?: string) => string} */
export function sinceWords(moment, language = document.documentElement.lang) {
  const passed = (Date.now() - Date.parse(moment)) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (passed < 60) return format.format(0, "minute");
  if (passed < 3600) return format.format(-Math.floor(passed / 60), "minute");
  if (passed < 86_400) return format.format(-Math.floor(passed / 3600), "hour");
  if (passed < 7 * 86_400) return format.format(-Math.floor(passed / 86_400), "day");
  // Day, month, year, as the pages of the server write them.
  const written = language.startsWith("en") ? "en-GB" : language;
  return new Date(moment).toLocaleDateString(written, { day: "numeric", month: "short", year: "numeric" });
}

/** @type {(report: import("../web/map.js").PointOf, how: { setup: import("../web/map.js").Setup, address: string, isNew: boolean }) => HTMLElement} */
export function listEntry(report, { setup, address, isNew }) {
  const category = setup.categories[report.category] ?? { icon: "circle-dot", name: report.category };
  const entry = make("li", isNew ? "is-new" : "");
  const link = make("a", "entry");
  link.href = address;
  const tile = make("span", "tile");
  tile.append(iconOf(category.icon, setup.sprite));
  const words = make("span", "entry__words");
  const top = make("span", "entry__what");
  top.append(category.name);
  const time = make("time", "entry__when");
  const { filed_at: filedAt = "" } = report;
  time.dateTime = filedAt;
  time.textContent = sinceWords(filedAt);
  const meta = make("span", "entry__meta");
  meta.append(badgeOf(report.state, setup), time);
  words.append(top, meta);
  link.append(tile, words);
  entry.append(link);
  return entry;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 */
function make(tag, className) {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}
