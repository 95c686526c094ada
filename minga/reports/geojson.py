"""Every public point of a city in one answer, kept in memory until something changes."""

import gzip
import json
import threading
import time
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from minga.reports.models import Report
from minga.reports.queries import last_event_id
from minga.territory.models import City

MOST_POINTS = 50_000
"""The newest so many; a city with more asks its archive."""
FRESH_S = 1.0
"""Under a storm of changes the answer is made anew at most this often per process."""


class _Made(NamedTuple):
    etag: str
    body: bytes
    packed: bytes
    until: float


_made: dict[int, _Made] = {}
_making = threading.Lock()


def response(request: HttpRequest, city: City) -> HttpResponse:
    """200 with the points, or 304 when the client has them."""
    made = _current(city)
    if made.etag in request.headers.get("If-None-Match", ""):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(
            made.packed if packed else made.body, content_type="application/geo+json"
        )
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = made.etag
    answer.headers["Cache-Control"] = "public, no-cache"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _current(city: City) -> _Made:
    made = _made.get(city.pk)
    if made is not None and time.monotonic() < made.until:
        return made
    etag = f'"{city.slug}-{city.revision}-{last_event_id()}"'
    if made is not None and made.etag == etag:
        return made
    with _making:
        body = _points(city)
        made = _Made(etag, body, gzip.compress(body, 5), time.monotonic() + FRESH_S)
        _made[city.pk] = made
    return made


def _points(city: City) -> bytes:
    rows: Any = (
        Report.objects.public()
        .filter(city=city, lat__isnull=False)
        .order_by("-id")
        .values_list(
            "receipt",
            "lat",
            "lon",
            "category__code",
            "state",
            "area__code",
            "body__organisation__code",
            "filed_at",
            "simulated",
        )[:MOST_POINTS]
    )
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
            "properties": {
                "receipt": receipt,
                "category": category,
                "state": state,
                "area": area,
                "body": body,
                "filed_at": filed_at.isoformat(),
                "simulated": simulated,
            },
        }
        for receipt, lat, lon, category, state, area, body, filed_at, simulated in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")).encode()
