// A place by its name in the forms of the control room.
//
//   dressPlaces(root, { onPick(place), onLoose() })   for every [data-places] field in root
//
// `data-sets-lat` and `-lon` name the fields that a choice fills in; text that is not chosen from
// the list empties them again: it is an address and no point.

import { placeSearch } from "../../reports/search.js";

/** @type {(root: Part, told?: { onPick?: (place: Wire.PlaceMatch) => void, onLoose?: () => void }) => void} */
export function dressPlaces(root, { onPick = () => {}, onLoose = () => {} } = {}) {
  for (const field of root.querySelectorAll("[data-places]")) {
    dressPlace(field.querySelector("input"), field.querySelector("[role=listbox]"), { onPick, onLoose });
  }
}

/** @type {(input: Part, list: Part, told: { onPick: (place: Wire.PlaceMatch) => void, onLoose: () => void }) => void} */
function dressPlace(input, list, { onPick, onLoose }) {
  const [latField, lonField] = [input.dataset.setsLat, input.dataset.setsLon].map((id) => document.getElementById(id));
  let picked = Boolean(input.value && latField.value); // the form came back with a fault elsewhere

  /** @param {{ lat: string, lon: string }} place */
  function fill({ lat, lon }) {
    latField.value = lat;
    lonField.value = lon;
  }

  placeSearch(input, list, {
    eager: true,
    onPick(place) {
      picked = true;
      fill({ lat: String(place.lat), lon: String(place.lon) });
      onPick(place);
    },
    onType() {
      if (!picked) return; // what was written there by hand stays
      picked = false;
      fill({ lat: "", lon: "" });
      onLoose();
    },
  });
}
