// Draws the map's signs on a canvas, at once and without a glyph server: pins (category inside,
// state as colour and as a small sign of its own) and the circles of clusters.

/** @typedef {{ image: ImageData, options: { pixelRatio: number } }} Sign */

const RATIO = 2;
/** @type {Promise<Map<string, Path2D>> | null} */
let shapes = null;

// The sprite's symbols as paths. Lucide draws with these few elements only.
/** @type {(spriteUrl: string) => Promise<Map<string, Path2D>>} */
export async function loadShapes(spriteUrl) {
  shapes ??= fetch(spriteUrl)
    .then((answer) => answer.text())
    .then((text) => {
      const paths = new Map();
      const sprite = new DOMParser().parseFromString(text, "image/svg+xml");
      for (const symbol of sprite.querySelectorAll("symbol")) paths.set(symbol.id, pathOf(symbol));
      return paths;
    });
  return shapes;
}

/** @param {Element} symbol */
function pathOf(symbol) {
  const whole = new Path2D();
  for (const part of symbol.children) {
    /** @param {string} name */
    const n = (name) => Number(part.getAttribute(name) ?? 0);
    const path = new Path2D(part.getAttribute("d") ?? "");
    if (part.tagName === "circle") path.arc(n("cx"), n("cy"), n("r"), 0, 7);
    if (part.tagName === "ellipse") path.ellipse(n("cx"), n("cy"), n("rx"), n("ry"), 0, 0, 7);
    if (part.tagName === "rect") path.roundRect(n("x"), n("y"), n("width"), n("height"), n("rx"));
    if (part.tagName === "line") {
      path.moveTo(n("x1"), n("y1"));
      path.lineTo(n("x2"), n("y2"));
    }
    if (part.tagName === "polyline" || part.tagName === "polygon") {
      const numbers = (part.getAttribute("points") ?? "").trim().split(/[\s,]+/).map(Number);
      for (let i = 0; i < numbers.length; i += 2) path.lineTo(numbers[i], numbers[i + 1]);
      if (part.tagName === "polygon") path.closePath();
    }
    whole.addPath(path);
  }
  return whole;
}

/** @param {number} width */
function board(width) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = width * RATIO;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(RATIO, RATIO);
  pen.lineCap = pen.lineJoin = "round";
  return pen;
}

/** @param {CanvasRenderingContext2D} pen */
function finished(pen) {
  const { width, height } = pen.canvas;
  return { image: pen.getImageData(0, 0, width, height), options: { pixelRatio: RATIO } };
}

/** @type {(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string, ring: string, ringWidth: number) => void} */
function disc(pen, x, y, radius, fill, ring, ringWidth) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = ringWidth;
  pen.strokeStyle = ring;
  pen.stroke();
}

/** @type {(pen: CanvasRenderingContext2D, path: Path2D | undefined, x: number, y: number, width: number, colour: string, weight: number) => void} */
function shape(pen, path, x, y, width, colour, weight) {
  if (!path) return;
  pen.save();
  pen.translate(x, y);
  pen.scale(width / 24, width / 24);
  pen.lineWidth = weight;
  pen.strokeStyle = colour;
  pen.stroke(path);
  pen.restore();
}

/** @param {string} name */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @type {(paths: Map<string, Path2D>, about: { icon: string, state: string, stateIcon?: string }) => Sign} */
export function drawPin(paths, { icon, state, stateIcon }) {
  const pen = board(44);
  const colour = token(`--state-${state}`) || token("--brand");
  const surface = token("--surface");
  pen.shadowColor = "rgb(0 0 0 / 35%)";
  pen.shadowBlur = 4;
  pen.shadowOffsetY = 1;
  disc(pen, 21, 21, 16, colour, surface, 2.5);
  pen.shadowColor = "transparent";
  shape(pen, paths.get(icon), 11.5, 11.5, 19, surface, 2.1);
  disc(pen, 34, 34, 8.5, surface, colour, 1.5);
  shape(pen, paths.get(stateIcon ?? ""), 28.5, 28.5, 11, colour, 2.8);
  return finished(pen);
}

/** @type {(count: string) => Sign} */
export function drawCluster(count) {
  const radius = count.length > 3 ? 25 : count.length > 2 ? 22 : 18;
  const width = radius * 2 + 10;
  const pen = board(width);
  const middle = width / 2;
  pen.globalAlpha = 0.25;
  disc(pen, middle, middle, radius + 3, token("--brand"), "transparent", 0);
  pen.globalAlpha = 1;
  disc(pen, middle, middle, radius - 1, token("--brand"), token("--surface"), 2);
  pen.fillStyle = token("--brand-ink");
  pen.font = `700 15px ${token("--font")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(count, middle, middle + 1);
  return finished(pen);
}
