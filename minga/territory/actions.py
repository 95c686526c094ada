"""The only writers of the room territory."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minga.ground.folding import fold
from minga.ground.geo import Bounds
from minga.ground.work import action, record
from minga.people.models import Organisation, Person
from minga.territory.boundaries import Outline
from minga.territory.events import CityFounded, TerritoryDrawn
from minga.territory.models import Area, Body, City, Crew, Jurisdiction, Place, Road


class CityExists(ValueError):
    """There is a city with this slug already."""


@dataclass(frozen=True, kw_only=True)
class CityCard:
    """What one must know to found a city. Degrees in WGS84; `timezone` an IANA name."""

    slug: str
    name: str
    timezone: str
    bounds: Bounds
    lat: float
    lon: float
    zoom: float = 11.0
    emergency: Sequence[Mapping[str, str]] = ()
    is_demo: bool = False


@action
def found_city(*, card: CityCard, at: datetime, by: Person | None = None) -> City:
    """Enter a city. The first one becomes the default. Raises CityExists."""
    if City.objects.filter(slug=card.slug).exists():
        raise CityExists(card.slug)
    city = City.objects.create(
        slug=card.slug,
        name=card.name,
        timezone=card.timezone,
        lat=card.lat,
        lon=card.lon,
        zoom=card.zoom,
        **card.bounds._asdict(),
        emergency=[dict(call) for call in card.emergency],
        is_demo=card.is_demo,
        is_default=not City.objects.exists(),
        revision=secrets.randbits(53),
    )
    record(CityFounded(city_id=city.pk, city=city.slug), at=at, by=by)
    return city


@action
def appoint_body(
    *,
    city: City,
    organisation: Organisation,
    at: datetime,
    by: Person | None = None,
    is_centre: bool = False,
    is_default: bool = False,
) -> Body:
    """Let an organisation answer reports in a city; at most one body is the default desk."""
    if is_default:
        city.bodies.filter(is_default=True).update(is_default=False)
    body, _ = Body.objects.update_or_create(
        city=city,
        organisation=organisation,
        defaults={"is_centre": is_centre, "is_default": is_default},
    )
    redraw(city=city, at=at, by=by)
    return body


@action
def name_crew(*, body: Body, code: str, name: str) -> Crew:
    """Enter a crew of a body."""
    crew, _ = Crew.objects.update_or_create(body=body, code=code, defaults={"name": name})
    return crew


@action
def draw_areas(
    *, city: City, outlines: Iterable[Outline], at: datetime, by: Person | None = None
) -> list[Area]:
    """Enter or redraw the areas of a city, by code."""
    areas = []
    for outline in outlines:
        area, _ = Area.objects.update_or_create(
            city=city,
            code=outline.code,
            defaults={"name": outline.name, "outline": outline.geometry, "note": outline.note},
        )
        areas.append(area)
    redraw(city=city, at=at, by=by)
    return areas


@action
def draw_roads(
    *, city: City, roads: Iterable[Mapping[str, Any]], at: datetime, by: Person | None = None
) -> None:
    """Replace the roads of a city. Each has code, name, kind, owner (Body or None), line, trust."""
    city.roads.all().delete()
    Road.objects.bulk_create([Road(city=city, **road) for road in roads])
    redraw(city=city, at=at, by=by)


@action
def rule_jurisdictions(
    *, city: City, rules: Iterable[Mapping[str, Any]], at: datetime, by: Person | None = None
) -> None:
    """Replace the rules of who answers. Each has body, and optionally category, area, owner."""
    city.jurisdictions.all().delete()
    Jurisdiction.objects.bulk_create([Jurisdiction(city=city, **rule) for rule in rules])
    redraw(city=city, at=at, by=by)


@action
def name_places(
    *, city: City, places: Iterable[Mapping[str, Any]], at: datetime, by: Person | None = None
) -> None:
    """Replace the named places of a city. Each has name, kind, lat, lon, area, trust."""
    city.places.all().delete()
    Place.objects.bulk_create(
        [Place(city=city, folded=fold(place["name"])[:160], **place) for place in places],
        batch_size=200,
    )
    redraw(city=city, at=at, by=by)


@action
def redraw(*, city: City, at: datetime, by: Person | None = None) -> None:
    """Let every process know that what it holds of this city in memory is old."""
    city.revision = secrets.randbits(53)
    City.objects.filter(pk=city.pk).update(revision=city.revision)
    drawn = TerritoryDrawn(city_id=city.pk, city=city.slug, revision=city.revision)
    record(drawn, at=at, by=by)


@action
def set_timezone(*, city: City, timezone: str, at: datetime, by: Person | None = None) -> None:
    """The zone in which pages show this city's hours; stored times are UTC and stay as they are."""
    City.objects.filter(pk=city.pk).update(timezone=timezone)
    redraw(city=city, at=at, by=by)
