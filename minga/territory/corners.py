"""Corners that nobody entered: where two roads meet whose names were typed."""

from collections.abc import Sequence

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from minga.ground.folding import fold, halves, holds, readings
from minga.territory.models import Area, City, Place, Road

MAX_PARTS = 40
"""Of roads so called as each half of the corner."""


def corner_of(city: City, query: str) -> Place | None:
    """The place, which is in no table, where the two roads of a corner meet; None without one."""
    streets = halves(query)
    if streets is None:
        return None
    named = list(Road.objects.filter(city=city).values_list("pk", "name").order_by("pk"))
    folded = [(pk, fold(name)) for pk, name in named]
    first, second = (_so_called(folded, street) for street in streets)
    roads = Road.objects.in_bulk([*first, *second])
    for along in (roads[pk] for pk in first):
        for across in (roads[pk] for pk in second):
            meeting = shape(along.line).intersection(shape(across.line))
            if along.name != across.name and not meeting.is_empty:
                return _corner(city, along, across, meeting)
    return None


def _so_called(folded: Sequence[tuple[int, str]], street: str) -> list[int]:
    """The roads of this name, by the tightest reading of it that any road fits."""
    for reading in readings(street):
        fits = [pk for pk, name in folded if all(holds(name, term) for term in reading)]
        if fits:
            return fits[:MAX_PARTS]
    return []


def _corner(city: City, along: Road, across: Road, meeting: BaseGeometry) -> Place:
    point = meeting.representative_point()
    name = f"{along.name} esq. {across.name}"
    return Place(
        city=city, name=name[:160], folded=fold(name)[:160], kind="corner",
        lat=point.y, lon=point.x, area=_area_at(city, point), trust=along.trust,
    )  # fmt: skip


def _area_at(city: City, point: shapely.Point) -> Area | None:
    areas = Area.objects.filter(city=city)
    return next((area for area in areas if shape(area.outline).intersects(point)), None)
