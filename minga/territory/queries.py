"""Read shapes of the room territory."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import QuerySet

from minga.ground.folding import fold, readings
from minga.ground.geo import box_around, distance_m
from minga.ground.revisioned import Revisioned
from minga.ground.search import MAX_SEARCH_CHARS, holding
from minga.territory.corners import corner_of
from minga.territory.models import Area, Body, City, Place
from minga.territory.rules import CITIES_KEPT

NEAR_PLACE_M = 400.0
MAX_CANDIDATES = 200


def default_city() -> City | None:
    """The city that answers where none is named."""
    return _city("ORDER BY is_default DESC, id LIMIT 1", [])


def city_named(slug: str) -> City | None:
    """The city with this slug."""
    return _city("WHERE slug = %s", [slug])


_cities = Revisioned[int, City](most=CITIES_KEPT)
"""Cities as read, by id: every request asks, and hardly ever does one change."""


def _city(which: str, values: list[str]) -> City | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, revision FROM territory_city {which}", values)  # noqa: S608 -- constants
        row = cursor.fetchone()
    if row is None:
        return None
    pk, revision = row
    return _cities.get(pk, revision, lambda: City.objects.get(pk=pk))


def search_places(city: City, query: str, *, limit: int = 8, exactly: bool = False) -> list[Place]:
    """Places whose folded name holds every word typed; names that begin so come first.

    Where nothing does, the number of the house and the kind of road are left out, but `exactly`;
    and a corner that nobody named is where its two roads meet. A comuna after a comma is where
    they lie.
    """
    street, area = _with_area(city, query[:MAX_SEARCH_CHARS])
    places = Place.objects.filter(city=city).select_related("area")
    if area is not None:
        places = places.filter(area=area)
    for reading in readings(street)[: 1 if exactly else None]:
        rows = _holding_all(places, reading)
        if rows:
            return rows[:limit]
    corner = corner_of(city, street)
    return [corner] if corner else []


def _with_area(city: City, query: str) -> tuple[str, Area | None]:
    """What was typed, without the area that stands after its last comma."""
    street, comma, named = query.rpartition(",")
    wanted = fold(named)
    if comma and wanted and fold(street):
        for area in areas_of(city):
            if fold(area.name) == wanted:
                return street, area
    return query, None


def _holding_all(places: QuerySet[Place], reading: Sequence[tuple[str, ...]]) -> list[Place]:
    for term in reading:
        places = places.filter(holding(term))
    first = reading[0][0]
    rows = list(places.order_by("folded")[:MAX_CANDIDATES])
    rows.sort(key=lambda place: (not place.folded.startswith(first), len(place.folded)))
    return rows


WIDE = frozenset({"ciudad", "avenida", "calle", "ruta", "autopista", "city", "street", "road"})
"""Kinds of places that are too long or large to be near to: good for search, not for saying."""


def place_near(city: City, lat: float, lon: float) -> Place | None:
    """The nearest named place within NEAR_PLACE_M, to say a position in words."""
    box = box_around(lat, lon, NEAR_PLACE_M)
    close = Place.objects.filter(
        city=city, lat__range=(box.south, box.north), lon__range=(box.west, box.east)
    ).exclude(kind__in=WIDE)
    away = {place: distance_m(lat, lon, place.lat, place.lon) for place in close}
    nearest = min(away, key=away.__getitem__, default=None)
    return nearest if nearest is not None and away[nearest] <= NEAR_PLACE_M else None


def answering_bodies(city: City) -> list[Body]:
    """Every body that answers reports in the city, by name."""
    return list(city.bodies.select_related("organisation").order_by("organisation__name"))


def areas_of(city: City) -> list[Area]:
    """The city's areas by name, without their outlines."""
    return list(city.areas.defer("outline"))


def bodies_with_crews(city: City) -> list[Body]:
    """Who answers in a city, with the crews each sends out."""
    rows = city.bodies.select_related("organisation").prefetch_related("crews")
    return list(rows.order_by("organisation__name"))


def codes_of_bodies(ids: Collection[int]) -> list[str]:
    """The public codes of these bodies, in order."""
    rows = Body.objects.filter(pk__in=ids).order_by("organisation__code")
    return list(rows.values_list("organisation__code", flat=True))
