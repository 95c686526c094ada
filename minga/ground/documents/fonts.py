"""The letters of papers: which font has each, how wide a text is, where its lines break.

Three fonts stand behind one another: Atkinson Hyperlegible, DejaVu for letters it lacks, and one
made on the spot with a numbered box for each sign that neither has, so that no sign is lost.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from fontTools.ttLib import TTFont

REGULAR, BOLD, STAND_IN, LAST_RESORT = "regular", "bold", "stand-in", "last-resort"
BOX_WIDTH = 0.9
"""How wide a numbered box is, in sizes of the type."""


class FontsMissing(RuntimeError):
    """The static files were never assembled: `minga assets` makes the fonts."""


class Run(NamedTuple):
    """A piece of text that one font can write."""

    font: str
    text: str


def folder() -> Path:
    """Where the assembled set keeps the fonts of papers. Raises FontsMissing."""
    # Read now, not at start: a set assembled meanwhile has a new name.
    current = Path(settings.STATIC_FOLDER) / "current"
    papers = current.parent / (current.read_text().strip() if current.exists() else "none")
    if not (papers / "vendor" / "papers").is_dir():
        raise FontsMissing("the fonts of papers are not there: run `minga assets`")
    return papers / "vendor" / "papers"


def path(font: str) -> Path:
    """The file of one of the fonts that lie in the assembled set."""
    return folder() / f"{font}.ttf"


@lru_cache(maxsize=8)
def advances(font: str) -> dict[int, float]:
    """Letter → how far it goes on, in sizes of the type."""
    with TTFont(path(font), lazy=True) as read:
        scale, widths = read["head"].unitsPerEm, read["hmtx"].metrics
        return {code: widths[name][0] / scale for code, name in read.getBestCmap().items()}


def plain(text: str) -> str:
    """The text with composed letters, and without signs that nothing can show (controls)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cs", "Cn") or sign == "\n" else " "
        for sign in composed
    )


def is_unseen(sign: str) -> bool:
    """True for signs that only steer others: joiners, variation selectors, directions."""
    return unicodedata.category(sign) == "Cf" or 0xFE00 <= ord(sign) <= 0xFE0F


def font_for(sign: str, bold: bool) -> str:
    """The first of the three fonts that has this sign."""
    first = BOLD if bold else REGULAR
    for font in (first, STAND_IN):
        if ord(sign) in advances(font):
            return font
    return LAST_RESORT


def runs(text: str, *, bold: bool = False) -> list[Run]:
    """The text cut into pieces of one font each."""
    pieces = groupby(text, lambda sign: font_for(sign, bold))
    return [Run(font, "".join(signs)) for font, signs in pieces]


def unknown(text: str) -> list[str]:
    """The signs that only the last resort can write, each once."""
    signs = dict.fromkeys(text)
    return [sign for sign in signs if sign != "\n" and font_for(sign, bold=False) == LAST_RESORT]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is in the unit of `size`. Kerning is left out: lines come out narrower."""
    first, behind = advances(BOLD if bold else REGULAR), advances(STAND_IN)
    total = 0.0
    for sign in text:
        code = ord(sign)
        if code in first:
            total += first[code]
        elif code in behind:
            total += behind[code]
        elif not is_unseen(sign):
            total += BOX_WIDTH
    return total * size


def wrap(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Lines of the text, none wider than `most`; a word that is wider is broken where it must."""
    lines: list[str] = []
    for paragraph in plain(text).split("\n"):
        line = ""
        for word in _pieces(paragraph.split(), size, most, bold):
            longer = f"{line} {word}" if line else word
            if line and width(longer, size, bold=bold) > most:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _pieces(texts: Iterable[str], size: float, most: float, bold: bool) -> Iterator[str]:
    for word in texts:
        rest = word
        while rest and width(rest, size, bold=bold) > most:
            cut = len(rest) - 1
            while cut > 1 and width(rest[:cut], size, bold=bold) > most:
                cut -= 1
            cut = max(cut, 1)
            yield rest[:cut]
            rest = rest[cut:]
        if rest:
            yield rest


def shortened(lines: list[str], most: int, size: float, room: float, *, bold: bool) -> list[str]:
    """At most so many lines; what is cut off is shown by an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(f"{last}…", size, bold=bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]
