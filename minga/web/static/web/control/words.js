// The sentences that the room's modules say, from the page, in the reader's language.

const said = document.getElementById("words")?.dataset ?? {};

export function word(name, { count, what } = {}) {
  return (said[name] ?? "").replace("COUNT", count ?? "").replace("WHAT", what ?? "");
}

export function icon(name) {
  const sprite = JSON.parse(document.getElementById("map-setup")?.textContent ?? "{}").sprite;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
