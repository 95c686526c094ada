"""Boundaries from a GeoJSON file: what is wrong and where, and what was assumed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from minga.ground.geo import Bounds
from minga.ground.text_safety import UNSTORABLE
from minga.kernels.encodings import NAMES, encoding_of
from minga.territory.outlines import (
    AREAS,
    BoundariesUnreadable,
    Outline,
    as_geojson,
    crs_code,
    polygon_of,
)

__all__ = ["Boundaries", "BoundariesUnreadable", "Outline", "bounds_of", "read_boundaries"]

CODE_FIELDS = ("code", "codigo", "nc_id", "id", "objectid")
NAME_FIELDS = ("name", "nombre", "comuna", "label")
MAX_BYTES = 100_000_000
MAX_CODE = 40
MAX_NAME = 120
MAX_SENTENCES = 5
"""So many areas are named of a kind; more are counted."""
OVERLAP = 0.01
"""Of the smaller area: what overlaps less is a line drawn twice by hand."""
MARGIN_DEG = 0.02
"""The city's bounds reach this far beyond its areas (about 2 km)."""
OTHERS = {
    b"PK": "a packed file (perhaps a shapefile): save its areas as GeoJSON",
    b"<": "XML (perhaps KML): save its areas as GeoJSON",
}


@dataclass(frozen=True)
class Boundaries:
    """The areas of a file, one at least, and a sentence for each thing that was assumed."""

    outlines: list[Outline]
    notes: list[str]


@dataclass(frozen=True)
class _Drawn:
    """One feature as it was read."""

    code: str
    name: str
    area: BaseGeometry


def read_boundaries(path: Path, *, code_field: str = "", name_field: str = "") -> Boundaries:
    """Read the areas of a GeoJSON file in WGS84 degrees, or in metres of a UTM zone that it names.

    Without field names, the first of CODE_FIELDS and NAME_FIELDS that every feature has is
    taken. Outlines that cross themselves are mended. Raises BoundariesUnreadable.
    """
    data, notes = _parsed(path)
    try:
        features, is_bare = _features(data, path)
        sheets = [dict(feature["properties"] or {}) for feature in features]
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, BoundariesUnreadable):
            raise
        raise BoundariesUnreadable(f"{path.name}: not a GeoJSON FeatureCollection") from error
    if not features:
        raise BoundariesUnreadable(f"{path.name}: no features")
    if is_bare:
        names = f"“{features[0]['properties']['name']}”" + (", …" if len(features) > 1 else "")
        notes.append(f"The file holds a shape without code and name: it was called {names}.")
    code_field = _field("code" if is_bare else code_field, CODE_FIELDS, sheets, path)
    name_field = _field("name" if is_bare else name_field, NAME_FIELDS, sheets, path)
    crs = crs_code(data)
    if crs:
        notes.append(f"Its coordinates are metres (EPSG:{crs}); they were turned into degrees.")
    drawn, mended = [], []
    for number, feature in enumerate(features, start=1):
        code, name = _code_and_name(sheets[number - 1], number, code_field, name_field)
        area, sentences = polygon_of(feature.get("geometry"), f"feature {number} ({name})", crs)
        mended += sentences
        drawn.append(_Drawn(code, name, area))
    areas = _told_apart(_merged(drawn, notes), notes)
    _refuse_both_sides(areas)
    notes += [*_some(mended), *_some(_overlaps(areas))]
    return Boundaries([_outline(area) for area in areas], notes)


def _outline(drawn: _Drawn) -> Outline:
    return Outline(drawn.code, drawn.name, as_geojson(drawn.area))


