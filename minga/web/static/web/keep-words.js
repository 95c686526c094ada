// No form of an official loses words: what is typed is kept in this browser, by person and form,
// until the server says that it was stored. So it outlives a session that ended, a lost
// connection, a closed page and a refused form. Signing out erases it. Never kept: passwords,
// files, hidden fields, forms that say data-keeps="no".

const NAME = "minga.words.";
const OTHERS = "minga-draw:"; // the line editor's own, of this person too
const LASTS_MS = 7 * 24 * 3600 * 1000;
const LATER_MS = 300;
const STORED = "minga_stored";
// Hidden fields that differ at each showing; the others tell apart several forms of one address.
const PASSING = ["csrfmiddlewaretoken", "key", "next", "seen", "sure", "version"];
const SENT = "minga.sent";
const UNTYPED = ["password", "hidden", "file", "submit", "button", "reset", "image", "fieldset"];

/**
 * @typedef {{ name: string, value: string | boolean }} Kept one field, in the form's order
 * @typedef {{ at: number, fields: Kept[] }} Words
 */

/** @param {string} person */
const prefix = (person) => `${NAME}${person}:`;

/** @type {(form: Part, person: string) => string} */
export function nameOf(form, person) {
  const { pathname, search } = new URL(form.getAttribute("action") || location.href, location.href);
  const which = [...form.elements].filter((field) => field.type === "hidden" && field.name && !PASSING.includes(field.name));
  const mark = which.map(({ name, value }) => `${name}=${value}`).join("&");
  return `${prefix(person)}${pathname}${search}${mark && `#${mark}`}`;
}

/** @type {(form: Part) => Part[]} */
function typed(form) {
  return [...form.elements].filter((field) => field.name && !UNTYPED.includes(field.type));
}

/** @param {Part} field what the words were written upon; see minga/ground/conflicts.py */
const isMark = (field) => field.type === "hidden" && ["seen", "version"].includes(field.name);

/** @param {Part} field */
const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

/** @param {Part} form */
export function isKept(form) {
  const { dataset, method } = form;
  if (method !== "post" || dataset.keeps === "no") return false;
  return ![...form.elements].some((field) => field.type === "password") && typed(form).length > 0;
}

/** @type {(form: Part) => Kept[]} */
export function wordsOf(form) {
  return [...typed(form), ...[...form.elements].filter(isMark)].map((field) => ({
    name: field.name,
    value: isTicked(field) ? field.checked : valueOf(field),
  }));
}

// Several may be chosen in a list; then the codes stand one a line.
/** @type {(field: Part) => string} */
function valueOf(field) {
  if (field.type !== "select-multiple") return field.value;
  return [...field.selectedOptions].map((option) => option.value).join("\n");
}

/** @type {(form: Part, words: Kept[]) => boolean} whether anything is otherwise now */
export function fill(form, words) {
  const left = [...words];
  let differs = false;
  for (const field of typed(form)) {
    const place = left.findIndex(({ name }) => name === field.name);
    if (place < 0) continue;
    const [{ value }] = left.splice(place, 1);
    if (isTicked(field)) {
      differs ||= field.checked !== value;
      field.checked = Boolean(value);
    } else if (valueOf(field) !== value) {
      differs = true;
      put(field, String(value));
    }
  }
  // Words written upon an older version say so: the server then shows both.
  if (differs) for (const field of [...form.elements].filter(isMark)) {
    const mark = left.find(({ name }) => name === field.name);
    if (mark) field.value = String(mark.value);
  }
  return differs;
}

/** @type {(field: Part, value: string) => void} */
function put(field, value) {
  if (field.type !== "select-multiple") {
    field.value = value;
    return;
  }
  const chosen = value.split("\n");
  for (const option of field.options) option.selected = chosen.includes(option.value);
}

/** @type {(form: Part, person: string) => void} */
export function keep(form, person) {
  write(nameOf(form, person), { at: Date.now(), fields: wordsOf(form) });
}

/** @type {(form: Part, person: string) => boolean} whether words came back that the page lacked */
export function restore(form, person) {
  const kept = read(nameOf(form, person));
  return kept !== null && fill(form, kept.fields);
}

/** @type {(form: Part, person: string) => void} */
export function forget(form, person) {
  drop(nameOf(form, person));
}

// The addresses that the server has stored a form of since the last page.
/** @type {(cookies: string) => string[]} */
export function storedOf(cookies) {
  const [, value = ""] = cookies.split("; ").map((cookie) => cookie.split("=")).find(([name]) => name === STORED) ?? [];
  return value.split("|").filter(Boolean).map((address) => decodeURIComponent(address));
}

