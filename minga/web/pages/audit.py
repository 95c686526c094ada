"""The audit trail: who did what and when, as the facts have it. For auditors, to read only."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.ground.facts import REGISTRY
from minga.ground.forms import Form, Id, list_after, read_partly
from minga.ground.models import Event
from minga.people.models import Person
from minga.territory.models import City
from minga.territory.request import MingaRequest

PAGE = 100
SHOWN_APART = frozenset({"city"})
"""What a fact holds and the page says elsewhere."""


class AuditQuery(Form):
    """What the address narrows the trail to; "" and 0 are everything."""

    kind: str = ""
    by: Id = 0
    subject: str = ""


class Line(NamedTuple):
    """A fact, who did it (None: a neighbour or the system itself), and the codes it holds."""

    event: Event
    by: Person | None
    codes: list[tuple[str, Any]]


@require_safe
def audit(request: MingaRequest) -> HttpResponse:
    """The city's facts and those of accounts, newest first, narrowed by kind, person, subject."""
    narrow, _faults = read_partly(AuditQuery, request.GET)
    rows = facts_of(request.city, narrow)
    after = list_after(request.GET)
    events = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    shown = events[:PAGE]
    around = {
        "lines": lines_of(shown),
        "following": shown[-1].pk if len(events) > PAGE else None,
        "kinds": sorted({kind.NAME for kind in REGISTRY.values()}),
        "kind": narrow.kind,
        "by": narrow.by or "",
        "subject": narrow.subject,
    }
    return render(request, "web/audit.html", around)


def facts_of(city: City, narrow: AuditQuery) -> QuerySet[Event]:
    """The facts of a city and of its accounts, newest first, narrowed."""
    rows = Event.objects.filter(Q(city_id=city.pk) | _of_accounts(city)).order_by("-pk")
    if narrow.kind:
        rows = rows.filter(name=narrow.kind)
    if narrow.by:
        rows = rows.filter(by_id=narrow.by)
    if narrow.subject:
        rows = rows.filter(subject=narrow.subject)
    return rows


def _of_accounts(city: City) -> Q:
    """What happened to the accounts of those who got a role in a body of the city.

    An account belongs to no city, and neither do its facts; what another city's bodies gave or
    took is theirs.
    """
    own = list(city.bodies.values_list("organisation__code", flat=True))
    given = Event.objects.filter(city_id=0, data__organisation__in=own)
    is_about_own = Q(subject__in=given.values("subject")) & ~Q(data__has_key="organisation")
    is_whole_account = Q(subject__in=given.values("subject"), data__organisation="")
    return Q(city_id=0) & (Q(data__organisation__in=own) | is_about_own | is_whole_account)


def lines_of(events: list[Event]) -> list[Line]:
    """The facts with the names of who did them. One statement."""
    people = Person.objects.in_bulk({event.by_id for event in events if event.by_id is not None})
    return [Line(event, people.get(event.by_id or 0), _codes(event.data)) for event in events]


def _codes(data: Any) -> list[tuple[str, Any]]:
    if not isinstance(data, dict):
        return []
    return [(name, value) for name, value in data.items() if name not in SHOWN_APART]
