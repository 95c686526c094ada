// Black boxes on a copy of a photo: drawn with the pointer, or added and moved by keyboard.
//
// The form gets them as fractions of the photo, `left,top,width,height;…`. Nothing is painted here;
// the server paints the copy, so what is hidden never leaves it.

/**
 * A black box, as fractions of the photo.
 * @typedef {{ left: number, top: number, width: number, height: number }} Place
 * @typedef {Part & { place: Place }} Box
 */

const STEP = 0.02;
const LEAST = 0.02;
/** @param {number} value */
const round = (value) => Math.round(value * 10_000) / 10_000;
/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Part} root */
export function dressRedaction(root) {
  for (const field of root.querySelectorAll("[data-redact]")) new Redaction(field);
}

class Redaction {
  /** @param {Part} field */
  constructor(field) {
    this.field = field;
    this.stage = field.querySelector("[data-stage]");
    this.input = field.querySelector("[data-boxes]");
    const chosen = field.querySelector("[type=checkbox]");
    const tools = field.querySelector("[data-redact-tools]");
    const show = () => {
      this.stage.hidden = tools.hidden = !chosen.checked;
    };
    chosen.addEventListener("change", show);
    show();
    // Those drawn before, on a form that came back.
    for (const box of this.input.value.split(";").filter(Boolean)) {
      const [left, top, width, height] = box.split(",").map(Number);
      this.#add({ left, top, width, height });
    }
    field.querySelector("[data-adds-box]").addEventListener("click", () => {
      this.#add({ left: 0.4, top: 0.4, width: 0.2, height: 0.2 }).focus();
      this.#write();
    });
    this.stage.addEventListener("pointerdown", (event) => this.#grip(event));
    this.stage.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @returns {Box[]} */
  get boxes() {
    return [.../** @type {NodeListOf<Box>} */ (this.stage.querySelectorAll(".redact__box"))];
  }

  /** @type {(place: Place) => Box} */
  #add(place) {
    const box = /** @type {HTMLButtonElement & Box} */ (document.createElement("button"));
    box.type = "button";
    box.className = "redact__box";
    box.dataset.keysRest = "";
    box.append(Object.assign(document.createElement("i"), { className: "redact__corner" }));
    this.stage.append(box);
    this.#put(box, place);
    return box;
  }

  /** @type {(box: Box, place: Place) => void} */
  #put(box, { left, top, width, height }) {
    width = clamp(width, LEAST, 1);
    height = clamp(height, LEAST, 1);
    box.place = {
      left: round(clamp(left, 0, 1 - width)),
      top: round(clamp(top, 0, 1 - height)),
      width: round(width),
      height: round(height),
    };
    for (const [side, part] of Object.entries(box.place)) box.style.setProperty(side, `${part * 100}%`);
  }

  #write() {
    this.input.value = this.boxes
      .map(({ place }) => [place.left, place.top, place.width, place.height].join(","))
      .join(";");
    this.boxes.forEach((box, at) => {
      box.setAttribute("aria-label", this.field.dataset.boxName.replace("NUMBER", String(at + 1)));
    });
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return {
      x: clamp((event.clientX - left) / width, 0, 1),
      y: clamp((event.clientY - top) / height, 0, 1),
    };
  }

  // One gesture: on a corner it sizes, on a box it moves, on the photo it draws a new box.
  /** @param {Heard<PointerEvent>} event */
  #grip(event) {
    if (event.button) return;
    event.preventDefault();
    const from = this.#at(event);
    const gripped = /** @type {Box | null} */ (event.target.closest(".redact__box"));
    const sizes = !gripped || event.target.closest(".redact__corner");
    const box = gripped ?? this.#add({ left: from.x, top: from.y, width: LEAST, height: LEAST });
    box.focus();
    const start = box.place;
    const anchor = { x: start.left, y: start.top };
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      const to = this.#at(moved);
      if (sizes) {
        this.#put(box, {
          left: Math.min(anchor.x, to.x),
          top: Math.min(anchor.y, to.y),
          width: Math.abs(to.x - anchor.x),
          height: Math.abs(to.y - anchor.y),
        });
      } else {
        this.#put(box, { ...start, left: start.left + to.x - from.x, top: start.top + to.y - from.y });
      }
    };
    const end = () => {
      this.stage.removeEventListener("pointermove", move);
      this.#write();
    };
    this.stage.setPointerCapture(event.pointerId);
    this.stage.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) this.stage.addEventListener(kind, end, { once: true });
  }

  /** @param {Heard<KeyboardEvent>} event */
  #key(event) {
    const box = /** @type {Box | null} */ (event.target.closest(".redact__box"));
    if (!box) return;
    /** @type {Record<string, [x: number, y: number]>} */
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      const next = this.boxes.find((other) => other !== box);
      box.remove();
      (next ?? this.field.querySelector("[data-adds-box]")).focus();
      return this.#write();
    }
    const arrow = arrows[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [x, y] = arrow.map((part) => part * STEP);
    const { left, top, width, height } = box.place;
    this.#put(box, event.shiftKey ? { left, top, width: width + x, height: height + y } : { left: left + x, top: top + y, width, height });
    this.#write();
  }
}
