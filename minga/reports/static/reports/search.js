// Something by its name: the ARIA combobox pattern with a list box. Arrows choose, Enter takes,
// Escape closes; what is typed without choosing stays as words.

import { inCity } from "../web/city.js";

const QUIET_MS = 200;

// input: role=combobox; list: role=listbox. look(text): what is found, each drawn by show(one) as
// nodes; onPick(one); onType(text); onCount(how many). `sends`: Enter with nothing chosen is the
// form's, else it does nothing.
export function search(input, list, { look, show, onPick, onType, onCount, sends = false }) {
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

  function option(one, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(...show(one));
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
    const one = found[index];
    found = [];
    close();
    onPick(one);
  }

  async function ask(text) {
    const turn = ++asked;
    try {
      const told = await look(text);
      if (turn !== asked || document.activeElement !== input) return;
      found = told;
      draw();
    } catch {
      found = []; // without signal the words themselves go along
      close();
    }
  }

  input.addEventListener("input", () => {
    const text = input.value.trim();
    onType(text);
    clearTimeout(timer);
    asked += 1;
    if (text.length < 2) return close();
    timer = setTimeout(() => ask(text), QUIET_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (active >= 0 || !sends)) {
      if (active >= 0) take(active);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}

// An address or a place by its name; Enter in this field never sends the report by accident.
export function placeSearch(input, list, { onPick, ...told }) {
  search(input, list, {
    ...told,
    look: async (text) => {
      const answer = await fetch(inCity(`/api/v1/places?q=${encodeURIComponent(text.slice(0, 160))}`));
      return (await answer.json()).places;
    },
    show: (place) => {
      const [name, area] = [document.createElement("span"), document.createElement("span")];
      name.textContent = place.name;
      area.className = "soft";
      area.textContent = place.area ?? "";
      return [name, area];
    },
    onPick: (place) => {
      input.value = place.name;
      onPick(place);
    },
  });
}
