// While somebody writes a challenge: what in the bank sounds alike, a moment after the last key.

const QUIET_MS = 600;
const LEAST = 8;
const form = document.querySelector("form[data-alike]");
const box = document.querySelector("[data-alike-found]");
const list = document.querySelector("[data-alike-list]");
/** @typedef {{ title: string, url: string, state: string, percent: number }} Alike */

let timer = 0;
let asked = 0;

/** @param {Alike} alike */
function entry({ title, url, state, percent }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url + location.search.replace(/^.*?(\?city=[^&]*).*$|^.*$/, "$1");
  link.target = "_blank";
  link.textContent = title;
  const more = document.createElement("span");
  more.className = "soft";
  more.textContent = ` ${state} · ${percent} %`;
  item.append(link, more);
  return item;
}

async function look() {
  const mine = (asked += 1);
  const text = [...form.querySelectorAll("[data-alike-text]")].map(({ value }) => value).join(" ").trim();
  /** @type {Alike[]} */
  let alike = [];
  if (text.length >= LEAST) {
    const address = new URL(form.dataset.alike, location.origin);
    address.searchParams.set("text", text.slice(0, 1500));
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) alike = (await answer.json()).like;
  }
  if (mine !== asked) return; // a later question has been asked meanwhile
  list.replaceChildren(...alike.map(entry));
  box.hidden = alike.length === 0;
}

form.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-alike-text]")) return;
  clearTimeout(timer);
  timer = setTimeout(look, QUIET_MS);
});
