"""Boundaries from a GeoJSON file: a parser that says what is wrong and where."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from minga.ground.geo import Bounds

CODE_FIELDS = ("code", "codigo", "nc_id", "id", "objectid")
NAME_FIELDS = ("name", "nombre", "comuna", "label")
MAX_BYTES = 100_000_000
MARGIN_DEG = 0.02
"""The city's bounds reach this far beyond its areas (about 2 km)."""


class BoundariesUnreadable(ValueError):
    """The file cannot serve as boundaries; the message says which feature and why."""


@dataclass(frozen=True)
class Outline:
    """One area: a code unique in the file, a name, a valid GeoJSON (Multi)Polygon."""

    code: str
    name: str
    geometry: dict[str, Any]
    note: str = ""


def read_boundaries(path: Path, *, code_field: str = "", name_field: str = "") -> list[Outline]:
    """Read the areas of a FeatureCollection in WGS84 degrees.

    Without field names, the first of CODE_FIELDS and NAME_FIELDS that every feature has is
    taken. Outlines that cross themselves are mended. Raises BoundariesUnreadable.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BoundariesUnreadable(f"{path.name}: more than {MAX_BYTES} bytes")
        data = json.loads(path.read_bytes())
        features = data["features"]
        sheets = [dict(feature["properties"] or {}) for feature in features]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BoundariesUnreadable(f"{path.name}: not a GeoJSON FeatureCollection") from error
    if not features:
        raise BoundariesUnreadable(f"{path.name}: no features")
    code_field = _field(code_field, CODE_FIELDS, sheets, path)
    name_field = _field(name_field, NAME_FIELDS, sheets, path)
    outlines = [
        _outline(feature, number, code_field, name_field)
        for number, feature in enumerate(features, start=1)
    ]
    return _merged(outlines)


def _merged(outlines: list[Outline]) -> list[Outline]:
    """Features with one code and one name are parts of one area (islands, exclaves)."""
    by_code: dict[str, list[Outline]] = {}
    for outline in outlines:
        by_code.setdefault(outline.code, []).append(outline)
    merged = []
    for code, parts in by_code.items():
        if len({part.name for part in parts}) > 1:
            raise BoundariesUnreadable(f"the code {code} stands for areas of different names")
        union = shapely.union_all([shape(part.geometry) for part in parts])
        geometry = parts[0].geometry if len(parts) == 1 else _geojson(union)
        merged.append(Outline(code=code, name=parts[0].name, geometry=geometry))
    return merged


def _geojson(geometry: BaseGeometry) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(mapping(geometry)))
    return plain


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


def _outline(feature: Any, number: int, code_field: str, name_field: str) -> Outline:
    try:
        geometry = shapely.make_valid(shape(feature["geometry"]))
    except (ShapelyError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise BoundariesUnreadable(f"feature {number}: geometry cannot be read") from error
    if geometry.geom_type == "GeometryCollection":
        polygons = [part for part in geometry.geoms if "Polygon" in part.geom_type]
        geometry = shapely.union_all(polygons)
    west, south, east, north = geometry.bounds or (999.0, 999.0, 999.0, 999.0)
    in_degrees = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if geometry.is_empty or "Polygon" not in geometry.geom_type or not in_degrees:
        raise BoundariesUnreadable(f"feature {number}: not a polygon in degrees (WGS84)")
    sheet = feature["properties"]
    code, name = str(sheet[code_field])[:40], str(sheet[name_field])[:120]
    return Outline(code=code, name=name, geometry=_geojson(geometry))
