"""The route sheet: one way on one page, to print or to keep for where there is no signal."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.ground.rate_limit import TooMany
from minga.territory.request import MingaRequest
from minga.transit.planning import forms
from minga.transit.planning import sentences as words
from minga.transit.planning.itinerary import NoRouteReason
from minga.transit.planning.no_route_sentences import no_route_sentence
from minga.transit.planning.pages import cards
from minga.transit.planning.pages.plan import BUSY, TOO_MANY_DAYS, suffix_of
from minga.transit.planning.queries.search import Busy, plan_trip
from minga.transit.service_days import day_of


@require_safe
def sheet(request: MingaRequest, token: str) -> HttpResponse:
    """The way that the token tells of, asked again: what runs late since then is told."""
    city = request.city
    at = now()
    try:
        given = QueryDict(cards.query_of(token))
    except ValueError as trouble:
        raise Http404 from trouble
    question = forms.read(given, city, at=at)
    if not question.is_whole:
        raise Http404
    shown: dict[str, Any] = {
        "question": question,
        "made_at": at,
        "again": question.query(),
    }
    try:
        plan = plan_trip(question.ask(at, request.sender))
    except Busy:
        return render(request, "transit/sheet.html", shown | {"trouble": BUSY}, status=503)
    except TooMany:
        return render(request, "transit/sheet.html", shown | {"trouble": TOO_MANY_DAYS}, status=429)
    itinerary = cards.same_way(plan.itineraries, given.get("way", ""))
    changed = itinerary is None and bool(plan.itineraries)
    itinerary = itinerary or (plan.itineraries[0] if plan.itineraries else None)
    # A sheet is read on another day than it was made: its day is a date, not "tomorrow".
    day = itinerary.leaves_at.date() if itinerary else day_of(city, question.moment)
    (card,) = cards.cards(question, [itinerary], day, suffix_of(request)) if itinerary else (None,)
    shown |= {
        "day": day,
        "card": card,
        "changed": changed,
        "trouble": no_route_sentence(plan, day_of(city, question.moment), day_of(city, at)),
        "straight": words.STRAIGHT,
        "expected": words.EXPECTED,
    }
    status = HTTPStatus.GONE if plan.trouble is NoRouteReason.TOO_SOON else HTTPStatus.OK
    return render(request, "transit/sheet.html", shown, status=status)
