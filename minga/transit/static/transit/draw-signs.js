// Gives each line's sign its colour, with ink that can be read on it.

const HEX = /^[0-9a-f]{6}$/i;

for (const sign of document.querySelectorAll("[data-colour]")) {
  const { colour } = sign.dataset;
  if (!HEX.test(colour)) continue;
  const parts = [0, 2, 4].map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  sign.style.backgroundColor = `#${colour}`;
  sign.style.color = 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}
