// What the planning page's modules say, in its language: one JSON block, `plan-words`.

const block = document.getElementById("plan-words");
export const words = block ? JSON.parse(block.textContent) : {};

export const say = (name, values = {}) =>
  Object.entries(values).reduce((told, [key, value]) => told.replaceAll(`{${key}}`, value), words[name] ?? name);

const status = document.querySelector('[data-plan="said"]');

// Tell who listens, and who looks: the sentence stands under the form too.
export function tell(sentence) {
  status.textContent = sentence;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.sprite}#${name}`);
  svg.append(use);
  return svg;
}
