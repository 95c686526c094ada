// Lines, stops and areas that somebody follows: kept on this phone and nowhere else. The page asks
// for them by name when it shows them.

import { city, inCity } from "../web/city.js";
import { paintSigns } from "./move-signs.js";

/** @typedef {{ kind: string, code: string, name: string }} Followed */

const KEY = `minga.follow.${city}`;
const MOST = 40;

/** @returns {Followed[]} */
function kept() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((followed) => followed?.kind && followed?.code).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** @param {Followed[]} all */
function keep(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(-MOST)));
    return true;
  } catch {
    return false; // a browser that keeps nothing
  }
}

/** @type {(button: Part) => (followed: Followed) => boolean} */
const isOne = (button) => ({ kind, code }) => kind === button.dataset.follow && code === button.dataset.code;

/** @param {Part} button */
function show(button) {
  const isFollowed = kept().some(isOne(button));
  button.setAttribute("aria-pressed", String(isFollowed));
  const words = button.querySelector("[data-on]");
  if (words) words.textContent = isFollowed ? words.dataset.on : words.dataset.off;
}

export function startFollowing() {
  const box = document.getElementById("followed");

  async function refresh() {
    if (!box) return;
    const all = kept();
    box.hidden = all.length === 0;
    if (box.hidden) return;
    const address = new URL(inCity(box.dataset.source), location.href);
    address.searchParams.set("part", "followed");
    for (const { kind, code } of all) address.searchParams.append(kind, code);
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const inside = box.querySelector("[data-followed]");
    inside.replaceChildren(...fresh.body.childNodes);
    paintSigns(inside);
  }

  for (const button of document.querySelectorAll("[data-follow]")) {
    button.hidden = false;
    show(button);
    button.addEventListener("click", () => {
      const all = kept();
      const others = all.filter((followed) => !isOne(button)(followed));
      const { follow: kind, code, name } = button.dataset;
      keep(others.length < all.length ? others : [...others, { kind, code, name }]);
      show(button);
      refresh();
    });
  }
  refresh();
  return { refresh };
}
