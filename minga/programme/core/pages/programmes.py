"""The city's programmes, one programme, and the desk from which it is run."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.programme.access import WORKSHOP, Act, is_open, kinds_seen, may
from minga.programme.core.actions.phases import close_phase, open_phase
from minga.programme.core.lookup import actor, leads, programme_or_404, writer
from minga.programme.core.queries.programmes import chapters_of, counts_of, parts_of, programmes_of
from minga.programme.kinds import KINDS
from minga.programme.models import Phase, Programme
from minga.programme.phrases import GATE_SHUT, PART_NAMES, STEP_NOT_POSSIBLE
from minga.programme.rules import GateShut, StepNotPossible
from minga.territory.request import MingaRequest


@require_safe
def programmes(request: MingaRequest) -> HttpResponse:
    """The city's programmes."""
    rows = programmes_of(request.city)
    context = {"programmes": rows, "leads": leads(request)}
    return render(request, "programme/programmes.html", context)


@require_safe
def programme(request: MingaRequest, slug: str) -> HttpResponse:
    """A programme: what it is for, how far it is, and what it has made."""
    row = programme_or_404(request, slug)
    known = actor(request, row)
    counts = counts_of(row, seen=kinds_seen(known, KINDS))
    context = {
        "programme": row,
        "chapters": chapters_of(row),
        "kinds": [(kind, counts[code]) for code, kind in KINDS.items() if counts[code]],
        "kind_table": KINDS,
        "works": known.works,
        "records": may(known, Act.ADD, "interview"),
        "leads": leads(request),
    }
    return render(request, "programme/programme.html", context)


@require_safe
def desk(request: MingaRequest, slug: str) -> HttpResponse:
    """Open and close phases, and enter what each makes."""
    return show_desk(request, programme_or_404(request, slug), {})


def show_desk(request: MingaRequest, programme: Programme, extra: dict[str, Any]) -> HttpResponse:
    """The desk of a programme, perhaps with a trouble to tell."""
    writer(request, programme)
    known = actor(request, programme)
    chapters = chapters_of(programme)
    opened = [gate.phase for part in chapters for gate in part.gates if is_open(gate.phase)]
    context = {
        "programme": programme,
        "chapters": chapters,
        "makes": {
            phase.pk: [KINDS[code] for code in phase.makes if may(known, Act.ADD, code, phase.pk)]
            for phase in opened
        },
        "holds": [phase.pk for phase in opened if may(known, Act.ADD, WORKSHOP, phase.pk)],
        "kind_table": KINDS,
        "leads": leads(request),
        "parts": parts_of(programme),
        "part_names": PART_NAMES,
    }
    return render(request, "programme/desk.html", context | extra, status=409 if extra else 200)


@require_POST
def phase_verb(request: MingaRequest, slug: str, phase: int, verb: str) -> HttpResponse:
    """Open or close a phase; a shut gate says what is missing and asks for a reason."""
    programme = programme_or_404(request, slug)
    by = writer(request, programme)
    row = Phase.objects.filter(component__programme=programme, pk=phase).first()
    if row is None or verb not in ("open", "close"):
        return redirect("programme:desk", slug)
    try:
        if verb == "open":
            reason = request.POST.get("exception", "")[:2000]
            open_phase(phase=row, at=now(), by=by, exception=reason)
        else:
            close_phase(phase=row, at=now(), by=by)
    except GateShut:
        return show_desk(request, programme, {"trouble": GATE_SHUT, "shut": row.pk})
    except StepNotPossible:
        return show_desk(request, programme, {"trouble": STEP_NOT_POSSIBLE, "shut": row.pk})
    return redirect("programme:desk", slug)
