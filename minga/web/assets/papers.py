"""The type of papers: still fonts that a PDF can carry, made of the variable ones for browsers.

A browser takes the weight it wants from one variable font; a PDF needs a font for each weight.
DejaVu stands in for letters that Atkinson Hyperlegible lacks: Greek, Cyrillic, Arabic, arrows.
"""

import tempfile
from pathlib import Path

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
PARTS = ("latin", "latin-ext")
WEIGHTS = {"regular": 400, "bold": 700}
STAND_IN = "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"
STAMP = 3_600_000_000
"""A moment of 2018, in seconds of the calendar that fonts keep."""
# Without shaping nobody reads these; merged, they would only get in each other's way.
UNREAD = ("GPOS", "GSUB", "GDEF", "STAT", "HVAR", "MVAR", "avar", "gasp", "DSIG")


def write_papers(packages: Path, vendor: Path) -> None:
    """Write `papers/regular.ttf`, `bold.ttf` and `stand-in.ttf` under the vendor folder."""
    papers = vendor / "papers"
    papers.mkdir(parents=True, exist_ok=True)
    for name, weight in WEIGHTS.items():
        still_font(packages / FONT / "files", weight, papers / f"{name}.ttf")
    (papers / "stand-in.ttf").write_bytes((packages / STAND_IN).read_bytes())


def still_font(files: Path, weight: int, target: Path) -> None:
    """One font of this weight with the letters of all parts."""
    # fontTools takes a while to import, and most assemblies change no font.
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with tempfile.TemporaryDirectory(prefix=".fonts-", dir=target.parent) as folder:
        made = []
        for part in PARTS:
            font = TTFont(files / f"atkinson-hyperlegible-next-{part}-wght-normal.woff2")
            font = instantiateVariableFont(font, {"wght": weight}, inplace=True)
            for table in UNREAD:
                if table in font:
                    del font[table]
            font.flavor = None
            font["head"].modified = font["head"].created
            font.recalcTimestamp = False
            made.append(f"{folder}/{part}.ttf")
            font.save(made[-1])
        merged = Merger().merge(made)
        # The set is named by its content, so the same sources must give the same bytes.
        merged["head"].created = merged["head"].modified = STAMP
        merged.recalcTimestamp = False
        merged.save(target)
