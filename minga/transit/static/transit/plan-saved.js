// Places that somebody goes to often. They lie in this phone's storage and nowhere else.

const KEPT = "minga.places";
const MOST = 12;

export function saved() {
  try {
    const told = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(told) ? told.filter(({ name, lat, lon }) => name && isFinite(lat) && isFinite(lon)) : [];
  } catch {
    return [];
  }
}

function keep(places) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(places.slice(0, MOST)));
  } catch {
    // A full or forbidden storage: the page works without saved places.
  }
}

export function save({ name, lat, lon }) {
  keep([{ name, lat, lon }, ...saved().filter((one) => one.name !== name)]);
}

export function remove(name) {
  keep(saved().filter((one) => one.name !== name));
}
