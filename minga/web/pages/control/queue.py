"""The room with its queue, and the pieces of it that a page asks for when a fact arrives."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.ground.forms import Form, list_after, read_partly
from minga.reports import queries
from minga.reports.models import Category, Report
from minga.reports.phrases import STATE_NAMES
from minga.reports.rules import OPEN, State, is_overdue
from minga.territory.models import City
from minga.territory.nearby import names_near
from minga.territory.queries import areas_of, bodies_with_crews
from minga.territory.request import MingaRequest
from minga.web.context import city_query
from minga.web.pages.control.faces import FACES, keys_of

PAGE = 60
POINTS = 5000
MAX_ROWS = 100
AXES = ("state", "category", "area", "body")
PARTS = {"queue": "control/_queue.html", "counts": "control/_states.html"}


@require_safe
def room(request: MingaRequest) -> HttpResponse:
    """The whole room, or its queue or counts alone. Without filters it shows what is open."""
    part = PARTS.get(request.GET.get("part", ""))
    shown = {**room_context(request), "counts": _counts(request)}
    if part != PARTS["counts"]:
        shown |= _page(request)
    if part is None:
        categories = queries.active_categories(request.city)
        shown |= {
            "categories": categories,
            "areas": areas_of(request.city),
            "bodies": bodies_with_crews(request.city),
            "faces": FACES,
            "keys": keys_of(dispatches=request.authority.dispatches),
            "setup": _setup(request, categories),
        }
    return render(request, part or "control/room.html", shown)


def room_context(request: MingaRequest) -> dict[str, Any]:
    """What every page and piece of the control room is told: filters, states, its own city."""
    return {
        "states": list(STATE_NAMES.items()),
        "asked": {name: request.GET.get(name, "") for name in AXES},
        "city_query": city_query(request),
    }


def _page(request: MingaRequest) -> dict[str, Any]:
    after = list_after(request.GET)
    rows, following = queries.page_of(
        _wanted(request).apply(_attended(request)), limit=PAGE, after=after
    )
    return {"reports": with_places(request.city, rows), "following": following}


def with_places(city: City, rows: list[Report]) -> list[Report]:
    """The rows, each with `near` (the named place closest to its point, "" without one or where
    it says no more than the area does) and `overdue`."""
    at = now()
    names = names_near(city, [(row.lat, row.lon) for row in rows])
    for row, name in zip(rows, names, strict=True):
        area_name = row.area.name if row.area else ""
        row.near = "" if name == area_name else name  # type: ignore[attr-defined]
        row.overdue = is_overdue(  # type: ignore[attr-defined]
            row.state, urgent=row.category.urgent, filed_at=row.filed_at, at=at
        )
    return rows


def _counts(request: MingaRequest) -> dict[str, int]:
    """How many stand in each state, of what the other filters let through."""
    wanted = _wanted(request)
    wanted = queries.Filter(categories=wanted.categories, areas=wanted.areas, bodies=wanted.bodies)
    counts = queries.state_counts(wanted.apply(_attended(request)))
    counts["open"] = sum(counts.get(state.value, 0) for state in OPEN)
    return counts


def _attended(request: MingaRequest) -> QuerySet[Report]:
    return queries.attended_reports(request.city, request.authority)


def _wanted(request: HttpRequest) -> queries.Filter:
    chosen = {name: [value for value in request.GET.getlist(name) if value] for name in AXES}
    states = chosen["state"]
    if not states or states == ["open"]:
        states = [state.value for state in State if state in OPEN]
    elif states == ["all"]:
        states = []
    return queries.Filter(
        states=states,
        categories=chosen["category"],
        areas=chosen["area"],
        bodies=chosen["body"],
    )


def _setup(request: MingaRequest, categories: list[Category]) -> dict[str, Any]:
    """What the room's modules need to know beside what stands in the page."""
    language = get_language()
    return {
        "city": request.GET.get("city", ""),
        "language": language,
        "urgent": [category.code for category in categories if category.urgent],
        "categories": {category.code: category.name(language) for category in categories},
    }


@require_safe
def rows(request: MingaRequest) -> HttpResponse:
    """The rows of named receipts, as far as they are one's own and fit the filter."""
    receipts = request.GET.get("receipts", "").split(",")[:MAX_ROWS]
    matches = _wanted(request).apply(_attended(request).filter(receipt__in=receipts))
    reports = with_places(request.city, list(matches))
    return render(request, "control/_rows.html", {**room_context(request), "reports": reports})


class View(Form):
    """The part of the map in sight, in degrees; the whole city without it."""

    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0


@require_safe
def points(request: MingaRequest) -> HttpResponse:
    """The places of the filtered reports for the map, hidden ones too: the newest `POINTS` of a
    view. `numberMatched` says how many there are (named as in OGC API - Features, 7.15.7).
    """
    view, _faults = read_partly(View, request.GET)
    matches = _wanted(request).apply(_attended(request))
    matches = matches.filter(lat__range=(view.south, view.north), lon__range=(view.west, view.east))
    values = list(
        matches.values_list("receipt", "lat", "lon", "category__code", "state", "hidden")[:POINTS]
    )
    many = len(values) if len(values) < POINTS else matches.order_by().count()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"receipt": code, "category": kind, "state": state, "hidden": hidden},
        }
        for code, lat, lon, kind, state, hidden in values
    ]
    answer = {"type": "FeatureCollection", "numberMatched": many, "features": features}
    return JsonResponse(answer)
