// Address or place by text: the ARIA combobox pattern with a list box. Arrows choose, Enter takes,
// Escape closes; what is typed without choosing stays as an address in words.

import { inCity } from "../web/city.js";

const QUIET_MS = 200;

// input: role=combobox; list: role=listbox. onPick({ name, lat, lon, area }); onType(text).
export function placeSearch(input, list, { onPick, onType, onCount }) {
  let found = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

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
    if (list.hidden) close();
    onCount(found.length);
  }

  function option(place, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.textContent = place.name;
    const area = document.createElement("span");
    area.className = "soft";
    area.textContent = place.area ?? "";
    item.append(name, area);
    // pointerdown, so that the field keeps the focus.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
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
    const place = found[index];
    input.value = place.name;
    found = [];
    close();
    onPick(place);
  }

  async function look(text) {
    const turn = ++asked;
    try {
      const answer = await fetch(inCity(`/api/v1/places?q=${encodeURIComponent(text.slice(0, 160))}`));
      const { places } = await answer.json();
      if (turn !== asked || document.activeElement !== input) return;
      found = places;
      draw();
    } catch {
      found = []; // without signal the words themselves are the address
      close();
    }
  }

  input.addEventListener("input", () => {
    const text = input.value.trim();
    onType(text);
    clearTimeout(timer);
    asked += 1;
    if (text.length < 2) return close();
    timer = setTimeout(() => look(text), QUIET_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      if (active >= 0) take(active);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else {
      return;
    }
    event.preventDefault(); // Enter in this field never sends the report by accident
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}
