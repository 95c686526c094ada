"""Every public point of a city in one answer, kept in memory until something changes."""

import time
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse

from minga.ground import geojson
from minga.ground.queries import last_event_id
from minga.ground.revisioned import Revisioned
from minga.reports.models import Report
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.territory.rules import CITIES_KEPT

MAX_POINTS = 50_000
"""The newest so many; `numberMatched` says how many there are."""
FRESH_S = 1.0
"""Under a storm of changes the answer is made anew at most this often per process."""


class _Made(NamedTuple):
    points: geojson.Collection
    until: float


_made = Revisioned[int, _Made](most=CITIES_KEPT)


def response(request: MingaRequest, city: City) -> HttpResponse:
    """200 with the points, or 304 when the client has them."""
    return geojson.answer(request, _current(city).points)


def _current(city: City) -> _Made:
    made = _made.last(city.pk)
    if made is not None and time.monotonic() < made.until:
        return made
    etag = f'"{city.slug}-{city.revision}-{last_event_id()}"'
    return _made.get(city.pk, etag, lambda: _new(city, etag))


def _new(city: City, etag: str) -> _Made:
    located = Report.objects.public().filter(city=city, lat__isnull=False)
    features = _points(located)
    many = len(features) if len(features) < MAX_POINTS else located.count()
    points = geojson.collection(features, etag=etag, matched=many)
    return _Made(points, time.monotonic() + FRESH_S)


def _points(located: QuerySet[Report]) -> list[geojson.Feature]:
    rows: Any = located.order_by("-id").values_list(
        "receipt",
        "lat",
        "lon",
        "category__code",
        "state",
        "area__code",
        "body__organisation__code",
        "filed_at",
        "simulated",
    )[:MAX_POINTS]
    return [
        geojson.feature(
            "Point",
            [round(lon, 6), round(lat, 6)],
            {
                "receipt": receipt,
                "category": category,
                "state": state,
                "area": area,
                "body": body,
                "filed_at": filed_at.isoformat(),
                "simulated": simulated,
            },
        )
        for receipt, lat, lon, category, state, area, body, filed_at, simulated in rows
    ]
