// Moving a point without a mouse: one field that takes the arrow keys, and says where the point is.

const STEP_M = 10;
const FAR_STEP_M = 100;
const DEGREE_M = 111_195;
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const TURNS = { PageDown: 1, PageUp: -1 };

export function startHand(field, line) {
  const said = document.getElementById("draw-point");

  function tell(number) {
    const many = line.points();
    const { lat, lon } = many[number] ?? {};
    said.textContent = many.length
      ? said.dataset.words
          .replace("NUMBER", number + 1)
          .replace("MANY", many.length)
          .replace("LAT", lat.toFixed(5))
          .replace("LON", lon.toFixed(5))
      : said.dataset.empty;
  }

  // The chosen point; the last one where none is.
  function held() {
    const [number, last] = [line.chosen(), line.points().length - 1];
    return number >= 0 && number <= last ? number : last;
  }

  function choose(number) {
    if (number >= 0) line.choose(number);
    if (number >= 0) line.reveal(line.points()[number]);
    tell(number);
  }

  function move([north, east], metres) {
    const number = held();
    const spot = line.points()[number];
    if (!spot) return tell(number);
    const step = metres / DEGREE_M;
    const lat = Math.min(90, Math.max(-90, spot.lat + north * step));
    const lon = spot.lon + (east * step) / Math.cos((spot.lat * Math.PI) / 180);
    line.move(number, { lat, lon });
    line.reveal({ lat, lon });
    return tell(number);
  }

  field.addEventListener("focus", () => choose(held()));
  field.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    if (ARROWS[key]) move(ARROWS[key], shiftKey ? FAR_STEP_M : STEP_M);
    else if (TURNS[key]) {
      const many = line.points().length;
      choose(many ? (held() + TURNS[key] + many) % many : -1);
    } else if (key === "Delete") {
      line.erase();
      choose(held());
    } else return;
    event.preventDefault();
  });
  // One press, however long, is one step to undo.
  field.addEventListener("keyup", ({ key }) => ARROWS[key] && line.moved());
  field.addEventListener("blur", () => line.moved());
}
