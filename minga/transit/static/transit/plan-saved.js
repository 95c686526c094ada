// Places that somebody goes to often. They lie in this phone's storage and nowhere else.

/** @typedef {{ name: string, lat: number, lon: number }} Saved */

const KEPT = "minga.places";
const MOST = 12;

/** @returns {Saved[]} */
export function saved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter(({ name, lat, lon }) => name && isFinite(lat) && isFinite(lon)) : [];
  } catch {
    return [];
  }
}

/** @param {Saved[]} places */
function keep(places) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(places.slice(0, MOST)));
  } catch {
    // A full or forbidden storage: the page works without saved places.
  }
}

/** @param {Saved} place */
export function save({ name, lat, lon }) {
  keep([{ name, lat, lon }, ...saved().filter((place) => place.name !== name)]);
}

/** @param {string} name */
export function remove(name) {
  keep(saved().filter((place) => place.name !== name));
}
