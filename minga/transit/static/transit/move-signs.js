// The sign of a line in the colours of its feed; the ink is the one that can be read on it.

const HEX = /^[0-9a-f]{6}$/i;

/** @param {string} hex */
function luminance(hex) {
  const parts = [0, 2, 4].map((from) => {
    const part = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

// Black or white, whichever contrasts more (WCAG 2, relative luminance): one always has 4.5 : 1.
/** @param {string} hex */
export function inkOn(hex) {
  const light = luminance(hex) + 0.05;
  return light / 0.05 > 1.05 / light ? "000000" : "ffffff";
}

/** @param {ParentNode} root */
export function paintSigns(root = document) {
  for (const sign of root.querySelectorAll(".linesign[data-colour]")) {
    const { colour } = sign.dataset;
    if (!HEX.test(colour)) continue;
    sign.style.background = `#${colour}`;
    sign.style.color = `#${inkOn(colour)}`;
  }
}

paintSigns();
