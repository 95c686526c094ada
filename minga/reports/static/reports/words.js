// What a page's modules say comes with the page, in its language: one JSON block, `page-words`.

const block = globalThis.document?.getElementById("page-words");
/** @type {Record<string, any>} */
export const words = block ? JSON.parse(block.textContent) : {};

// say("near", { near: "Plaza Perú" }) fills `{near}` in the sentence of that name.
/** @type {(name: string, values?: Record<string, string | number>) => string} */
export function say(name, values = {}) {
  return Object.entries(values).reduce(
    (sentence, [key, value]) => sentence.replaceAll(`{${key}}`, String(value)),
    words[name] ?? name,
  );
}

/** @type {(name: string, count: number) => string} */
export function sayCount(name, count) {
  const number = count.toLocaleString(document.documentElement.lang);
  return say(count === 1 ? `${name}_one` : `${name}_many`, { count: number });
}

// Anything else that the page gives along: addresses, a setup.
/** @type {(name: string) => any} */
export const data = (name) => words[name];
