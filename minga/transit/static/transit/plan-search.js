// Places, stops and lines by name. A line leads to its page.

import { search } from "../reports/search.js";
import { data, say } from "../reports/words.js";
import { inCity } from "../web/city.js";
import { icon, tell } from "./plan-words.js";

/**
 * @typedef {{ type: "STOP" | "LINE" | "PLACE", name: string, lat: number, lon: number, area?: string, url?: string }} Match
 */

const SIGNS = { STOP: "bus", LINE: "signpost", PLACE: "map-pin" };

// onPick({ name, lat, lon }); onType() when the words no longer mean the place that was set.
/** @type {(input: Part, list: Part, told: { onPick: (match: Match) => void, onType: () => void }) => void} */
export function endSearch(input, list, { onPick, onType }) {
  search(input, list, {
    look: async (text) => {
      const answer = await fetch(inCity(`${data("search")}?text=${encodeURIComponent(text)}`));
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    },
    show: named,
    onPick: (match) => (match.url ? location.assign(inCity(match.url)) : onPick(match)),
    onType,
    onCount: (count) => tell(count ? say("found", { count }) : say("found_none")),
    sends: true,
  });
}

/** @param {Match} match */
function named(match) {
  const label = document.createElement("span");
  label.append(match.name);
  if (match.area) {
    const area = document.createElement("span");
    area.className = "soft small";
    area.textContent = match.area;
    label.append(area);
  }
  return [icon(SIGNS[match.type]), label];
}
