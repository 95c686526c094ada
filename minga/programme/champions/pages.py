"""Champions and change agents: who carries on, what was learnt by doing, who leads what now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.ground.conflicts import Changed, differences
from minga.people.models import Organisation, Person
from minga.programme.access import CHAMPION
from minga.programme.champions import actions as actions
from minga.programme.champions.queries import ROLES, register_of
from minga.programme.core import lookup
from minga.programme.models import Component, Node, Programme
from minga.programme.models.champions import Champion, HandOver
from minga.programme.vision.queries.roadmap import today_of
from minga.territory.request import MingaRequest

MAX_NODES = 300
PUBLIC_NAME = _("Agreed that everybody may read this name")


@require_safe
def champions(request: MingaRequest, slug: str) -> HttpResponse:
    """Those who agreed to be named, and the way of all over the components."""
    return _champions_page(request, lookup.programme_or_404(request, slug))


def _champions_page(
    request: MingaRequest,
    programme: Programme,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    leads = lookup.leads(request)
    context = {
        "programme": programme,
        "register": register_of(programme, everything=lookup.sees(request, programme, CHAMPION)),
        "roles": ROLES,
        "leads": leads,
        "organisations": Organisation.objects.order_by("name") if leads else [],
        "components": programme.components.order_by("number") if leads else [],
        "nodes": _nodes(programme) if leads else [],
        "today": today_of(now()).isoformat(),
        "faults": {},
        "given": {},
        "sent_roles": request.POST.getlist("roles"),
        "tried_on": lookup.given_ids(request).champion,
    }
    return render(request, "programme/champions.html", context | dict(extra or {}), status=status)


def _nodes(programme: Programme) -> list[Node]:
    rows = programme.nodes.current().order_by("kind", "-pk")
    return list(rows[:MAX_NODES])


@require_POST
def change_champions(request: MingaRequest, slug: str, verb: str) -> HttpResponse:
    """Name, change or remove a champion, log what was learnt, hand over and accept."""
    programme = lookup.programme_or_404(request, slug)
    refused = lookup.run_verb(request, programme, verb, VERBS)
    if refused:
        return _champions_page(request, programme, *refused)
    return redirect("programme:champions", slug)


def _name(request: MingaRequest, programme: Programme, by: Person) -> None:
    actions.name_champion(
        programme=programme,
        name=request.POST.get("name", ""),
        roles=request.POST.getlist("roles"),
        organisation=lookup.given_organisation(request),
        since=_day(request, "since"),
        public=request.POST.get("public") == "true",
        at=now(),
        by=by,
    )


def _change(request: MingaRequest, programme: Programme, by: Person) -> None:
    roles, public = request.POST.getlist("roles"), request.POST.get("public") == "true"
    try:
        actions.change_champion(
            champion=_champion(request, programme),
            roles=roles,
            public=public,
            at=now(),
            by=by,
            seen=request.POST.get("seen"),
        )
    except Changed as changed:
        stands = _champion(request, programme)
        changed.differences = differences(
            [
                (_("Roles"), _role_names(stands.roles), _role_names(roles)),
                (PUBLIC_NAME, _yes_or_no(stands.public), _yes_or_no(public)),
            ]
        )
        raise


def _role_names(roles: Sequence[str]) -> str:
    return ", ".join(str(name) for code, name in ROLES.items() if code in roles)


def _yes_or_no(is_so: bool) -> str:
    return gettext("Yes") if is_so else gettext("No")


def _remove(request: MingaRequest, programme: Programme, by: Person) -> None:
    actions.remove_champion(champion=_champion(request, programme), at=now(), by=by)


def _learn(request: MingaRequest, programme: Programme, by: Person) -> None:
    actions.log_learning(
        champion=_champion(request, programme),
        what=request.POST.get("what", ""),
        node=_node(request, programme),
        component=_component(request, programme),
        hours=request.POST.get("hours", "")[:20],
        done_on=_day(request, "done_on"),
        at=now(),
        by=by,
    )


def _hand_over(request: MingaRequest, programme: Programme, by: Person) -> None:
    actions.hand_over(
        programme=programme,
        what=request.POST.get("what", ""),
        from_team=request.POST.get("from_team", ""),
        to_team=request.POST.get("to_team", ""),
        node=_node(request, programme),
        component=_component(request, programme),
        at=now(),
        by=by,
    )


def _accept(request: MingaRequest, programme: Programme, by: Person) -> None:
    pk = lookup.given_ids(request).hand_over
    row = HandOver.objects.filter(programme=programme, pk=pk).first()
    if row is None:
        raise Http404
    actions.accept_hand_over(hand_over=row, at=now(), by=by)


VERBS = {
    "name": _name,
    "change": _change,
    "remove": _remove,
    "learn": _learn,
    "hand-over": _hand_over,
    "accept": _accept,
}


def _champion(request: MingaRequest, programme: Programme) -> Champion:
    rows = Champion.objects.select_related("programme__city")
    champion = rows.filter(programme=programme, pk=lookup.given_ids(request).champion).first()
    if champion is None:
        raise Http404
    return champion


def _node(request: MingaRequest, programme: Programme) -> Node | None:
    return next(iter(lookup.given_nodes(request, programme, "node")), None)


def _component(request: MingaRequest, programme: Programme) -> Component | None:
    return programme.components.filter(pk=lookup.given_ids(request).component).first()


def _day(request: MingaRequest, name: str) -> date:
    """A day, today when none is given. Raises BadInput."""
    return lookup.given_day(request, name) or today_of(now())