/** Words of anybody else, old ones, and what has been stored; with nobody signed in only old ones.
 * Of several forms of a stored address it was the one `sent` last, where that is known.
 * @type {(person: string, stored: string[], sent?: string) => void} */
export function tidy(person, stored, sent = "") {
  for (const address of stored) {
    const name = `${prefix(person)}${address}`;
    const alike = names(name).filter((one) => one === name || one.startsWith(`${name}#`));
    for (const one of alike.includes(sent) ? [sent] : alike) drop(one);
  }
  for (const name of names(NAME)) {
    const isOthers = person && !name.startsWith(prefix(person));
    if (isOthers || read(name) === null) drop(name);
  }
}

// Signing out: whoever uses this browser next finds nothing.
export function forgetAll() {
  for (const name of [...names(NAME), ...names(OTHERS)]) drop(name);
}

// The page ---------------------------------------------------------------------------------------

/** @type {(person: string) => void} */
export function startKeeping(person) {
  tidy(person, storedOf(document.cookie), recall());
  document.cookie = `${STORED}=; path=/; max-age=0; samesite=lax`;
  if (!person) return;
  /** @type {Map<Part, number>} */
  const waiting = new Map();
  const now = (/** @type {Part} */ form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    // A form that was replaced still says "change" on its way out: what took its place speaks now.
    if (form.isConnected) keep(form, person);
  };
  const allNow = () => [...waiting.keys()].forEach(now);
  const heard = (/** @type {Heard<Event>} */ { target }) => {
    const form = target.closest("form");
    if (!form || !isKept(form)) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => now(form), LATER_MS));
  };
  document.addEventListener("input", heard);
  document.addEventListener("change", heard);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("endsSession" in form.dataset) {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
      forgetAll();
    } else if (isKept(form)) {
      now(form);
      remember(nameOf(form, person));
    }
  });
  addEventListener("pagehide", allNow);
  bringBack(document, person);
  // What htmx brings in, and before it what it stored: the form itself is gone once that is shown.
  document.documentElement.addEventListener("htmx:beforeSwap", ({ detail }) => {
    allNow();
    const page = detail.xhr?.status === 200 ? detail.xhr.responseText : "";
    const form = detail.requestConfig?.elt;
    if (form?.elements && page.includes("data-dossier") && !page.includes("data-unsent")) forget(form, person);
  });
  document.documentElement.addEventListener("htmx:afterSwap", ({ target }) => bringBack(target, person));
}

/** @type {(root: Part | Document, person: string) => void} */
function bringBack(root, person) {
  for (const form of root.querySelectorAll("form")) {
    if (!isKept(form) || !restore(form, person)) continue;
    const fold = form.closest("details");
    if (fold) fold.open = true;
    form.dataset.wordsBack = "";
    showBack(form, person);
    form.dispatchEvent(new CustomEvent("minga:words", { bubbles: true }));
  }
}

// Said at the form, with a way to have the page's own words instead.
/** @type {(form: Part, person: string) => void} */
function showBack(form, person) {
  const { wordsBack = "", wordsDrop = "" } = document.documentElement.dataset;
  const notice = Object.assign(document.createElement("p"), { className: "notice", textContent: `${wordsBack} ` });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "linklike", textContent: wordsDrop });
  notice.setAttribute("role", "status");
  button.addEventListener("click", () => {
    forget(form, person);
    location.reload();
  });
  notice.append(button);
  form.prepend(notice);
}

// Private windows and full devices: then nothing is kept, and writing goes on. ----------------------

/** @type {(start: string) => string[]} */
function names(start) {
  try {
    const all = Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place) ?? "");
    return all.filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}

// The form sent last from this tab.
/** @param {string} name */
function remember(name) {
  try {
    sessionStorage.setItem(SENT, name);
  } catch {
    // Then every form of the stored address is taken for it.
  }
}

function recall() {
  try {
    return sessionStorage.getItem(SENT) ?? "";
  } catch {
    return "";
  }
}

/** @type {(name: string) => Words | null} */
function read(name) {
  try {
    const words = JSON.parse(localStorage.getItem(name) ?? "null");
    return Array.isArray(words?.fields) && Date.now() - words.at < LASTS_MS ? words : null;
  } catch {
    return null;
  }
}

/** @type {(name: string, words: Words) => void} */
function write(name, words) {
  try {
    localStorage.setItem(name, JSON.stringify(words));
  } catch {
    drop(name);
  }
}

/** @param {string} name */
function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // There is nothing to erase where nothing can be kept.
  }
}
