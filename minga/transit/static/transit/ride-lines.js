// The city's lines and stops on this phone: loaded whole, so that nobody is told what is looked up
// here. Kept in the browser's cache, so that the next ride can be chosen without signal.

import { fold, holds, terms } from "../web/folding.js";

/** @typedef {import("./ride-choice.js").Line} Line */
/** @typedef {import("./ride-choice.js").Stop} Stop */

const KEPT = "ride lines";

/** @type {Map<string, string>} */
const folds = new Map();

// Names are folded once, not at every key.
/** @param {string} name */
function foldedName(name) {
  let folded = folds.get(name);
  if (folded === undefined) folds.set(name, (folded = fold(name)));
  return folded;
}

/**
 * @template Answer
 * @param {string} address
 * @returns {Promise<Answer>}
 */
export async function loaded(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    keep(address, answer.clone());
    return await answer.json();
  } catch (trouble) {
    const kept = await caches?.match(address, { cacheName: KEPT }).catch(() => null);
    if (!kept) throw trouble;
    return kept.json();
  }
}

/** @type {(address: string, answer: Response) => Promise<void>} */
async function keep(address, answer) {
  try {
    await (await caches.open(KEPT)).put(address, answer);
  } catch {
    // Private windows keep nothing; there the page needs signal.
  }
}

// What a search finds: lines by number or name, and stops with each line and direction that calls
// there. At most `most`, the likeliest first.
/**
 * @param {{ lines: Line[], stops: Stop[] }} directory
 * @param {string} typed
 * @returns {{ rank: number, line: Line, way?: number, stop?: Stop }[]}
 */
export function matches({ lines, stops }, typed, most = 12) {
  const sought = terms(typed);
  if (!sought.length) return [];
  const fits = (/** @type {string} */ text) => sought.every((term) => holds(text, term));
  const wanted = fold(typed);
  /** @type {ReturnType<typeof matches>} */
  const ranked = lines
    .map((line) => ({ line, name: foldedName(line.name), text: foldedName(`${line.name} ${line.about}`) }))
    .filter(({ text }) => fits(text))
    .map(({ line, name }) => ({ rank: name === wanted ? 0 : name.startsWith(wanted) ? 1 : 3, line }));
  const named = new Set(stops.flatMap(({ name }, i) => (fits(foldedName(name)) ? [i] : [])));
  for (const line of lines) {
    line.ways.forEach((way, i) => {
      for (const stop of new Set(way.stops.slice(1))) {
        if (!named.has(stop)) continue;
        ranked.push({ rank: foldedName(stops[stop].name).startsWith(sought[0][0]) ? 2 : 4, line, way: i, stop: stops[stop] });
      }
    });
  }
  return ranked.sort((first, second) => first.rank - second.rank).slice(0, most);
}
