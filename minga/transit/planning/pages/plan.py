"""Plan a trip: the question as a form, its answer as cards, sentences and a map. All of it stands
in the address, so it can be shared, and works without scripts.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.ground.rate_limit import TooMany
from minga.territory.request import MingaRequest
from minga.transit.planning import forms
from minga.transit.planning import sentences as words
from minga.transit.planning.forms import Question
from minga.transit.planning.itinerary import Itinerary
from minga.transit.planning.no_route_sentences import no_route_sentence
from minga.transit.planning.pages import cards as plan_cards
from minga.transit.planning.pages.script_texts import page_words
from minga.transit.planning.queries.no_route import DAYS_AHEAD
from minga.transit.planning.queries.search import Busy, plan_trip
from minga.transit.planning.question import Prefer
from minga.transit.service_days import day_of

BUSY = _(
    "The timetables of that day are being made ready for the first time. Please ask again in a few"
    " seconds."
)
TOO_MANY_DAYS = _(
    "You have asked for several days that were not ready yet. Please wait a few minutes, or choose"
    " a day nearer to today."
)
CHOICES = (
    (Prefer.SOON, _("Arrive soonest")),
    (Prefer.WALK_LESS, _("Walk less")),
    (Prefer.CHANGE_LESS, _("Change less")),
)
WHENS = (
    (forms.NOW, _("Now")),
    (forms.DEPART, _("Leave at")),
    (forms.ARRIVE, _("Arrive by")),
)


@require_safe
def plan(request: MingaRequest) -> HttpResponse:
    """The form, and under it what it finds."""
    city = request.city
    at = now()
    question = forms.read(request.GET, city, at=at)
    shown: dict[str, Any] = {
        "question": question,
        "ends": (question.origin, question.destination),
        "prefers": CHOICES,
        "whens": WHENS,
        "today": day_of(city, at),
        "last_day": forms.last_day(at),
        "days_ahead": DAYS_AHEAD,
        "words": page_words(),
    }
    status, wait_s = 200, 0
    if question.is_whole:
        try:
            shown |= answered(question, at, suffix_of(request), request.sender)
        except Busy:
            shown |= {"trouble": BUSY, "is_busy": True}
            status, wait_s = 503, 5
        except TooMany as many:
            shown |= {"trouble": TOO_MANY_DAYS}
            status, wait_s = 429, many.retry_after_s
    response = render(request, "transit/plan.html", shown, status=status)
    if status != 200:
        response.headers["Retry-After"] = str(wait_s)
    return response


def answered(question: Question, at: Any, suffix: str, sender: str) -> dict[str, Any]:
    """What the page shows of an answer. Raises Busy and TooMany."""
    plan = plan_trip(question.ask(at, sender))
    city = question.city
    cards = plan_cards.cards(question, plan.itineraries, day_of(city, at), suffix)
    return {
        "cards": cards,
        "trouble": no_route_sentence(plan, day_of(city, question.moment), day_of(city, at)),
        "drawn": {
            "from": [plan.origin.lon, plan.origin.lat],
            "to": [plan.destination.lon, plan.destination.lat],
            "ways": plan_cards.drawn(plan.itineraries),
        },
        "straight": words.STRAIGHT if any(card.has_walk for card in cards) else "",
        "expected": words.EXPECTED if any(card.about for card in cards) else "",
        "is_demo": any(card.is_demo for card in cards),
        "waiting": _waiting(question, plan.itineraries),
        "share": question.query(fixed=True),
    }


def _waiting(question: Question, itineraries: Sequence[Itinerary]) -> str:
    """The wait until the first ride's way begins, where one asked when to leave."""
    rides = [way.leaves_at for way in itineraries if way.rides]
    if question.when == forms.ARRIVE or not rides:
        return ""
    return words.waiting(min(rides), question.moment)


def suffix_of(request: MingaRequest) -> str:
    """What an address needs to stay in this city: nothing in the default one."""
    city = request.city
    if city.is_default and request.GET.get("city") != city.slug:
        return ""
    return f"?city={city.slug}"
