// Folding: how what somebody types is compared with what is written, as `ground/folding.py` does it
// (a test holds the tables to those there). For what is searched on the phone itself.

/** @type {Record<string, string>} */
export const SHORT = {
  alm: "almirante", av: "avenida", avda: "avenida", ave: "avenida", cap: "capitan",
  cdte: "comandante", cmdte: "comandante", cnel: "coronel", crl: "coronel", ctra: "carretera",
  depto: "departamento", dpto: "departamento", dr: "doctor", dra: "doctora", edif: "edificio",
  esq: "con", esquina: "con", fco: "francisco", gral: "general", hosp: "hospital",
  ing: "ingeniero", km: "kilometro", mons: "monsenor", mun: "municipalidad", nte: "norte",
  ote: "oriente", pdte: "presidente", pje: "pasaje", plza: "plaza", pob: "poblacion",
  prof: "profesor", psje: "pasaje", pte: "presidente", pza: "plaza", r: "ruta",
  sgto: "sargento", sta: "santa", sto: "santo", tte: "teniente", y: "con",
};
/** @type {Record<string, string>} */
export const AFTER_NUMBER = { pte: "poniente" };
/** @type {Record<string, string>} */
export const ONE_WORD = { "bio bio": "biobio" };
const JOINS = "con";
const LONG = 5;

/** @type {(text: string) => string} */
export function letters(text) {
  const bare = text.toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return bare === text ? text : letters(bare);
}

/** @type {(text: string) => string[]} */
const wordsIn = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

// Lower case, no accents, no punctuation, abbreviations written out.
/** @param {string} text */
export function fold(text) {
  const plain = letters(text.replaceAll(/[\u00ba\u00aa\u00b0]/g, "")).replaceAll(/\bs\/n\b/g, " ");
  const parts = wordsIn(plain.replaceAll(/[/&+]/g, ` ${JOINS} `));
  const whole = parts.map((word, i) => {
    const meant = /^\d+[a-z]?$/.test(parts[i - 1] ?? "") ? AFTER_NUMBER[word] : undefined;
    return meant ?? (Object.hasOwn(SHORT, word) ? SHORT[word] : word);
  });
  return Object.entries(ONE_WORD).reduce(
    (text, [written, meant]) => text.replaceAll(new RegExp(`\\b${written}\\b`, "g"), meant),
    whole.join(" "),
  );
}

// What must be in a folded text for it to be what was typed: each word, or one of its meanings (the
// last one may not be typed to its end). What joins a corner may be missing.
/** @type {(typed: string) => string[][]} */
export function terms(typed) {
  const parts = fold(typed).split(" ").filter(Boolean);
  const wanted = parts.filter((word) => word !== JOINS);
  const all = (wanted.length ? wanted : parts).map((word) => [word]);
  const last = wordsIn(letters(typed)).at(-1) ?? "";
  if (all.length && Object.hasOwn(SHORT, last) && all.at(-1)?.[0] === SHORT[last] && /[\p{L}\p{N}]$/u.test(typed)) {
    all[all.length - 1] = [SHORT[last], last];
  }
  return all;
}

// Whether a folded text holds a term, a long one also over its gaps: "ohiggins" is in "o higgins".
/** @type {(folded: string, term: string[]) => boolean} */
export const holds = (folded, term) =>
  term.some((word) => folded.includes(word) || (word.length >= LONG && folded.replaceAll(" ", "").includes(word)));
