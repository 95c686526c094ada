"""What the pages of the room begin with: the moment, the line, stop or spot that is asked for."""

import math
from datetime import date, datetime
from typing import NamedTuple

from django.http import Http404

from minga.ground.clock import now
from minga.ground.text_safety import is_storable
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.feeds.queries.lines import line_named, stop_named
from minga.transit.models import Line, Stop
from minga.transit.service_days import day_of

MAX_CODE_CHARS = 120


class CityMoment(NamedTuple):
    """Where and when somebody asks."""

    city: City
    at: datetime
    day: date


def city_moment(request: MingaRequest) -> CityMoment:
    """The city of the address, this moment, and the day by the city's clock."""
    city = request.city
    at = now()
    return CityMoment(city, at, day_of(city, at))


def line_or_404(moment: CityMoment, code: str) -> Line:
    """The line in service with this code."""
    line = line_named(moment.city, moment.day, code) if _may_be_code(code) else None
    if line is None:
        raise Http404
    return line


def stop_or_404(moment: CityMoment, code: str) -> Stop:
    """The stop in service with this code."""
    stop = stop_named(moment.city, moment.day, code) if _may_be_code(code) else None
    if stop is None:
        raise Http404
    return stop


def spot_of(request: MingaRequest) -> tuple[float, float] | None:
    """The position in the address; None where there is none. Raises ValueError for nonsense."""
    texts = (request.GET.get("lat", "").strip(), request.GET.get("lon", "").strip())
    if not any(texts):
        return None
    lat, lon = (float(number[:24]) for number in texts)
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(texts)
    return lat, lon


def search_text(request: MingaRequest, name: str = "q") -> str:
    """What somebody searches for; "" for what no database could hold."""
    text = request.GET.get(name, "").strip()[:160]
    return text if is_storable(text) else ""


def _may_be_code(code: str) -> bool:
    return 0 < len(code) <= MAX_CODE_CHARS and is_storable(code)
