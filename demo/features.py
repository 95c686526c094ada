"""The facts as GeoJSON: one file for each kind of thing that the map style paints."""

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from demo.geography import Place, comunas, landmarks, roads
from demo.land import land, river, smooth, stream_lines, water_rows
from demo.limits import OUTSIDE
from demo.plane import to_degrees, to_metres
from demo.tables import area, line, rows

Feature = dict[str, Any]
Collection = dict[str, Any]
STEP_DEG = 1e-5  # one metre: what a drawing at ±30 m needs at most
BUILT_UP_M = {"avenida": 430, "calle": 330, "barrio": 620, "pueblo": 760, "ciudad": 900}
# A name met first keeps its room: hospitals before health centres, and so on.
RANK = {
    "hospital": 1, "plaza": 1, "terminal": 2, "aeropuerto": 1, "universidad": 2, "estación": 3,
    "municipalidad": 3, "estado": 3, "comercio": 3, "parque": 2, "cesfam": 5, "puerto": 2,
    "industria": 4, "rural": 2, "barrio": 2, "pueblo": 1, "ciudad": 0,
}  # fmt: skip
NEAREST = {"cesfam": 14.2, "estado": 14, "comercio": 13.2, "universidad": 13, "hospital": 12.4}


def _feature(geometry: BaseGeometry, **properties: Any) -> Feature:
    rounded = shapely.set_precision(geometry, STEP_DEG, mode="pointwise")
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def _collection(features: Iterable[Feature]) -> Collection:
    return {"type": "FeatureCollection", "features": list(features)}


def layers() -> dict[str, Collection]:
    """File name (without ending) → GeoJSON."""
    return {
        "ground": _collection(_ground()),
        "comunas": _collection(_comunas()),
        "water": _collection(_water()),
        "roads": _collection(_roads()),
        "rail": _collection(_rail()),
        "names": _collection(_names()),
    }


def _ground() -> Iterable[Feature]:
    yield _feature(land(), kind="land")
    yield _feature(built_up(), kind="built-up")
    for kind, name, _, _, cell in rows("green", 5):
        if kind == "runway":
            yield _feature(line(cell), kind=kind, name=name)
        else:
            ground = shapely.intersection(smooth(area(cell)), land())
            yield _feature(ground, kind=kind, name=name)
    for name, block in squares():
        yield _feature(block, kind="park", name=name)


def built_up() -> BaseGeometry:
    """A hint of the town: what lies near its streets and neighbourhoods. Not an urban limit."""
    near = [
        to_metres(road.lines).buffer(BUILT_UP_M[road.kind])
        for road in roads()
        if road.kind in BUILT_UP_M
    ]
    near += [
        to_metres(Point(place.lon, place.lat)).buffer(BUILT_UP_M[place.kind])
        for place in landmarks()
        if place.kind in BUILT_UP_M
    ]
    grown = shapely.union_all(near).buffer(260).buffer(-420).buffer(160)
    woods = [smooth(area(cell)) for kind, _, _, _, cell in rows("green", 5) if kind == "wood"]
    town = to_degrees(grown.simplify(25)).difference(shapely.union_all(woods))
    return shapely.intersection(town, land())


def squares() -> Iterable[tuple[str, Polygon]]:
    """The squares of the centre: Independencia is the block between four streets of the grid."""
    lines = {road.code: road.lines for road in roads()}
    sides = [lines[code] for code in ("barros-arana", "o-higgins", "anibal-pinto", "caupolican")]
    noded = shapely.get_parts(shapely.unary_union(sides))
    for block in shapely.get_parts(shapely.polygonize(noded)):
        yield "Plaza de la Independencia", to_degrees(to_metres(block).buffer(-14))


def _comunas() -> Iterable[Feature]:
    found = comunas()
    for comuna in found:
        yield _feature(comuna.geometry, kind="area", code=comuna.code, tint=TINT[comuna.code])
        place = Point(comuna.written_at)
        yield _feature(place, kind="name", name=comuna.name, people=comuna.population)
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            shared = shapely.intersection(one.geometry.boundary, other.geometry.boundary)
            lines = [p for p in shapely.get_parts(shared) if isinstance(p, LineString)]
            if lines:
                yield _feature(shapely.line_merge(shapely.union_all(lines)), kind="limit")


# Two tints, so that of two comunas side by side in town one is a shade warmer.
TINT = {
    "08101": 0, "08102": 1, "08103": 1, "08104": 1, "08105": 0, "08106": 0,
    "08107": 1, "08108": 0, "08109": 1, "08110": 0, "08111": 0, "08112": 1,
}  # fmt: skip


def _water() -> Iterable[Feature]:
    yield _feature(shapely.intersection(river(), _around()), kind="river", name="Río Biobío")
    for name, _, cell in water_rows("lagoon"):
        yield _feature(smooth(area(cell)), kind="lagoon", name=name)
        yield _feature(area(cell).representative_point(), kind="lagoon-name", name=name)
    for name, _, cell in water_rows("marsh"):
        wet = shapely.intersection(smooth(area(cell)), land())
        yield _feature(wet, kind="marsh", name=name)
        yield _feature(wet.representative_point(), kind="marsh-name", name=name)
    for name, _, cell in water_rows("marsh-line"):
        wet = to_degrees(to_metres(line(cell)).buffer(170).simplify(10))
        yield _feature(wet, kind="marsh", name=name)
        yield _feature(line(cell).interpolate(0.3, normalized=True), kind="marsh-name", name=name)
    for name, course in stream_lines():
        yield _feature(course, kind="stream", name=name)
    banks = [c for name, _, c in water_rows("bank") if "sur" in name]
    upstream = [c for _, _, c in water_rows("upstream")]
    for cell in (*banks, *upstream):
        yield _feature(line(cell), kind="river-line", name="Río Biobío")


def _around() -> BaseGeometry:
    return shapely.box(-73.3, -37.9, -72.3, -36.7)


def _roads() -> Iterable[Feature]:
    for road in roads():
        yield _feature(
            road.lines, kind=road.kind, name=road.name, owner=road.owner, code=road.code
        )


def _rail() -> Iterable[Feature]:
    for name, _, _, cell in rows("rail", 4):
        yield _feature(line(cell), kind="track", name=f"Biotren {name}")


def _names() -> Iterable[Feature]:
    for place in landmarks():
        yield _feature(
            Point(place.lon, place.lat),
            kind=place.kind,
            name=short(place),
            rank=RANK.get(place.kind, 4),
            nearest=NEAREST.get(place.kind, 12.8),
            water=place.comuna_code == OUTSIDE,
        )


def short(place: Place) -> str:
    """What fits on a map: without what stands in brackets, and the common short forms."""
    name = place.name.split(" (")[0]
    for long, brief in SHORT.items():
        name = name.replace(long, brief)
    return name


SHORT = {
    "Hospital Clínico Regional Dr. Guillermo Grant Benavente": "Hospital Regional",
    "Universidad de Concepción": "U. de Concepción",
    "Universidad del Bío-Bío": "U. del Bío-Bío",
    "Universidad ": "U. ",
    "Cardenal Raúl Silva Henríquez": "Cardenal Silva Henríquez",
}
