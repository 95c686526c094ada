"""A city's areas, roads and jurisdictions in memory, indexed; built once per revision.

Areas and roads are projected to metres on a plane tangent at the city's centre
(equirectangular): within 60 km of it a distance of 50 m is off by less than 0.3 m.
"""

from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from minga.ground.geo import metres_per_degree
from minga.ground.revisioned import Revisioned
from minga.territory import rules
from minga.territory.models import Area, Body, City, Jurisdiction, Road
from minga.territory.rules import CITIES_KEPT, NEAR_AREA_M, NEAR_ROAD_M, Rule, Why


@dataclass(frozen=True)
class BodyName:
    """What everybody may know of a body."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class AreaName:
    """What everybody may know of an area."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Answer:
    """Who answers, where the point lies, and why."""

    body: BodyName
    area: AreaName | None
    why: Why


class Plane:
    """Degrees to metres around one point."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon
        self.lat_m, self.lon_m = metres_per_degree(lat)

    def point(self, lat: float, lon: float) -> shapely.Point:
        """A place on the plane."""
        return shapely.Point((lon - self.lon) * self.lon_m, (lat - self.lat) * self.lat_m)

    def drawn(self, geojson: dict[str, object]) -> BaseGeometry:
        """A GeoJSON geometry on the plane."""
        return shapely.transform(
            shape(geojson),
            lambda xy: (xy - (self.lon, self.lat)) * (self.lon_m, self.lat_m),
        )


class Atlas:
    """Answers "where is this?" and "who answers?" for one city at one revision."""

    def __init__(self, city: City) -> None:
        self.revision = city.revision
        self._plane = Plane(city.lat, city.lon)
        areas = list(Area.objects.filter(city=city).order_by("code"))
        roads = list(Road.objects.filter(city=city).select_related("owner__organisation"))
        self.areas = [AreaName(area.pk, area.code, area.name) for area in areas]
        self._outlines = [self._plane.drawn(area.outline) for area in areas]
        self._area_tree = STRtree(self._outlines)
        self._roads = [(road.name, road.owner.code if road.owner else None) for road in roads]
        self._road_tree = STRtree([self._plane.drawn(road.line) for road in roads])
        bodies = Body.objects.filter(city=city).select_related("organisation")
        self.bodies = {body.code: BodyName(body.pk, body.code, str(body)) for body in bodies}
        self.default = next((body.code for body in bodies if body.is_default), None)
        self._rules = [_as_rule(row) for row in _jurisdictions(city)]

    def area_at(self, lat: float, lon: float) -> tuple[AreaName | None, int | None]:
        """The area that holds the point, or the nearest within NEAR_AREA_M with its distance."""
        point = self._plane.point(lat, lon)
        inside = self._area_tree.query(point, predicate="intersects")
        if len(inside):
            return self.areas[int(min(inside))], None
        near, distance = self._area_tree.query_nearest(
            point, max_distance=NEAR_AREA_M, return_distance=True
        )
        if not len(near):
            return None, None
        # Rounded up, so that "0 m from" is never said of a point outside.
        return self.areas[int(near[0])], max(1, round(float(distance[0])))

    def road_at(self, lat: float, lon: float) -> tuple[str | None, str | None]:
        """Name and owner's code of the nearest road within NEAR_ROAD_M."""
        point = self._plane.point(lat, lon)
        near = self._road_tree.query_nearest(point, max_distance=NEAR_ROAD_M)
        return self._roads[int(near[0])] if len(near) else (None, None)

    def area_named(self, code: str) -> AreaName | None:
        """The area with this code, for reports that name their comuna without a point."""
        return next((area for area in self.areas if area.code == code), None)

    def who_answers(
        self, *, category: str, lat: float | None, lon: float | None, area_code: str | None = None
    ) -> Answer:
        """The answering body for a category at a point, in a named area, or anywhere."""
        area, near_m, road, owner = None, None, None, None
        if lat is not None and lon is not None:
            area, near_m = self.area_at(lat, lon)
            road, owner = self.road_at(lat, lon)
        elif area_code:
            area = self.area_named(area_code)
        code = area.code if area else None
        rule = rules.decide(self._rules, category=category, area=code, owner=owner)
        decided = rules.parts(rule) if rule else "default"
        body = self.bodies[rule.body if rule else str(self.default)]
        on_road = "owner" in decided
        why = Why(
            rule=decided,
            area=code,
            near_m=near_m,
            road=road if on_road else None,
            owner=owner if on_road else None,
        )
        return Answer(body, area, why)


def _jurisdictions(city: City) -> list[Jurisdiction]:
    related = ("area", "owner__organisation", "body__organisation")
    return list(Jurisdiction.objects.filter(city=city).select_related(*related))


def _as_rule(row: Jurisdiction) -> Rule:
    return Rule(
        category=row.category or None,
        area=row.area.code if row.area else None,
        owner=row.owner.code if row.owner else None,
        body=row.body.code,
    )


_atlases = Revisioned[int, Atlas](most=CITIES_KEPT)


def atlas_of(city: City) -> Atlas:
    """The atlas of the city as it is at `city.revision`."""
    return _atlases.get(city.pk, city.revision, lambda: Atlas(city))
