// The sign of a vehicle on the map: the line's name on a plate; a simulated one is dashed and pale.

import { token } from "../web/pins.js";

const RATIO = 2;
const HIGH = 24;

/** @type {(name: string, simulated: boolean) => import("../web/pins.js").Sign} */
export function drawBus(name, simulated) {
  const words = name.slice(0, 6) || "•";
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const font = `700 13px ${token("--font")}`;
  pen.font = font;
  const wide = Math.max(HIGH, Math.ceil(pen.measureText(words).width) + 14);
  canvas.width = (wide + 4) * RATIO;
  canvas.height = (HIGH + 4) * RATIO;
  pen.scale(RATIO, RATIO);
  pen.beginPath();
  pen.roundRect(2, 2, wide, HIGH, 8);
  pen.fillStyle = simulated ? token("--surface") : token("--brand");
  pen.fill();
  pen.lineWidth = 2;
  pen.setLineDash(simulated ? [4, 3] : []);
  pen.strokeStyle = simulated ? token("--brand") : token("--surface");
  pen.stroke();
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = simulated ? token("--brand") : token("--brand-ink");
  pen.fillText(words, 2 + wide / 2, 3 + HIGH / 2);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: RATIO } };
}
