"""The facts as GeoJSON: one file for each kind of thing that the map style paints."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from demo.geography import Place, comunas, landmarks, roads
from demo.land import land, smooth, stream_lines, water_rows
from demo.plane import to_degrees, to_metres
from demo.tables import area, line, rows

Feature = dict[str, Any]
Collection = dict[str, Any]
STEP_DEG = 1e-5  # one metre: what a drawing at ±30 m needs at most
# A name met first keeps its room: hospitals before health centres, and so on.
RANK = {
    "hospital": 1, "plaza": 1, "terminal": 2, "aeropuerto": 1, "universidad": 2, "estación": 3,
    "municipalidad": 3, "estado": 3, "comercio": 3, "parque": 2, "cesfam": 5, "puerto": 2,
    "industria": 4, "rural": 2, "barrio": 2, "pueblo": 1, "ciudad": 0,
}  # fmt: skip
NEAREST = {
    "cesfam": 14.2,
    "estado": 14,
    "municipalidad": 14,
    "comercio": 13.2,
    "universidad": 13,
    "hospital": 12.4,
}


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
    yield _feature(soft_land(), kind="land")
    yield _feature(built_up(), kind="built-up")
    for kind, name, _, _, cell in rows("green", 5):
        if kind == "runway":
            yield _feature(line(cell), kind=kind, name=name)
        else:
            rounds = 2 if kind == "wood" else 1
            ground = shapely.intersection(smooth(area(cell), rounds), soft_land())
            yield _feature(ground, kind=kind, name=name)
    for name, block in squares():
        yield _feature(block, kind="park", name=name)


def built_up() -> BaseGeometry:
    """A hint of the town, without the woods in it. Not an urban limit."""
    town = [smooth(area(cell)) for kind, _, _, cell in rows("town", 4) if kind == "outline"]
    open_ground = [smooth(area(cell)) for kind, _, _, cell in rows("town", 4) if kind == "hole"]
    open_ground += [
        smooth(area(cell)) for kind, _, _, _, cell in rows("green", 5) if kind == "wood"
    ]
    drawn = shapely.union_all(town).difference(shapely.union_all(open_ground))
    return shapely.intersection(drawn, soft_land())


@cache
def soft_land() -> BaseGeometry:
    """The land with its shore rounded for the eye; the comunas keep the plain vertices."""
    # Long edges are parted first, so that no corner is cut by more than about 150 m.
    parted = [part.segmentize(0.006) for part in land().geoms]
    return shapely.union_all([smooth(part, rounds=1).simplify(1e-4) for part in parted])


def squares() -> Iterable[tuple[str, Polygon]]:
    """The squares of the centre: Independencia is the block between four streets of the grid."""
    lines = {road.code: road.lines for road in roads()}
    sides = [lines[code] for code in ("barros-arana", "o-higgins", "anibal-pinto", "caupolican")]
    noded = shapely.get_parts(shapely.unary_union(sides))
    for block in shapely.get_parts(shapely.polygonize(noded)):
        yield "Plaza de la Independencia", to_degrees(to_metres(block).buffer(-14))


def _comunas() -> Iterable[Feature]:
    boundaries = comunas()
    for comuna, ground in zip(boundaries, _tinted(), strict=True):
        yield _feature(ground, kind="area", code=comuna.code, tint=TINT[comuna.code])
        place = Point(comuna.written_at)
        yield _feature(place, kind="name", name=comuna.name, people=comuna.population)
    for i, boundary in enumerate(boundaries):
        for other in boundaries[i + 1 :]:
            shared = shapely.intersection(boundary.geometry.boundary, other.geometry.boundary)
            lines = [p for p in shapely.get_parts(shared) if isinstance(p, LineString)]
            if lines:
                yield _feature(shapely.line_merge(shapely.union_all(lines)), kind="limit")


def _tinted() -> list[BaseGeometry]:
    """The comunas up to the softened shore: what the rounding added goes to the nearest one."""
    plain = [comuna.geometry for comuna in comunas()]
    tree = shapely.STRtree(plain)
    added = shapely.get_parts(soft_land().difference(land()))
    extra: list[list[BaseGeometry]] = [[] for _ in plain]
    for sliver in added:
        nearest = int(tree.nearest(sliver))
        if plain[nearest].distance(sliver) < STEP_DEG:
            extra[nearest].append(sliver)
    tinted = [shapely.union_all([area, *more]) for area, more in zip(plain, extra, strict=True)]
    return [shapely.intersection(area, soft_land()) for area in tinted]


# Two tints, so that of two comunas side by side in town one is a shade warmer.
TINT = {
    "08101": 0, "08102": 1, "08103": 1, "08104": 1, "08105": 0, "08106": 0,
    "08107": 1, "08108": 0, "08109": 1, "08110": 0, "08111": 0, "08112": 1,
}  # fmt: skip


def _water() -> Iterable[Feature]:
    for name, _, cell in water_rows("lagoon"):
        yield _feature(smooth(area(cell)), kind="lagoon", name=name)
        yield _feature(area(cell).representative_point(), kind="lagoon-name", name=name)
    for name, _, cell in water_rows("marsh"):
        wet = shapely.intersection(smooth(area(cell)), soft_land())
        yield _feature(wet, kind="marsh", name=name)
        yield _feature(wet.representative_point(), kind="marsh-name", name=name)
    for name, _, cell in water_rows("marsh-line"):
        wet = to_degrees(to_metres(line(cell)).buffer(170).simplify(10))
        yield _feature(wet, kind="marsh", name=name)
        yield _feature(line(cell).interpolate(0.3, normalized=True), kind="marsh-name", name=name)
    for name, course in stream_lines():
        yield _feature(course, kind="stream", name=name)


def _roads() -> Iterable[Feature]:
    for road in roads():
        yield _feature(road.lines, kind=road.kind, name=road.name, owner=road.owner, code=road.code)


def _rail() -> Iterable[Feature]:
    for name, _, _, cell in rows("rail", 4):
        kind = "rail-bridge" if name.startswith("Puente") else "track"
        yield _feature(line(cell), kind=kind, name=name)


def _names() -> Iterable[Feature]:
    stations = {place.name for place in landmarks() if place.kind == "estación"}
    for place in landmarks():
        if place.name.startswith("Estación Intermodal"):
            continue  # the Biotren station of the same name stands there already
        yield _feature(
            Point(place.lon, place.lat),
            kind=place.kind,
            name=short(place),
            rank=RANK.get(place.kind, 4),
            nearest=NEAREST.get(place.kind, 12.8),
            twice=place.kind == "barrio" and place.name in stations,
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
