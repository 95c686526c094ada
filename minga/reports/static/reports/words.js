// What a page's modules say comes with the page, in its language: one JSON block, `page-words`.

const block = globalThis.document?.getElementById("page-words");
export const words = block ? JSON.parse(block.textContent) : {};

// say("near", { near: "Plaza Perú" }) fills `{near}` in the sentence of that name.
export function say(name, values = {}) {
  return Object.entries(values).reduce(
    (sentence, [key, value]) => sentence.replaceAll(`{${key}}`, value),
    words[name] ?? name,
  );
}

export function sayCount(name, count) {
  const number = count.toLocaleString(document.documentElement.lang);
  return say(count === 1 ? `${name}_one` : `${name}_many`, { count: number });
}

export const data = (name) => words[name];