def _parsed(path: Path) -> tuple[Any, list[str]]:
    """The file's JSON, and a note where it was in no encoding of JSON."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BoundariesUnreadable(f"{path.name}: more than {MAX_BYTES} bytes")
        raw = path.read_bytes()
        for beginning, what in OTHERS.items():
            if raw.startswith(beginning):
                raise BoundariesUnreadable(f"{path.name} is {what}")
        encoding = encoding_of(raw)
        is_odd = encoding in NAMES
        notes = [f"The file is not UTF-8; it was read as {NAMES[encoding]}."] if is_odd else []
        return json.loads(raw.decode(encoding)), notes
    except BoundariesUnreadable:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise BoundariesUnreadable(f"{path.name}: not a GeoJSON file") from error


def _features(data: Any, path: Path) -> tuple[list[Any], bool]:
    """The features of a collection, of one feature, or made of a bare geometry (then True)."""
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "Feature":
        return [data], False
    if kind == "Topology":
        raise BoundariesUnreadable(f"{path.name} is TopoJSON: save its areas as GeoJSON")
    if kind in AREAS and "features" not in data:
        parts = data["geometries"] if kind == "GeometryCollection" else [data]
        names = [path.stem, *(f"{path.stem} {number}" for number in range(2, len(parts) + 1))]
        return [
            {"properties": {"code": str(number), "name": name[:MAX_NAME]}, "geometry": part}
            for number, (name, part) in enumerate(zip(names, parts, strict=False), start=1)
        ], True
    if kind in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        raise BoundariesUnreadable(f"{path.name}: a {kind}, not an area")
    return list(data["features"]), False


def _code_and_name(
    sheet: dict[str, Any], number: int, code_field: str, name_field: str
) -> tuple[str, str]:
    code, name = (_as_text(sheet[field]) for field in (code_field, name_field))
    for what, text, most, option in (
        ("code", code, MAX_CODE, "--code-field"),
        ("name", name, MAX_NAME, "--name-field"),
    ):
        if not text or UNSTORABLE.search(text):
            raise BoundariesUnreadable(f"feature {number}: its {what} cannot be stored")
        if len(text) > most:
            raise BoundariesUnreadable(
                f"feature {number} ({text[:30]}…): its {what} is longer than {most} characters;"
                f" name another property with {option}"
            )
    return code, name


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _merged(drawn: list[_Drawn], notes: list[str]) -> list[_Drawn]:
    """Features with one code and one name are parts of one area (islands, exclaves)."""
    by_code: dict[str, list[_Drawn]] = {}
    for feature in drawn:
        by_code.setdefault(feature.code, []).append(feature)
    for code, parts in by_code.items():
        names = list(dict.fromkeys(part.name for part in parts))
        if len(names) > 1:
            raise BoundariesUnreadable(
                f"the code {code} stands for areas of different names ({names[0]}, {names[1]})"
            )
    many = [parts[0].name for parts in by_code.values() if len(parts) > 1]
    if many:
        notes.append(
            f"Features of one code are one area, such as those of {many[0]} ({len(many)})."
        )
    return [
        parts[0]
        if len(parts) == 1
        else replace(parts[0], area=shapely.union_all([part.area for part in parts]))
        for parts in by_code.values()
    ]


def _told_apart(areas: list[_Drawn], notes: list[str]) -> list[_Drawn]:
    """Areas of one name get their code behind it: nobody could tell their desks apart."""
    many = Counter(area.name.casefold() for area in areas)
    same = {name: count for name, count in many.items() if count > 1}
    spelling = {area.name.casefold(): area.name for area in reversed(areas)}
    notes += _some(
        f"{count} areas are called “{spelling[name]}”: their code was put behind the name."
        for name, count in same.items()
    )
    return [
        replace(area, name=f"{area.name[: MAX_NAME - len(area.code) - 3]} ({area.code})")
        if area.name.casefold() in same
        else area
        for area in areas
    ]


def _refuse_both_sides(areas: list[_Drawn]) -> None:
    west = min(areas, key=lambda area: area.area.bounds[0])
    east = max(areas, key=lambda area: area.area.bounds[2])
    if east.area.bounds[2] - west.area.bounds[0] > 180:
        raise BoundariesUnreadable(
            f"the areas lie on both sides of the date line ({west.name}, {east.name}), where our"
            " maps end; leave one side out"
        )


def _overlaps(areas: list[_Drawn]) -> Iterator[str]:
    """A sentence for each two areas that overlap: who answers there is decided by their codes."""
    shapes = [area.area for area in areas]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for left, right in sorted(zip(*pairs.tolist(), strict=True)):
        if left >= right:
            continue
        smaller = min(shapes[left].area, shapes[right].area)
        share = shapes[left].intersection(shapes[right]).area / smaller
        if share >= OVERLAP:
            first = min(areas[left], areas[right], key=lambda area: area.code)
            yield (
                f"{areas[left].name} and {areas[right].name} overlap by {share:.0%} of the smaller:"
                f" there {first.name} answers, whose code comes first."
            )


def _some(sentences: Iterable[str]) -> list[str]:
    rest = iter(sentences)
    shown = list(islice(rest, MAX_SENTENCES))
    more = sum(1 for _ in rest)
    return [*shown, f"The same is true of {more} more."] if more else shown


def bounds_of(outlines: list[Outline]) -> Bounds:
    """The box around all areas with a margin."""
    west, south, east, north = shapely.total_bounds(
        [shape(outline.geometry) for outline in outlines]
    )
    return Bounds(
        float(south) - MARGIN_DEG,
        float(west) - MARGIN_DEG,
        float(north) + MARGIN_DEG,
        float(east) + MARGIN_DEG,
    )


def _field(wanted: str, usual: tuple[str, ...], sheets: list[dict[str, Any]], path: Path) -> str:
    for name in (wanted,) if wanted else usual:
        if all(sheet.get(name) not in (None, "") for sheet in sheets):
            return name
    columns = wanted or " / ".join(usual)
    raise BoundariesUnreadable(f"{path.name}: not every feature has a property {columns}")
