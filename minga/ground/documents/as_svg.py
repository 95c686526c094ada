"""A drawing as SVG: text that can be selected, in the house's own letters carried along."""

import base64
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from fontTools import subset
from fontTools.ttLib import TTFont

from minga.ground.documents import fonts
from minga.ground.documents.drawing import (
    Box,
    Disc,
    Drawing,
    Group,
    Shape,
    Stroke,
    TextLine,
    text_lines,
)

FAMILY = "Minga"
BEHIND = "'Atkinson Hyperlegible Next', 'DejaVu Sans', system-ui, sans-serif"


def svg_of(drawing: Drawing, *, title: str, about: str, language: str) -> str:
    """The whole file. It fetches nothing: its letters are inside."""
    width, height = _n(drawing.width), _n(drawing.height)
    body = "\n".join(_shape(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}pt" height="{height}pt" role="img" xml:lang={_attribute(language)} '
        f'aria-labelledby="title about" font-family="{FAMILY}, {BEHIND}">\n'
        f'<title id="title">{_text(title)}</title>\n<desc id="about">{_text(about)}</desc>\n'
        f"<style>{_faces(text_lines(drawing.shapes))}</style>\n{body}\n</svg>\n"
    )


def _faces(lines: Sequence[TextLine]) -> str:
    faces = []
    for weight, font, bold in (("400", fonts.REGULAR, False), ("700", fonts.BOLD, True)):
        signs = {sign for line in lines if line.bold == bold for sign in fonts.plain(line.text)}
        covered = "".join(sorted(sign for sign in signs if ord(sign) in fonts.advances(font)))
        faces.append(
            f"@font-face{{font-family:{FAMILY};font-weight:{weight};"
            f"src:url(data:font/woff2;base64,{_letters(font, covered)})}}"
        )
    return "".join(faces)


@lru_cache(maxsize=64)
def _letters(font: str, signs: str) -> str:
    """A font with these letters only, as base64."""
    with TTFont(fonts.path(font)) as reduced:
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
        cutter.populate(text=signs)
        cutter.subset(reduced)
        reduced.flavor = "woff2"
        target = BytesIO()
        reduced.save(target)
    return base64.b64encode(target.getvalue()).decode()


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            return _box(shape)
        case Stroke():
            dashes = ' stroke-dasharray="2 4"' if shape.dashed else ""
            return (
                f'<line x1="{_n(shape.x)}" y1="{_n(shape.y)}" x2="{_n(shape.to_x)}" '
                f'y2="{_n(shape.to_y)}" stroke="{shape.line}" stroke-width="{_n(shape.thick)}"'
                f"{dashes}/>"
            )
        case Disc():
            return _disc(shape)
        case TextLine():
            weight = ' font-weight="700"' if shape.bold else ""
            anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" '
                f'fill="{shape.fill}"{weight}{anchor}>{_text(shape.text)}</text>'
            )
        case Group():
            inside = "".join(_shape(part) for part in shape.shapes)
            named = f"<g><title>{_text(shape.name)}</title>{inside}</g>"
            return f"<a href={_attribute(shape.href)}>{named}</a>" if shape.href else named


def _box(box: Box) -> str:
    line = f' stroke="{box.line}" stroke-width="{_n(box.thick)}"' if box.line else ""
    return (
        f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" '
        f'rx="{_n(box.radius)}" fill="{box.fill or "none"}"{line}/>'
    )


def _disc(disc: Disc) -> str:
    x, y, radius = disc.x, disc.y, disc.radius
    parts = [
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{disc.fill or "none"}" '
        f'stroke="{disc.line}" stroke-width="{_n(radius * 0.3)}"/>'
    ]
    if disc.part:
        parts.append(
            f'<path d="M{_n(x)} {_n(y - radius)}A{_n(radius)} {_n(radius)} 0 0 1 {_n(x)} '
            f'{_n(y + radius)}Z" fill="{disc.line}"/>'
        )
    if disc.ticked:
        points = " ".join(f"{_n(px)},{_n(py)}" for px, py in tick(disc))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="#ffffff" '
            f'stroke-width="{_n(radius * 0.34)}" stroke-linecap="round"/>'
        )
    return "".join(parts)


def tick(disc: Disc) -> list[tuple[float, float]]:
    """The three corners of a tick inside a disc."""
    x, y, radius = disc.x, disc.y, disc.radius
    return [
        (x - radius * 0.45, y + radius * 0.05),
        (x - radius * 0.1, y + radius * 0.4),
        (x + radius * 0.5, y - radius * 0.35),
    ]


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(fonts.plain(text).replace("\n", " "))


def _attribute(text: str) -> str:
    return quoteattr(fonts.plain(text))
