// My reports on this phone: their state as the server tells it to their author, also of one that
// an official has taken out of the public pages.

import { badgeOf, iconOf, sinceWords } from "./entries.js";
import { onChange } from "./queue.js";
import { all } from "./store.js";
import { say } from "./words.js";
import { mapSetup } from "../web/map.js";

/** @typedef {import("./store.js").Mine} Mine */
/** @typedef {{ state: string, hidden: boolean, timeline: { body: string, by: string, text: string }[] }} Present */

const MOST = 20;
const { states, sprite } = mapSetup();

/** @type {(mine: Mine) => Promise<Present | null>} */
async function present({ receipt, token, url }) {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`/api/v1/reports/${receipt}`, { headers, credentials: "omit" });
  if (!answer.ok) return null;
  const open = await fetch(url, { method: "HEAD", credentials: "omit" });
  return { ...(await answer.json()), hidden: open.status === 404 };
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {(Node | string)[]} inside
 */
function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

/** @param {Mine} mine */
function entry(mine) {
  const meta = element("span", "entry__meta", element("span", "receipt", mine.receipt));
  const time = element("span", "entry__when", sinceWords(new Date(mine.at).toISOString()));
  meta.append(time);
  const title = element("span", "entry__what", mine.shown.category);
  const body = element("span", "entry__words", title, element("span", "soft small", mine.shown.where), meta);
  const link = element("a", "entry", element("span", "tile", iconOf(mine.shown.icon, sprite)), body);
  link.href = mine.url;
  const item = element("li", "mine__one", link);
  present(mine)
    .then((now) => now && refresh(item, link, meta, time, now))
    .catch(() => {}); // without signal the list stays as the phone knows it
  return item;
}

/** @type {(item: Element, link: Element, meta: Element, time: Element, now: Present) => void} */
function refresh(item, link, meta, time, now) {
  time.before(badgeOf(now.state, { states, sprite }));
  if (!now.hidden) return;
  link.removeAttribute("href");
  const answers = now.timeline.filter((line) => line.text).map((line) => element("p", "", `${line.by || line.body}: ${line.text}`));
  item.append(element("div", "notice notice--warn mine__hidden", iconOf("eye-off", sprite), element("div", "stack stack--s", element("p", "", say("mine_hidden")), ...answers)));
}

// section: holds a list with `data-mine`; it shows itself once there is something to show.
/** @param {Part | null} section */
export function showMine(section) {
  if (!section) return;
  const shown = section;
  let known = "";
  async function draw() {
    const mine = (await all("mine")).sort((first, second) => second.at - first.at).slice(0, MOST);
    const now = mine.map(({ receipt }) => receipt).join();
    if (now === known) return;
    known = now;
    shown.hidden = mine.length === 0;
    shown.querySelector("[data-mine]").replaceChildren(...mine.map(entry));
  }
  onChange(() => draw().catch(() => {}));
  draw().catch(() => {});
}
