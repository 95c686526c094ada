"""What the pages of the room begin with: the moment, the line, stop or spot that is asked for."""

from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple

from django.http import Http404
from pydantic import Field

from minga.ground.clock import now
from minga.ground.forms import Form, cut_to, read, read_partly
from minga.ground.text_safety import is_storable
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.feeds.queries.lines import line_named, stop_named
from minga.transit.models import Line, Stop
from minga.transit.service_days import day_of

MAX_CODE_CHARS = 120
Text = Annotated[str, cut_to(160)]


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


class SpotQuery(Form):
    """A position in the address."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class SearchQuery(Form):
    """What an address searches or names."""

    q: Text = ""
    name: Text = ""
    line: Text = ""


def spot_of(request: MingaRequest) -> tuple[float, float] | None:
    """The position in the address; None where there is none. Raises BadInput for nonsense."""
    if not any(request.GET.get(name, "").strip() for name in SpotQuery.model_fields):
        return None
    spot = read(SpotQuery, request.GET)
    return spot.lat, spot.lon


def search_text(request: MingaRequest, name: Literal["q", "name", "line"] = "q") -> str:
    """What somebody searches for; "" for what no database could hold."""
    text: str = getattr(read_partly(SearchQuery, request.GET)[0], name)
    return text


def _may_be_code(code: str) -> bool:
    return 0 < len(code) <= MAX_CODE_CHARS and is_storable(code)
