// A sign of the sprite (the address of icons.svg), drawn as the templates draw it.

const SVG = "http://www.w3.org/2000/svg";

/** @type {(name: string, sprite: string, extra?: string) => SVGSVGElement} */
export function icon(name, sprite, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
