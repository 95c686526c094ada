"""Itineraries as the page and the sheet show them: words and signs, ready for a template."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from minga.transit.phrases import header_of, text_of
from minga.transit.planning import sentences as words
from minga.transit.planning.forms import Question
from minga.transit.planning.itinerary import Itinerary, Step
from minga.transit.planning.queries.alarm_handover import ways_of
from minga.transit.service_days import day_of
from minga.transit.timetables.line_look import LineLook

MAX_TOKEN_CHARS = 2000
SIGNS = {0: "train-front", 1: "train-front", 2: "train-front"}


@dataclass(frozen=True, kw_only=True)
class StepCard:
    """One step: its sign, when, what to do, what is passed, and what is warned of."""

    sign: str
    line: LineLook | None
    starts: str
    sentences: list[str]
    passed: str
    stops: list[tuple[str, str]]
    alerts: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Card:
    """One way. `signs`: (icon, minutes, line) of each step, for who looks."""

    number: int
    span: str
    whole: str
    short: str
    why: list[str]
    later: list[str]
    signs: list[tuple[str, str, LineLook | None]]
    steps: list[StepCard]
    alarm: str
    sheet: str
    is_demo: bool
    about: bool
    has_walk: bool


def cards(
    question: Question, itineraries: Sequence[Itinerary], today: date, suffix: str
) -> list[Card]:
    """The cards of these ways, in order. Another day than `today` is named; `suffix` keeps
    addresses in the city of the page.
    """
    city = question.city
    last = {id(itinerary): itinerary.rides[-1] for itinerary in itineraries if itinerary.rides}
    day = day_of(city, question.moment)
    ways = dict(zip(last, ways_of(city, day, list(last.values())), strict=True))
    return [
        Card(
            number=number,
            span=words.span(itinerary, today),
            whole=words.whole(itinerary),
            short=words.in_short(itinerary),
            why=[str(words.WHYS[why]) for why in itinerary.why],
            later=[words.clock(moment) for moment in itinerary.later],
            signs=[_sign(step) for step in itinerary.steps],
            steps=[_step(step) for step in itinerary.steps],
            alarm=_alarm(last[id(itinerary)], ways[id(itinerary)], suffix)
            if itinerary.rides
            else "",
            sheet=reverse("transit:plan_sheet", args=[token_of(question, itinerary)]) + suffix,
            is_demo=any(step.line.is_demo for step in itinerary.rides if step.line),
            about=itinerary.about,
            has_walk=any(not step.is_ride for step in itinerary.steps),
        )
        for number, itinerary in enumerate(itineraries, 1)
    ]


def drawn(itineraries: Sequence[Itinerary]) -> list[dict[str, Any]]:
    """The ways for the map: each step's path as [lon, lat] with its colour."""
    return [
        {
            "steps": [
                {
                    "walk": not step.is_ride,
                    "colour": f"#{step.line.colour}" if step.line and step.line.colour else "",
                    "line": step.line.name if step.line else "",
                    "path": [[round(lon, 5), round(lat, 5)] for lat, lon in step.path],
                }
                for step in itinerary.steps
            ]
        }
        for itinerary in itineraries
    ]


def token_of(question: Question, itinerary: Itinerary) -> str:
    """A way as one word of an address: the question, and which lines answered it when."""
    way = f"{int(itinerary.leaves_at.timestamp()) // 60}~{'~'.join(itinerary.lines)}"
    query = question.query(fixed=True, way=way).encode()
    return base64.urlsafe_b64encode(query).rstrip(b"=").decode()


def query_of(token: str) -> str:
    """The address inside a token. Raises ValueError for what is none."""
    if len(token) > MAX_TOKEN_CHARS:
        raise ValueError("too long")
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as trouble:
        raise ValueError("no token") from trouble


def same_way(itineraries: Sequence[Itinerary], way: str) -> Itinerary | None:
    """The way that a token means: of its lines, that which leaves nearest to its minute."""
    minute, _, lines = way.partition("~")
    wanted = tuple(lines.split("~")) if lines else ()
    same = [itinerary for itinerary in itineraries if itinerary.lines == wanted]
    if not same:
        return None
    leaves = int(minute) if minute.isascii() and minute.isdigit() and len(minute) < 12 else 0
    return min(same, key=lambda itinerary: abs(itinerary.leaves_at.timestamp() // 60 - leaves))


def _sign(step: Step) -> tuple[str, str, LineLook | None]:
    if step.line is None:
        return "footprints", words.lasting(step.lasts), None
    return SIGNS.get(step.line.mode, "bus"), "", step.line


def _step(step: Step) -> StepCard:
    language = get_language() or "es"
    return StepCard(
        sign=_sign(step)[0],
        line=step.line,
        starts="" if step.about else words.clock(step.starts_at),
        sentences=words.sentences(step),
        passed=words.passed_words(step),
        stops=[
            (passed.spot.name, "" if step.about else words.clock(passed.arrives_at))
            for passed in step.passed
        ],
        alerts=[(header_of(alert, language), text_of(alert, language)) for alert in step.alerts],
    )


def _alarm(ride: Step, way: str, suffix: str) -> str:
    """The alarm for a ride. All of it stands behind the `#`, which no browser sends."""
    fields = {
        "to": ride.end.stop or ride.end.text,
        "name": ride.end.name or ride.end.near or ride.end.road,
        "line": ride.line.code if ride.line else "",
        "from": ride.start.stop or ride.start.text,
        "way": way,
    }
    written = urlencode({key: value for key, value in fields.items() if value})
    return f"/move/ride/{suffix}#{written}"
