"""The named place nearest to each of many points, from memory; built once per revision.

A list of reports says every position in words; asking the database for each would be one
statement a row.
"""

from collections.abc import Sequence

import shapely
from shapely import STRtree

from minga.ground.revisioned import Revisioned
from minga.territory.atlas import Plane
from minga.territory.models import City, Place
from minga.territory.queries import NEAR_PLACE_M, WIDE
from minga.territory.rules import CITIES_KEPT

Point = tuple[float | None, float | None]


class _Names:
    def __init__(self, city: City) -> None:
        self._plane = Plane(city.lat, city.lon)
        close = Place.objects.filter(city=city).exclude(kind__in=WIDE)
        rows = list(close.values_list("name", "lat", "lon"))
        self._names = [name for name, _, _ in rows]
        self._tree = STRtree([self._plane.point(lat, lon) for _, lat, lon in rows])

    def near(self, points: Sequence[Point]) -> list[str]:
        names = [""] * len(points)
        points_ = [
            (place, self._plane.point(lat, lon))
            for place, (lat, lon) in enumerate(points)
            if lat is not None and lon is not None
        ]
        if not points_ or not self._names:
            return names
        geometries: list[shapely.Point] = [point for _, point in points_]
        pairs = self._tree.query_nearest(geometries, max_distance=NEAR_PLACE_M, all_matches=False)
        for which, nearest in zip(*pairs.tolist(), strict=True):
            names[points_[which][0]] = self._names[nearest]
        return names


_known = Revisioned[int, _Names](most=CITIES_KEPT)


def names_near(city: City, points: Sequence[Point]) -> list[str]:
    """For each (lat, lon) the name of the nearest place within NEAR_PLACE_M, else ""."""
    return _known.get(city.pk, city.revision, lambda: _Names(city)).near(points)
