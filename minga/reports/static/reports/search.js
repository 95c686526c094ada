// Something by its name: the ARIA combobox pattern with a list box. Arrows choose, Enter takes,
// Escape closes; what is typed without choosing stays as words.

import { inCity } from "../web/city.js";

const QUIET_MS = 200;

/**
 * Whom a search tells what, and how it does.
 * @template Match
 * @typedef {object} Told
 * @property {(text: string) => Promise<Match[]>} look
 * @property {(match: Match) => Node[]} show
 * @property {(match: Match) => void} onPick
 * @property {(text: string) => void} onType
 * @property {(count: number) => void} [onCount]
 * @property {boolean} [sends]  with nothing chosen Enter is the form's; else it does nothing
 * @property {boolean} [eager]  Enter takes the first, and Tab takes what is chosen
 */

/**
 * @template Match
 * @param {Part} input  role=combobox
 * @param {Part} list  role=listbox
 * @param {Told<Match>} told
 */
export function search(input, list, told) {
  const { look, show, onPick, onType, onCount = () => {}, sends = false, eager = false } = told;
  /** @type {Match[]} */
  let matches = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  /** @param {number} index */
  function mark(index) {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} isOpen */
  function open(isOpen) {
    mark(-1);
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  const close = () => open(false);

  /** @param {Match[]} found */
  function draw(found) {
    matches = found;
    list.replaceChildren(...matches.map(option));
    open(matches.length > 0);
    onCount(matches.length);
  }

  /** @type {(match: Match, index: number) => HTMLElement} */
  function option(match, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(...show(match));
    // pointerdown, so that the field keeps the focus.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(index));
    return item;
  }

  /** @param {number} step */
  function move(step) {
    if (list.hidden) return;
    const from = active < 0 && step < 0 ? 0 : active; // up from none is the last
    mark((from + step + matches.length) % matches.length);
  }

  // What is still being asked was asked for other words.
  function forget() {
    clearTimeout(timer);
    asked += 1;
  }

  /** @param {number} index */
  function take(index) {
    forget();
    close();
    onPick(matches[index]);
  }

  /** @param {string} text */
  async function ask(text) {
    const turn = ++asked;
    try {
      const found = await look(text);
      if (turn === asked && document.activeElement === input) draw(found);
    } catch {
      if (turn === asked) close(); // without signal the words themselves go along
    }
  }

  input.addEventListener("input", () => {
    const text = input.value.trim();
    onType(text);
    forget();
    mark(-1); // it was chosen for other words
    if (text.length < 2) return close();
    timer = setTimeout(() => ask(text), QUIET_MS);
  });
  input.addEventListener("keydown", (event) => {
    const chosen = eager && active < 0 && !list.hidden ? 0 : active;
    if (event.ctrlKey) return;
    if (event.key === "Tab" && eager && active >= 0) return take(active);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (chosen >= 0 || !sends)) {
      if (chosen >= 0) take(chosen);
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
/** @type {(input: Part, list: Part, told: Omit<Told<Wire.PlaceMatch>, "look" | "show">) => void} */
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
