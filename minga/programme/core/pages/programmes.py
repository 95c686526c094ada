"""The city's programmes, one programme, and the desk from which it is run."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.programme.core.actions.phases import close_phase, open_phase
from minga.programme.core.lookup import leads, programme_or_404, writer, writes
from minga.programme.core.queries.programmes import chapters_of, counts_of, parts_of, programmes_of
from minga.programme.kinds import KINDS
from minga.programme.models import Phase, Programme
from minga.programme.phrases import GATE_SHUT, PART_NAMES, STEP_NOT_POSSIBLE
from minga.programme.rules import GateShut, StepNotPossible
from minga.territory.request import MingaRequest


@require_safe
def programmes(request: MingaRequest) -> HttpResponse:
    """The city's programmes."""
    found = programmes_of(request.city)
    told = {"programmes": found, "leads": leads(request)}
    return render(request, "programme/programmes.html", told)


@require_safe
def programme(request: MingaRequest, slug: str) -> HttpResponse:
    """A programme: what it is for, how far it is, and what it has made."""
    found = programme_or_404(request, slug)
    everything = writes(request, found)
    counts = counts_of(found, everything=everything)
    told = {
        "programme": found,
        "chapters": chapters_of(found),
        "kinds": [(kind, counts[code]) for code, kind in KINDS.items() if counts[code]],
        "kind_table": KINDS,
        "writes": everything,
        "leads": leads(request),
    }
    return render(request, "programme/programme.html", told)


@require_safe
def desk(request: MingaRequest, slug: str) -> HttpResponse:
    """Open and close phases, and enter what each makes."""
    return show_desk(request, programme_or_404(request, slug), {})


def show_desk(request: MingaRequest, found: Programme, told: dict[str, Any]) -> HttpResponse:
    """The desk of a programme, perhaps with a trouble to tell."""
    writer(request, found)
    around = {
        "programme": found,
        "chapters": chapters_of(found),
        "kind_table": KINDS,
        "leads": leads(request),
        "parts": parts_of(found),
        "part_names": PART_NAMES,
    }
    return render(request, "programme/desk.html", around | told, status=409 if told else 200)


@require_POST
def phase_verb(request: MingaRequest, slug: str, phase: int, verb: str) -> HttpResponse:
    """Open or close a phase; a shut gate says what is missing and asks for a reason."""
    found = programme_or_404(request, slug)
    by = writer(request, found)
    row = Phase.objects.filter(component__programme=found, pk=phase).first()
    if row is None or verb not in ("open", "close"):
        return redirect("programme:desk", slug)
    try:
        if verb == "open":
            reason = request.POST.get("exception", "")[:2000]
            open_phase(phase=row, at=now(), by=by, exception=reason)
        else:
            close_phase(phase=row, at=now(), by=by)
    except GateShut:
        return show_desk(request, found, {"trouble": GATE_SHUT, "shut": row.pk})
    except StepNotPossible:
        return show_desk(request, found, {"trouble": STEP_NOT_POSSIBLE, "shut": row.pk})
    return redirect("programme:desk", slug)
