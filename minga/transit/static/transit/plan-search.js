// A place by its name: the ARIA combobox pattern over places, stops and lines. Arrows choose, Enter
// takes, Escape closes. A line leads to its page; what is typed without choosing goes as words.

import { inCity } from "../web/city.js";
import { icon, say, tell, words } from "./plan-words.js";

const QUIET_MS = 200;
const SIGNS = { STOP: "bus", LINE: "signpost", PLACE: "map-pin" };

// onPick({ name, lat, lon }); onType() when the words no longer mean the place that was set.
export function placeSearch(input, list, { onPick, onType }) {
  let found = [];
  let active = -1;
  let timer = 0;
  let turn = 0;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function draw() {
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    tell(found.length ? say("found", { count: found.length }) : say("found_none"));
  }

  function option(match, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const told = document.createElement("span");
    told.append(match.name);
    if (match.area) {
      const area = document.createElement("span");
      area.className = "soft small";
      area.textContent = match.area;
      told.append(area);
    }
    item.append(icon(SIGNS[match.type]), told);
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    item.addEventListener("click", () => take(index));
    return item;
  }

  function move(step) {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    active = (active + step + options.length) % options.length;
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const match = found[index];
    found = [];
    close();
    if (match.url) return location.assign(inCity(match.url));
    onPick(match);
  }

  async function look(text) {
    const now = ++turn;
    try {
      const answer = await fetch(inCity(`${words.search}?text=${encodeURIComponent(text)}`));
      const told = await answer.json();
      if (now !== turn || document.activeElement !== input || !answer.ok) return;
      found = told;
      draw();
    } catch {
      found = []; // without signal the words themselves go along
      close();
    }
  }

  input.addEventListener("input", () => {
    onType();
    clearTimeout(timer);
    turn += 1;
    const text = input.value.trim();
    if (text.length < 2) return close();
    timer = setTimeout(() => look(text), QUIET_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && active >= 0) take(active);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}
