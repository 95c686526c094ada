"""A font of numbered boxes for signs that no other font has: seen as a number, copied as itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from minga.ground.documents.fonts import BOX_WIDTH, is_unseen

EM = 1000
EDGE = 36
DOT = 60
# Hexadecimal digits as five rows of three dots, a row as a number of three bits.
DIGITS = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717",
    "6": "74757", "7": "71111", "8": "75757", "9": "75717", "A": "75755", "B": "65656",
    "C": "74447", "D": "65556", "E": "74747", "F": "74744",
}  # fmt: skip


def write_last_resort(signs: Iterable[str], target: Path) -> None:
    """Write a font with a box for each of the signs; steering signs get no ink and no width."""
    glyphs: dict[str, Any] = {".notdef": _box("")}
    names: dict[int, str] = {}
    widths: dict[str, tuple[int, int]] = {".notdef": (int(BOX_WIDTH * EM), 0)}
    for sign in signs:
        name = f"u{ord(sign):06X}"
        names[ord(sign)] = name
        unseen = is_unseen(sign)
        glyphs[name] = TTGlyphPen(None).glyph() if unseen else _box(f"{ord(sign):04X}")
        widths[name] = (0 if unseen else int(BOX_WIDTH * EM), 0)
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=900, descent=-200)
    font.setupNameTable({"familyName": "Minga last resort", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=900, sTypoDescender=-200, sCapHeight=700)
    font.setupPost()
    font.save(target)


def _box(digits: str) -> Any:
    """An upright frame with the digits inside, in two rows."""
    pen = TTGlyphPen(None)
    left, right, low, high = 50, int(BOX_WIDTH * EM) - 50, -150, 850
    _rectangle(pen, left, low, right, high)
    _rectangle(pen, right - EDGE, low + EDGE, left + EDGE, high - EDGE)  # a hole runs backwards
    half = (len(digits) + 1) // 2
    for row, part in enumerate((digits[:half], digits[half:])):
        across = len(part) * 4 * DOT - DOT
        x = (int(BOX_WIDTH * EM) - across) // 2
        for digit in part:
            _digit(pen, digit, x, 760 - row * 460)
            x += 4 * DOT
    return pen.glyph()


def _digit(pen: Any, digit: str, x: int, top: int) -> None:
    for row, bits in enumerate(DIGITS[digit]):
        for column in range(3):
            if int(bits) >> (2 - column) & 1:
                left, high = x + column * DOT, top - row * DOT
                _rectangle(pen, left, high - DOT, left + DOT, high)


def _rectangle(pen: Any, left: int, low: int, right: int, high: int) -> None:
    pen.moveTo((left, low))
    pen.lineTo((left, high))
    pen.lineTo((right, high))
    pen.lineTo((right, low))
    pen.closePath()
