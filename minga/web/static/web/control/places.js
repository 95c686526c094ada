// A combobox (WAI-ARIA 1.2, list with manual choice) over /api/v1/places.
//
//   dressPlaces(root, { onPick(place), onLoose() })   for every [data-places] field in root
//
// `data-sets-lat`, `-lon`, `-area` name the fields that a choice fills in; text that is not chosen
// from the list empties them again: it is an address and no point.

const WAIT_MS = 120;

export function dressPlaces(root, { city = "", onPick = () => {}, onLoose = () => {} } = {}) {
  for (const field of root.querySelectorAll("[data-places]")) {
    new Places(field.querySelector("input"), field.querySelector("[role=listbox]"), { city, onPick, onLoose });
  }
}

class Places {
  constructor(input, list, { city, onPick, onLoose }) {
    Object.assign(this, { input, list, city, onPick, onLoose, found: [], at: -1, asked: 0, picked: "" });
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.#pick(Number(option.dataset.at));
    });
  }

  #typed() {
    if (this.picked && this.input.value !== this.picked) {
      this.picked = "";
      this.#fill({ lat: "", lon: "" });
      this.onLoose();
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search(), WAIT_MS);
  }

  async #search() {
    const query = this.input.value.trim();
    const turn = ++this.asked;
    if (query.length < 2) return this.#close();
    const asked = new URLSearchParams({ q: query, ...(this.city && { city: this.city }) });
    try {
      const answer = await fetch(`/api/v1/places?${asked}`);
      if (turn !== this.asked || !answer.ok) return;
      this.found = (await answer.json()).places;
    } catch {
      return this.#close(); // without the search the address is kept as written
    }
    if (document.activeElement === this.input) this.#show();
  }

  #show() {
    this.at = -1;
    this.list.replaceChildren(
      ...this.found.map((place, at) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${at}`;
        option.dataset.at = at;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const area = document.createElement("span");
        area.textContent = place.area?.name ?? place.area ?? "";
        option.append(place.name, area);
        return option;
      }),
    );
    const open = this.found.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      return this.#close();
    }
    if (this.list.hidden || event.ctrlKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#mark((this.at + step + this.found.length) % this.found.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && this.at >= 0)) {
      if (event.key === "Enter") event.preventDefault();
      this.#pick(Math.max(0, this.at));
    }
  }

  #mark(at) {
    this.at = at;
    for (const option of this.list.children) {
      option.setAttribute("aria-selected", String(Number(option.dataset.at) === at));
    }
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  #pick(at) {
    const place = this.found[at];
    this.asked += 1;
    clearTimeout(this.timer);
    this.input.value = this.picked = place.name;
    this.#fill({ lat: place.lat, lon: place.lon, area: place.area?.code ?? "" });
    this.#close();
    this.onPick(place);
  }

  #fill({ lat, lon, area }) {
    const set = (id, value) => {
      const field = id && document.getElementById(id);
      if (field && value !== undefined) field.value = value;
    };
    set(this.input.dataset.setsLat, lat);
    set(this.input.dataset.setsLon, lon);
    if (area) set(this.input.dataset.setsArea, area);
  }

  #close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
