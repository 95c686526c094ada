// My reports on this phone: their state as the server tells it to their author, also of one that
// an official has taken out of the public pages.

import { badgeOf, iconOf, sinceWords } from "./entries.js";
import { onChange } from "./queue.js";
import { all } from "./store.js";
import { say } from "./words.js";
import { mapSetup } from "../web/map.js";

const MOST = 20;
const { states, sprite } = mapSetup();

async function present({ receipt, token, url }) {
  const headers = { Authorization: `Bearer ${token}` };
  const told = await fetch(`/api/v1/reports/${receipt}`, { headers, credentials: "omit" });
  if (!told.ok) return null;
  const open = await fetch(url, { method: "HEAD", credentials: "omit" });
  return { ...(await told.json()), hidden: open.status === 404 };
}

function words(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

function entry(mine) {
  const meta = words("span", "entry__meta", words("span", "receipt", mine.receipt));
  const time = words("span", "entry__when", sinceWords(new Date(mine.at).toISOString()));
  meta.append(time);
  const title = words("span", "entry__what", mine.shown.category);
  const body = words("span", "entry__words", title, words("span", "soft small", mine.shown.where), meta);
  const link = words("a", "entry", words("span", "tile", iconOf(mine.shown.icon, sprite)), body);
  link.href = mine.url;
  const item = words("li", "mine__one", link);
  present(mine)
    .then((now) => now && refresh(item, link, meta, time, now))
    .catch(() => {}); // without signal the list stays as the phone knows it
  return item;
}

function refresh(item, link, meta, time, now) {
  time.before(badgeOf(now.state, { states, sprite }));
  if (!now.hidden) return;
  link.removeAttribute("href");
  const answers = now.timeline.filter((line) => line.text).map((line) => words("p", "", `${line.body}: ${line.text}`));
  item.append(words("div", "notice notice--warn mine__hidden", iconOf("eye-off", sprite), words("div", "stack stack--s", words("p", "", say("mine_hidden")), ...answers)));
}

// section: holds a list with `data-mine`; it shows itself once there is something to show.
export function showMine(section) {
  if (!section) return;
  let known = "";
  async function draw() {
    const mine = (await all("mine")).sort((one, other) => other.at - one.at).slice(0, MOST);
    const now = mine.map((one) => one.receipt).join();
    if (now === known) return;
    known = now;
    section.hidden = mine.length === 0;
    section.querySelector("[data-mine]").replaceChildren(...mine.map(entry));
  }
  onChange(() => draw().catch(() => {}));
  draw().catch(() => {});
}
