"""Begin a programme, give people a part in a phase, divide a node, thank somebody."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.people.models import Helix, Person
from minga.programme.access import Act
from minga.programme.core import lookup
from minga.programme.core.actions.merging import Part, credit, split_node
from minga.programme.core.actions.phases import assign, begin_programme, end_part
from minga.programme.core.actions.workshops import hold_workshop
from minga.programme.core.pages.nodes import show_node
from minga.programme.core.pages.programmes import show_desk
from minga.programme.kinds import KINDS
from minga.programme.models import Phase
from minga.programme.phrases import (
    BUDGET_LINE,
    ENDS_ON,
    NO_ACCOUNT,
    OBJECTIVES,
    SECTOR,
    SHORT_NAME,
    STARTS_ON,
    SUMMARY,
    TITLE,
)
from minga.programme.rules import NodeChanged, NotCurrent
from minga.territory.request import MingaRequest, signed_in

MAX_PARTS = 6
CARD = (
    Field(code="title", label=TITLE, required=True, most=160),
    Field(code="slug", label=SHORT_NAME, required=True, most=60),
    Field(code="sector", label=SECTOR, required=True, most=80),
    Field(code="summary", label=SUMMARY, kind="text", most=4000),
    Field(code="objectives", label=OBJECTIVES, kind="text", most=4000),
    Field(code="starts_on", label=STARTS_ON, kind="date"),
    Field(code="ends_on", label=ENDS_ON, kind="date"),
    Field(code="budget_line", label=BUDGET_LINE, most=200),
)
WORKSHOP_BOARDS = {"workshop": ("ideas", "concepts"), "swot": ("swot",), "vision": ("visions",)}
"""The boards a workshop begins with, by the phase it is held in."""
NAME = Field(code="name", label="", required=True, most=120)
HELIX = Field(code="helix", label="", kind="choice", choices=tuple(Helix.choices))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MingaRequest) -> HttpResponse:
    """Set a programme up from its card; all its phases wait behind their gates."""
    faults: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = _begin(request)
        except BadInput as error:
            faults = lookup.by_field(error.faults)
        else:
            return redirect("programme:desk", made)
    card = [(field, request.POST.get(field.code, "")) for field in CARD]
    context = {"asked": card, "faults": faults}
    return render(request, "programme/begin.html", context, status=422 if faults else 200)


def _begin(request: MingaRequest) -> str:
    card = read(CARD, request.POST.dict())
    made = begin_programme(
        city=request.city,
        slug=card["slug"],
        title=card["title"],
        sector=card["sector"],
        summary=card.get("summary", ""),
        objectives=[
            line.strip() for line in card.get("objectives", "").split("\n") if line.strip()
        ],
        budget_line=card.get("budget_line", ""),
        language=request.LANGUAGE_CODE,
        at=now(),
        starts_on=lookup.given_day(request, "starts_on"),
        ends_on=lookup.given_day(request, "ends_on"),
        by=signed_in(request),
    )
    return made.slug


@require_POST
def part(request: MingaRequest, slug: str, phase: int) -> HttpResponse:
    """Give somebody with an account a part in a phase, or take it back."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    row = Phase.objects.filter(component__programme=programme, pk=phase).first()
    person = Person.objects.filter(
        email__iexact=request.POST.get("email", "").strip(), is_active=True
    ).first()
    if row is None or person is None:
        return show_desk(request, programme, {"trouble": NO_ACCOUNT, "shut": phase})
    if request.POST.get("end"):
        end_part(phase=row, person=person, by=by)
        return redirect("programme:desk", slug)
    try:
        assign(phase=row, person=person, role=request.POST.get("role", ""), by=by)
    except BadInput as error:
        return show_desk(request, programme, {"trouble": error.faults[0].message, "shut": phase})
    return redirect("programme:desk", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: MingaRequest, public_id: str) -> HttpResponse:
    """Divide a node into several, one line each; the old one stays to be read."""
    node = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, node.programme, Act.CHANGE, kind=node.kind, node=node)
    context: dict[str, Any] = {"node": node, "programme": node.programme, "kind": KINDS[node.kind]}
    context["version"] = node.version if node.seen_version is None else node.seen_version
    titles = [title for title in request.POST.getlist("title") if title.strip()][:MAX_PARTS]
    status = 200
    if request.method == "POST":
        try:
            split_node(node=node, parts=[Part(title) for title in titles], at=now(), by=by)
        except BadInput as error:
            context["faults"], status = lookup.by_field(error.faults), error.status
        except NodeChanged as error:
            node = lookup.node_or_404(request, public_id)
            refusal, status = lookup.refusal(error)
            context |= refusal | {"node": node, "version": node.version}
        except NotCurrent as error:
            return show_node(request, node, *lookup.refusal(error))
        else:
            return redirect("programme:node", public_id)
    context["titles"] = (titles + [""] * MAX_PARTS)[: max(3, min(len(titles) + 1, MAX_PARTS))]
    return render(request, "programme/split.html", context, status=status)


@require_POST
def thank(request: MingaRequest, public_id: str) -> HttpResponse:
    """Name somebody for a node; everybody sees the name only when that was agreed."""
    node = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, node.programme)
    try:
        values = read((NAME, HELIX), request.POST.dict())
        credit(
            node=node,
            name=values["name"],
            helix=values.get("helix", ""),
            role="author",
            organisation=lookup.given_organisation(request),
            public=request.POST.get("public") == "true",
            at=now(),
            by=by,
        )
    except BadInput as error:
        return show_node(request, node, *lookup.refusal(error))
    return redirect("programme:node", public_id)


@require_POST
def hold(request: MingaRequest, slug: str, phase: int) -> HttpResponse:
    """Open a workshop in a phase and go to the facilitator's page."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    row = Phase.objects.filter(component__programme=programme, pk=phase).first()
    if row is None:
        return redirect("programme:desk", slug)
    title = request.POST.get("title", "").strip() or f"{row.title} · {programme.title}"
    boards = WORKSHOP_BOARDS.get(row.code, ("ideas",))
    try:
        opened = hold_workshop(
            programme=programme, phase=row, title=title[:120], boards=boards, at=now(), by=by
        )
    except BadInput as error:
        return show_desk(request, programme, {"trouble": error.faults[0].message, "shut": phase})
    return redirect("participation:run", opened.code)
