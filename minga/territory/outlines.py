"""One area of a boundaries file: from whatever geometry it has to a valid polygon in degrees."""

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from minga.kernels.projections import from_mercator, from_utm

AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")
EPSG = re.compile(r"EPSG:+(\d+)$", re.IGNORECASE)
MERCATOR = (3857, 900913)
UTM_NORTH, UTM_SOUTH = 32_600, 32_700
SIRGAS_UTM_SOUTH = range(31_977, 31_986)
"""SIRGAS 2000 in UTM zones 17 to 25 south: equal to WGS 84 within centimetres."""


class BoundariesUnreadable(ValueError):
    """The file cannot serve as boundaries; the message says which feature and why."""


@dataclass(frozen=True)
class Outline:
    """One area: a code unique in the file, a name, a valid GeoJSON (Multi)Polygon."""

    code: str
    name: str
    geometry: dict[str, Any]
    note: str = ""


def crs_code(data: dict[str, Any]) -> int:
    """The EPSG number that an older GeoJSON names; 0 for none and for degrees."""
    try:
        match = EPSG.search(str(data["crs"]["properties"]["name"]))
    except (KeyError, TypeError):
        return 0
    code = int(match[1]) if match else 0
    return code if code in MERCATOR or _zone(code) else 0


def _zone(code: int) -> tuple[int, bool] | None:
    """The UTM zone of an EPSG number, and whether it is of the south."""
    if code in SIRGAS_UTM_SOUTH:
        return code - SIRGAS_UTM_SOUTH.start + 17, True
    for first, south in ((UTM_NORTH, False), (UTM_SOUTH, True)):
        if first < code <= first + 60:
            return code - first, south
    return None


def polygon_of(raw: Any, label: str, crs: int = 0) -> tuple[BaseGeometry, list[str]]:
    """The area of a GeoJSON geometry in degrees, and a sentence for each thing that was mended.

    `label` names the feature in sentences. Raises BoundariesUnreadable.
    """
    if raw is None:
        raise BoundariesUnreadable(f"{label} has no geometry")
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in AREAS:
        what = f"is a {str(kind)[:30]}, not an area" if kind else "has a geometry without a type"
        raise BoundariesUnreadable(f"{label} {what}")
    try:
        drawn = shapely.force_2d(shape(raw))
        drawn = _in_degrees(drawn, crs) if crs else drawn
        sound = shapely.make_valid(drawn)
        polygons = [part for part in _flat(sound) if part.geom_type == "Polygon"]
        area = shapely.union_all(polygons) if len(polygons) > 1 else next(iter(polygons), None)
        is_open = _has_open_ring(raw)
    except (ShapelyError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise BoundariesUnreadable(f"{label}: its geometry cannot be read") from error
    notes = []
    if is_open:
        notes.append(f"{label} had a ring that was not closed; it was closed.")
    if not drawn.is_valid and sound.area:
        notes.append(f"{label} crossed itself and was mended.")
    if kind == "GeometryCollection" and len(polygons) < len(raw.get("geometries") or ()):
        notes.append(f"Only the areas of {label} were taken, not its points and lines.")
    if area is None or area.is_empty or not area.area:
        raise BoundariesUnreadable(f"{label} encloses no area")
    _refuse_outside(area, label)
    return area, notes


def _flat(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The simple parts of a geometry, of collections in collections too."""
    parts = [geometry]
    while any(hasattr(part, "geoms") for part in parts):
        parts = [inner for part in parts for inner in getattr(part, "geoms", [part])]
    return parts


def _has_open_ring(raw: Any) -> bool:
    if raw.get("type") == "GeometryCollection":
        inner = raw.get("geometries") or ()
        return any(_has_open_ring(part) for part in inner if isinstance(part, dict))
    nested = {"Polygon": [raw.get("coordinates")], "MultiPolygon": raw.get("coordinates")}
    polygons = nested.get(str(raw.get("type"))) or ()
    return any(len(ring) > 2 and ring[0] != ring[-1] for rings in polygons for ring in rings)


def _in_degrees(drawn: BaseGeometry, crs: int) -> BaseGeometry:
    zone = _zone(crs)

    def turned(points: Any) -> Any:
        pairs = [
            from_utm(float(x), float(y), zone[0], south=zone[1])
            if zone
            else from_mercator(float(x), float(y))
            for x, y in points
        ]
        return np.array([(lon, lat) for lat, lon in pairs]).reshape(-1, 2)

    turned_shape: BaseGeometry = shapely.transform(drawn, turned)
    return turned_shape


def _refuse_outside(area: BaseGeometry, label: str) -> None:
    west, south, east, north = area.bounds
    if not (-360 <= west <= east <= 360 and -90 <= south <= north <= 90):
        hint = ""
        if -90 <= west <= east <= 90 and -180 <= south <= north <= 180:
            hint = "; it has latitude first, and GeoJSON has longitude first"
        raise BoundariesUnreadable(f"{label} is not in degrees (WGS84){hint}")
    if west < -180 or east > 180 or east - west > 180:
        raise BoundariesUnreadable(
            f"{label} reaches across the date line (180°), where our maps end; cut it there"
            " and leave one side out"
        )


def as_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """A geometry as plain lists and numbers."""
    plain: dict[str, Any] = json.loads(json.dumps(mapping(geometry)))
    return plain
