"""Strengths, weaknesses, opportunities and threats: by group, and validated by everybody."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.people.models import Organisation, Person
from minga.programme.core import lookup
from minga.programme.core.actions.nodes import add_node
from minga.programme.kinds import KINDS
from minga.programme.models import Phase, Programme
from minga.programme.vision.actions.swot import agree_on, dissent, merge_items
from minga.programme.vision.queries.swot import swot_of
from minga.territory.request import MingaRequest


@require_safe
def swot(request: MingaRequest, slug: str) -> HttpResponse:
    """The matrix of all groups together, or of the one that `?group=` names."""
    return _swot_page(request, lookup.programme_or_404(request, slug))


def _swot_page(
    request: MingaRequest,
    programme: Programme,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    rights = lookup.rights(request, programme, "swot")
    everything = rights.see
    group = request.GET.get("group", "")[:160]
    all_groups = swot_of(programme, everything=everything)
    matrix = swot_of(programme, group=group, everything=everything) if group else all_groups
    context = {
        "programme": programme,
        "kind": KINDS["swot"],
        "whole": all_groups,
        "matrix": matrix,
        "group": group,
        "noted": all_groups.in_state("noted"),
        "agreed": all_groups.in_state("agreed"),
        "disputed": all_groups.in_state("disputed"),
        "rights": rights,
        "organisations": Organisation.objects.order_by("name") if rights.add else [],
        "sources": lookup.possible_sources(request, programme, KINDS["swot"]) if rights.add else [],
        "wanted": request.POST.getlist("up"),
        "faults": {},
        "given": {},
    }
    return render(request, "programme/swot.html", context | dict(extra or {}), status=status)


@require_POST
def change_swot(request: MingaRequest, slug: str, verb: str) -> HttpResponse:
    """Add an item for a group, merge what is alike, agree, or record a dissent."""
    programme = lookup.programme_or_404(request, slug)
    refused = lookup.run_verb(request, programme, verb, VERBS)
    if refused:
        return _swot_page(request, programme, *refused)
    group = request.GET.get("group", "")
    query = f"?{request.GET.urlencode()}" if group else ""
    return redirect(reverse("programme:swot", args=[slug]) + query)


def _add(request: MingaRequest, programme: Programme, by: Person) -> None:
    phase = Phase.objects.filter(component__programme=programme, code="swot").first()
    add_node(
        programme=programme,
        kind="swot",
        title=request.POST.get("title", ""),
        fields={
            "quadrant": request.POST.get("quadrant", ""),
            "group": request.POST.get("group", ""),
        },
        sources=lookup.given_nodes(request, programme, "up"),
        outside=lookup.given_outside(request),
        organisation=lookup.given_organisation(request),
        phase=phase,
        at=now(),
        by=by,
    )


def _merge(request: MingaRequest, programme: Programme, by: Person) -> None:
    nodes = lookup.given_nodes(request, programme, "nodes")
    merge_items(nodes=nodes, title=request.POST.get("title", ""), at=now(), by=by)


def _agree(request: MingaRequest, programme: Programme, by: Person) -> None:
    agree_on(nodes=lookup.given_nodes(request, programme, "nodes"), at=now(), by=by)


def _dissent(request: MingaRequest, programme: Programme, by: Person) -> None:
    who, why = request.POST.get("who", ""), request.POST.get("why", "")
    for node in lookup.given_nodes(request, programme, "node"):
        dissent(node=node, who=who, why=why, at=now(), by=by)


VERBS = {"add": _add, "merge": _merge, "agree": _agree, "dissent": _dissent}
