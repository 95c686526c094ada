"""The facilitator's pages: open a workshop, run it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.ground.errors import BadInput, Text
from minga.ground.fields import read
from minga.ground.forms import read as read_form
from minga.participation.models import Workshop
from minga.participation.workshops import actions, phrases, queries, text_fields
from minga.participation.workshops.board_kinds import BOARDS
from minga.participation.workshops.pages import doors, script_texts
from minga.participation.workshops.pages.auth import (
    KEY,
    facilitator_actor,
    join_url,
    proper_address,
    remember,
    shown_url,
    workshop_or_404,
)
from minga.participation.workshops.rules import MAX_DOTS, NotPossible
from minga.territory.authority import authority_of
from minga.territory.request import MingaRequest, signed_in

MAX_SHOWN = 100


@require_safe
def run(request: MingaRequest, code: str) -> HttpResponse:
    """The facilitator's desk. The link's secret goes into a cookie and out of the address."""
    workshop = workshop_or_404(request, code)
    if elsewhere := proper_address(request, workshop, code):
        return elsewhere
    key = request.GET.get("key", "")
    if key and queries.actor_of(workshop, bearer=key).facilitates:
        response = redirect("participation:run", code=workshop.code)
        remember(response, KEY, key, workshop)
        return response
    if not facilitator_actor(request, workshop).facilitates:
        return render(request, "participation/run_shut.html", {"workshop": workshop}, status=403)
    return show_desk(request, workshop)


def show_desk(
    request: MingaRequest, workshop: Workshop, door_fault: Text = "", status: int = 200
) -> HttpResponse:
    """The desk for its facilitator."""
    invited = workshop.invitations.count()
    shown = {
        "doors": doors.NAMES.items(),
        "door_fault": door_fault,
        "invited": invited,
        "codes_many": invited or doors.USUAL_CODES,
        "workshop": workshop,
        "kinds": BOARDS.values(),
        "dots_most": MAX_DOTS,
        "join_url": join_url(workshop),
        "shown_url": shown_url(workshop),
        "facilitator_url": _facilitator_url(request, workshop),
        "may_renew": _has_role(request, workshop),
        "who": text_fields.WHO,
        "words": script_texts.words_of_run(request, workshop),
    }
    return render(request, "participation/run.html", shown, status=status)


@require_POST
def choose_door(request: MingaRequest, code: str) -> HttpResponse:
    """Choose the door, and make the codes it needs. Raises Refused."""
    workshop = workshop_or_404(request, code)
    actor = facilitator_actor(request, workshop)
    try:
        actions.choose_door(
            workshop=workshop,
            door=request.POST.get("door", ""),
            codes=read_form(doors.DoorForm, request.POST).codes,
            names=request.POST.get("names", "").splitlines(),
            actor=actor,
            at=now(),
        )
    except BadInput as error:
        return show_desk(request, workshop, error.faults[0].message, error.status)
    except NotPossible as error:
        return show_desk(request, workshop, phrases.NOT_POSSIBLE[error.what], 409)
    return redirect("participation:run", code=workshop.code)


@require_POST
def renew_link(request: MingaRequest, code: str) -> HttpResponse:
    """A new facilitator's link; the earlier one opens nothing any more. Needs the role."""
    workshop = workshop_or_404(request, code)
    refuse_unless(_has_role(request, workshop), "no facilitator of this city")
    person = signed_in(request)
    secret = actions.renew_facilitator_link(workshop=workshop, at=now(), by=person)
    response = redirect("participation:run", code=workshop.code)
    remember(response, KEY, secret, workshop)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def workshops(request: MingaRequest) -> HttpResponse:
    """The city's workshops, and the form that opens one more."""
    if request.method != "POST":
        return _list(request)
    boards = [code for code in request.POST.getlist("boards") if code in BOARDS] or ["ideas"]
    try:
        dots = read((text_fields.DOTS,), request.POST).get("dots", 0)
        opened = actions.open_workshop(
            city=request.city,
            title=request.POST.get("title", ""),
            purpose=request.POST.get("purpose", ""),
            dots=dots,
            boards=boards,
            at=now(),
            by=request.person,
        )
    except BadInput as error:
        faults = {fault.field: fault.message for fault in error.faults}
        return _list(request, given=request.POST, faults=faults, status=422)
    response = redirect("participation:run", code=opened.code)
    remember(response, KEY, opened.secret, opened.workshop)
    return response


def _list(
    request: MingaRequest, *, given: Any = None, faults: Any = None, status: int = 200
) -> HttpResponse:
    shown = {
        "workshops": queries.workshops_of(request.city)[:MAX_SHOWN],
        "kinds": BOARDS.values(),
        "given": given or {"dots": "3"},
        "chosen": given.getlist("boards") if given else ["ideas"],
        "faults": faults or {},
        "dots_most": MAX_DOTS,
    }
    return render(request, "participation/workshops.html", shown, status=status)


def _has_role(request: MingaRequest, workshop: Workshop) -> bool:
    person = request.person
    return bool(person) and authority_of(person, workshop.city_id).facilitates


def _facilitator_url(request: MingaRequest, workshop: Workshop) -> str:
    """The link for whoever helps, where this browser came by it; the server keeps only a digest."""
    key = request.COOKIES.get(KEY, "")
    if not (key and queries.actor_of(workshop, bearer=key).facilitates):
        return ""
    return (
        f"{settings.MINGA_BASE_URL}{reverse('participation:run', args=[workshop.code])}?key={key}"
    )
