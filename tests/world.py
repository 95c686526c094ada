"""A small city drawn in degrees: two square comunas side by side, a highway, a river beyond.

lat -36.80 ┌────────────┬────────────┐
           │   NORTE    │    SUR     │     the highway runs along lat -36.85
lat -36.90 └────────────┴────────────┘
        lon -73.10   -73.00       -72.90    city bounds: -37.0…-36.7, -73.2…-72.8
"""

from datetime import datetime

from minga.ground.geo import Bounds
from minga.people.actions import found_organisation
from minga.reports.actions import Filed, adopt_categories, file_report
from minga.reports.actions.filing import Filing
from minga.reports.models import Report, Source
from minga.reports.queries import category_of
from minga.territory.actions import (
    CityCard,
    appoint_body,
    draw_areas,
    draw_roads,
    found_city,
    name_crew,
    name_places,
    rule_jurisdictions,
)
from minga.territory.boundaries import Outline
from minga.territory.models import Body, City

IN_NORTE = (-36.83, -73.05)
IN_SUR = (-36.83, -72.95)
ON_HIGHWAY = (-36.85, -73.05)
NOWHERE = (-36.75, -73.15)


def square(south: float, west: float, north: float, east: float) -> dict[str, object]:
    """A GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def small_city(*, at: datetime, slug: str = "prueba", name: str = "Ciudad de prueba") -> City:
    """The city of the drawing above, made by actions."""
    card = CityCard(
        slug=slug,
        name=name,
        timezone="America/Santiago",
        bounds=Bounds(-37.0, -73.2, -36.7, -72.8),
        lat=-36.85,
        lon=-73.0,
        emergency=[{"number": "131", "name": "SAMU"}, {"number": "132", "name": "Bomberos"}],
    )
    city = found_city(card=card, at=at)
    centre = _body(city, f"{slug}-centro", "Centro de control", at, centre=True)
    norte = _body(city, f"{slug}-norte", "Municipalidad Norte", at)
    sur = _body(city, f"{slug}-sur", "Municipalidad Sur", at)
    vialidad = _body(city, f"{slug}-vialidad", "Vialidad", at)
    name_crew(body=norte, code="luz", name="Cuadrilla de luz")
    areas = draw_areas(
        city=city,
        outlines=[
            Outline("N", "Comuna Norte", square(-36.9, -73.1, -36.8, -73.0)),
            Outline("S", "Comuna Sur", square(-36.9, -73.0, -36.8, -72.9)),
        ],
        at=at,
    )
    highway = {"type": "LineString", "coordinates": [[-73.1, -36.85], [-72.9, -36.85]]}
    road = {"code": "r1", "name": "Ruta 1", "kind": "ruta", "trust": "drawn for the test"}
    draw_roads(city=city, roads=[{**road, "owner": vialidad, "line": highway}], at=at)
    rules = [
        {"area": areas[0], "body": norte},
        {"area": areas[1], "body": sur},
        {"category": "accident", "body": centre},
        {"category": "road_damage", "owner": vialidad, "body": vialidad},
    ]
    rule_jurisdictions(city=city, rules=rules, at=at)
    places = [("Plaza Norte", "square", *IN_NORTE), ("Av. Gral. Bonilla", "corner", *IN_SUR)]
    name_places(
        city=city,
        places=[
            {"name": title, "kind": kind, "lat": lat, "lon": lon, "area": areas[0], "trust": "x"}
            for title, kind, lat, lon in places
        ],
        at=at,
    )
    adopt_categories(city=city, at=at)
    return city


def _body(city: City, code: str, name: str, at: datetime, *, centre: bool = False) -> Body:
    organisation = found_organisation(code=code, name=name, helix="government", simulated=True)
    return appoint_body(
        city=city, organisation=organisation, at=at, is_centre=centre, is_default=centre
    )


def filed(
    city: City,
    *,
    key: str,
    at: datetime,
    category: str = "street_light",
    place: tuple[float, float] | None = IN_NORTE,
    **words: object,
) -> Report:
    """A report of this city, filed by nobody in particular."""
    lat, lon = place or (None, None)
    kind = category_of(city, category)
    assert kind is not None
    filing = Filing(category=category, lat=lat, lon=lon, **words)  # type: ignore[arg-type]
    told: Filed = file_report(
        city=city, category=kind, filing=filing, key=key, source=Source.API, at=at
    )
    return told.report
