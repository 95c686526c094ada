"""Personas, groups and visions: who looks with whose eyes, and what all share in the end."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.people.models import Person
from minga.programme.core import lookup
from minga.programme.core.actions.nodes import add_node
from minga.programme.kinds import KINDS
from minga.programme.models import Phase, Programme
from minga.programme.vision.actions.visions import draw_examples, give_group, share_vision
from minga.programme.vision.queries.visions import authors_by_group, visions_of
from minga.territory.request import MingaRequest


@require_safe
def visions(request: MingaRequest, slug: str) -> HttpResponse:
    """Each group with its persona and its vision, and the vision of all."""
    return _visions_page(request, lookup.programme_or_404(request, slug))


def _visions_page(
    request: MingaRequest,
    programme: Programme,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    rights = lookup.rights(request, programme, "vision")
    everything = rights.see
    overview = visions_of(programme, everything=everything)
    context = {
        "programme": programme,
        "kind_table": KINDS,
        "found": overview,
        "shared": [
            (vision, authors_by_group(vision, everything=everything)) for vision in overview.shared
        ],
        "persona_fields": KINDS["persona"].fields[:3],
        "phase": _phase(programme),
        "rights": rights,
        "persona_rights": lookup.rights(request, programme, "persona"),
        "given": {},
        "faults": {},
    }
    return render(request, "programme/visions.html", context | dict(extra or {}), status=status)


def _phase(programme: Programme) -> Phase | None:
    return Phase.objects.filter(component__programme=programme, code="vision").first()


@require_POST
def change_visions(request: MingaRequest, slug: str, verb: str) -> HttpResponse:
    """Draw the examples, give a persona to a group, write a vision, share it."""
    programme = lookup.programme_or_404(request, slug)
    refused = lookup.run_verb(request, programme, verb, VERBS)
    if refused:
        return _visions_page(request, programme, *refused)
    return redirect("programme:visions", slug)


def _examples(request: MingaRequest, programme: Programme, by: Person) -> None:
    draw_examples(programme=programme, phase=_phase(programme), at=now(), by=by)


def _group(request: MingaRequest, programme: Programme, by: Person) -> None:
    for persona in lookup.given_nodes(request, programme, "persona"):
        give_group(persona=persona, group=request.POST.get("group", ""), at=now(), by=by)


def _write(request: MingaRequest, programme: Programme, by: Person) -> None:
    personas = lookup.given_nodes(request, programme, "persona")
    add_node(
        programme=programme,
        kind="vision",
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        fields={"group": request.POST.get("group", ""), "year": request.POST.get("year", "")},
        sources=personas,
        phase=_phase(programme),
        at=now(),
        by=by,
    )


def _share(request: MingaRequest, programme: Programme, by: Person) -> None:
    share_vision(
        nodes=lookup.given_nodes(request, programme, "nodes"),
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        year=request.POST.get("year", ""),
        at=now(),
        by=by,
    )


VERBS = {"examples": _examples, "group": _group, "write": _write, "share": _share}
