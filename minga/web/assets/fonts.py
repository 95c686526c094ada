"""The letters of our pages: what Spanish and English need first, the rest when a page asks for it.

The font of the package holds all of Latin-1 in weights from 200 to 800: 34 kB. A page that names
no other letter and no lighter weight does with half of it. A browser takes the file whose range
holds the letter; so nothing is lost, and the second half comes only where it is read.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
FAMILY = "Atkinson Hyperlegible Next Variable"
LIGHTEST, HEAVIEST = 400, 800
"""The weights our style sheets use."""
FIRST = [*range(0x20, 0x7F), *map(ord, "\u00a0¡¿ªº°·«»áéíóúüñÁÉÍÓÚÜÑ–—‘’“”•…±×²€−›‹©")]
FEATURES = ["kern", "tnum"]
"""Figures of one width (`tabular-nums`) and letters that stand well beside each other."""
UNREAD = ("STAT", "MVAR", "DSIG", "gasp")
EXTENDED = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,"
    "U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,"
    "U+2C60-2C7F,U+A720-A7FF"
)
FACE = """\
@font-face {{
  font-family: '{family}';
  font-style: {style};
  font-display: {display};
  font-weight: {weights};
  src: url(./fonts/{file}) format('woff2-variations');
  unicode-range: {range};
}}
"""


def write_fonts(packages: Path, vendor: Path) -> None:
    """Write the fonts for browsers under `vendor/fonts/`, and `vendor/fonts.css` that names them.

    The first letters come in time or not at all (`optional`): text that is read does not move,
    and the next page has them.
    """
    from fontTools.ttLib import TTFont

    folder = vendor / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    faces = []
    for style in ("normal", "italic"):
        whole = packages / FONT / "files" / f"atkinson-hyperlegible-next-latin-wght-{style}.woff2"
        letters = set(TTFont(whole).getBestCmap())
        first = letters & set(FIRST)
        for part, taken in (("first", first), ("rest", letters - first)):
            name = f"atkinson-{part}-{style}.woff2"
            subset(whole, taken, folder / name)
            display = "optional" if part == "first" else "swap"
            faces.append(_face(style, display, name, ranges(taken)))
        extended = f"atkinson-hyperlegible-next-latin-ext-wght-{style}.woff2"
        shutil.copyfile(
            packages / FONT / "files" / extended, folder / f"atkinson-ext-{style}.woff2"
        )
        faces.append(_face(style, "swap", f"atkinson-ext-{style}.woff2", EXTENDED))
    (vendor / "fonts.css").write_text("\n".join(faces), "utf-8", newline="\n")


def _face(style: str, display: str, file: str, letters: str) -> str:
    return FACE.format(
        family=FAMILY,
        style=style,
        display=display,
        weights=f"{LIGHTEST} {HEAVIEST}",
        file=file,
        range=letters,
    )


def subset(source: Path, letters: Iterable[int], target: Path) -> None:
    """Write a font with these letters and our weights alone; the same sources, the same bytes."""
    # fontTools takes a while to import, and most assemblies change no font.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(source, recalcTimestamp=False)
    cut = Subsetter(Options(layout_features=FEATURES, hinting=False, notdef_outline=True))
    cut.populate(unicodes=letters)
    cut.subset(font)
    font = instantiateVariableFont(font, {"wght": (LIGHTEST, HEAVIEST)}, inplace=True)
    for table in UNREAD:
        if table in font:
            del font[table]
    font.flavor = "woff2"
    font.save(target)


def ranges(letters: Iterable[int]) -> str:
    """Letters as CSS writes them: `U+20-7E,U+A1`."""
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and letter == runs[-1][1] + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)
