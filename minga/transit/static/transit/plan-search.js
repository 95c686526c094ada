// Places, stops and lines by name. A line leads to its page.

import { search } from "../reports/search.js";
import { data, say } from "../reports/words.js";
import { inCity } from "../web/city.js";
import { icon, tell } from "./plan-words.js";

const SIGNS = { STOP: "bus", LINE: "signpost", PLACE: "map-pin" };

// onPick({ name, lat, lon }); onType() when the words no longer mean the place that was set.
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

function named(match) {
  const told = document.createElement("span");
  told.append(match.name);
  if (match.area) {
    const area = document.createElement("span");
    area.className = "soft small";
    area.textContent = match.area;
    told.append(area);
  }
  return [icon(SIGNS[match.type]), told];
}
