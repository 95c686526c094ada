"""The question as the page's address tells it: places in words or coordinates, when, and how.

`from` and `to` are what stands in the fields; `fromPlace` and `toPlace` name the place itself, as
"lat,lon", "lat,lon~name" or a stop's code. Where the words have been changed since, they count;
`fromChoice` and `toChoice` are the answers to "which one do you mean?".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from minga.ground.folding import fold
from minga.ground.forms import Form, cut_to, read_partly
from minga.territory.models import City
from minga.transit.planning.itinerary import Spot
from minga.transit.planning.queries.geocoding import (
    MAX_QUERY_CHARS,
    Match,
    matches,
    spot_of,
    sure_match,
)
from minga.transit.planning.queries.no_route import DAYS_AHEAD
from minga.transit.planning.question import Ask, Prefer
from minga.transit.service_days import day_of

NOW, DEPART, ARRIVE = "now", "depart", "arrive"
NAME_MARK = "~"
MOMENT_FIELDS = {"day", "time"}

Text = Annotated[str, cut_to(MAX_QUERY_CHARS)]


class PlanQuery(Form):
    """The address's fields, each under its own name there."""

    SENTENCES = {"date_type": gettext_lazy("That is no day. Choose one again.")}

    when: Literal["now", "depart", "arrive"] = "now"
    day: date | None = None
    clock: time | None = Field(None, alias="time")
    prefer: Prefer = Prefer.SOON
    step_free: bool = Field(False, alias="stepFree")
    origin: Text = Field("", alias="from")
    origin_place: Text = Field("", alias="fromPlace")
    origin_choice: Text = Field("", alias="fromChoice")
    destination: Text = Field("", alias="to")
    destination_place: Text = Field("", alias="toPlace")
    destination_choice: Text = Field("", alias="toChoice")


@dataclass(frozen=True, kw_only=True)
class End:
    """One end of the question. `spot` is None where it is not known, or not sure: `choices`."""

    key: str
    text: str = ""
    spot: Spot | None = None
    choices: tuple[Match, ...] = ()
    fault: str = ""

    @property
    def place(self) -> str:
        """The place as an address names it."""
        if self.spot is None:
            return ""
        if self.spot.stop:
            return self.spot.stop
        return f"{self.spot.text}{NAME_MARK}{self.text}" if self.text else self.spot.text


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the page was asked, whole or in part."""

    city: City
    origin: End
    destination: End
    when: str
    moment: datetime
    prefer: Prefer
    step_free: bool
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether there is enough to plan."""
        known = self.origin.spot is not None and self.destination.spot is not None
        return known and not self.fault

    @property
    def is_begun(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.origin.text or self.destination.text)

    def ask(self, at: datetime, sender: str = "") -> Ask:
        """The question for the planner, of an address. Only where it is whole."""
        origin, destination = self.origin.spot, self.destination.spot
        if origin is None or destination is None:
            raise ValueError("the question is not whole")
        return Ask(
            city=self.city,
            origin=origin,
            destination=destination,
            when=self.moment,
            at=at,
            arrive_by=self.when == ARRIVE,
            step_free=self.step_free,
            prefer=self.prefer,
            sender=sender,
        )

    def query(self, *, fixed: bool = False, **changes: str) -> str:
        """The question as an address; `fixed`: "now" becomes the moment that it is."""
        when = DEPART if fixed and self.when == NOW else self.when
        told = {
            "from": self.origin.text,
            "fromPlace": self.origin.place,
            "to": self.destination.text,
            "toPlace": self.destination.place,
            "when": when,
            "day": "" if when == NOW else self.moment.date().isoformat(),
            "time": "" if when == NOW else f"{self.moment:%H:%M}",
            "prefer": "" if self.prefer is Prefer.SOON else self.prefer.value,
            "stepFree": "1" if self.step_free else "",
        } | changes
        return urlencode({key: value for key, value in told.items() if value})


def read(given: Mapping[str, Any], city: City, *, at: datetime) -> Question:
    """What was asked; whatever is nonsense is told, nothing raises."""
    query, faults = read_partly(PlanQuery, given)
    moment, fault = at.astimezone(ZoneInfo(city.timezone)), ""
    if query.when != NOW:
        fault = next((str(wrong.message) for wrong in faults if wrong.field in MOMENT_FIELDS), "")
        moment = moment if fault else _moment(query, moment)
    day = day_of(city, moment)
    origin = (query.origin, query.origin_place, query.origin_choice)
    destination = (query.destination, query.destination_place, query.destination_choice)
    return Question(
        city=city,
        origin=_unless_empty(_end("from", *origin, city, day), given),
        destination=_unless_empty(_end("to", *destination, city, day), given),
        when=query.when,
        moment=moment,
        prefer=query.prefer,
        step_free=query.step_free,
        fault=fault,
    )


def last_day(at: datetime) -> date:
    """The last day that may be chosen."""
    return (at + timedelta(days=DAYS_AHEAD)).date()


def _moment(query: PlanQuery, present: datetime) -> datetime:
    day, clock = query.day or present.date(), query.clock or present.time()
    return datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=present.tzinfo)


def _end(key: str, text: str, place: str, choice: str, city: City, day: date) -> End:
    text = "" if choice else text
    place, _mark, name = (choice or place).partition(NAME_MARK)
    name = name.strip()
    end = End(key=key, text=text or name)
    if place and (not text or not name or text == name):
        spot = spot_of(city, place, day)
        if spot is not None and (spot.stop == "" or text in ("", spot.name)):
            told = end.text or spot.name
            return replace(end, spot=replace(spot, name=told), text=told)
    return _searched(end, city, day) if end.text else end


EMPTY = {
    "from": gettext_lazy("Say where you start."),
    "to": gettext_lazy("Say where you go."),
}


def _unless_empty(end: End, given: Mapping[str, Any]) -> End:
    """An end that the form sent empty says so; an address that does not name it asks for it."""
    is_empty = not end.text and end.spot is None and not end.fault
    return replace(end, fault=str(EMPTY[end.key])) if is_empty and end.key in given else end


def _searched(end: End, city: City, day: date) -> End:
    spot = spot_of(city, end.text, day)
    if spot is not None:
        return replace(end, spot=spot, text=spot.name or end.text)
    found = [one for one in matches(city, end.text, day) if one.kind != "line"]
    sure = sure_match(fold(end.text), found)
    if sure:
        return replace(end, spot=sure.spot, text=sure.name)
    if found:
        return replace(end, choices=tuple(found), fault=_("Which one do you mean?"))
    fault = _("We know no place or stop of that name. Try a corner or a place nearby.")
    return replace(end, fault=fault)
