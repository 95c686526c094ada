"""The challenge bank: list, spreadsheet, enter with what is alike, route, sign off, merge."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.clock import now
from minga.ground.documents.spreadsheets import XLSX, as_xlsx, csv_lines
from minga.ground.errors import BadInput
from minga.ground.forms import Form, Id, list_after, read
from minga.people.models import Organisation
from minga.programme.access import Act
from minga.programme.core import lookup
from minga.programme.core.pages.nodes import show_node
from minga.programme.core.queries.nodes import page_of
from minga.programme.kinds import KINDS
from minga.programme.listening.actions.challenges import (
    add_challenge,
    may_sign_off,
    merge_challenges,
    route_challenge,
    sign_off,
)
from minga.programme.listening.actions.proposals import decide_proposal
from minga.programme.listening.queries import (
    COLUMNS,
    Narrow,
    alike_in,
    bank_lines,
    bank_of,
    challenges_like,
    public_report,
)
from minga.programme.models import Node, Programme
from minga.programme.phrases import NO_REPORT
from minga.programme.rules import NodeChanged
from minga.reports.present import page_url
from minga.territory.request import MingaRequest, signed_in

VERBS = ("accept", "set-aside", "route", "solve", "not-solve")
CHALLENGE = KINDS["challenge"]
FIELDS = {field.code: field for field in CHALLENGE.fields}


def narrowed(request: MingaRequest) -> Narrow:
    """What the address narrows the list to."""
    chosen = {code: request.GET.get(code, "")[:100] for code in Narrow._fields}
    return Narrow(**{**chosen, "words": request.GET.get("q", "")[:100]})


@require_safe
def bank(request: MingaRequest, slug: str) -> HttpResponse:
    """The programme's challenges, newest first, narrowed by sort, route, state, owner, words."""
    programme = lookup.programme_or_404(request, slug)
    rights = lookup.rights(request, programme, "challenge")
    narrow = narrowed(request)
    rows = bank_of(programme, narrow, everything=rights.see)
    page, following = page_of(rows, list_after(request.GET))
    owners = Organisation.objects.filter(
        nodes__programme=programme, nodes__kind="challenge", nodes__standing="current"
    )
    context = {
        "programme": programme,
        "kind": CHALLENGE,
        "nodes": page,
        "many": rows.count(),
        "following": following,
        "narrow": narrow,
        "words": narrow.words,
        "state": narrow.state,
        "choices": {code: FIELDS[code].choices for code in ("nature", "route", "origin")},
        "owners": owners.distinct().order_by("name"),
        "rights": rights,
    }
    return render(request, "programme/challenge_list.html", context)


@require_safe
def sheet(request: MingaRequest, slug: str, form: str) -> HttpResponse:
    """The narrowed bank as a spreadsheet, as far as whoever asks may see it."""
    programme = lookup.programme_or_404(request, slug)
    everything = lookup.sees(request, programme, "challenge")
    rows = bank_of(programme, narrowed(request), everything=everything)
    lines = bank_lines(rows, request.build_absolute_uri("/").rstrip("/"))
    headers = {"Content-Disposition": f'attachment; filename="{programme.slug}-challenges.{form}"'}
    if form == "xlsx":
        data = as_xlsx({str(CHALLENGE.plural)[:31]: (COLUMNS, lines)})
        return HttpResponse(data, content_type=XLSX, headers=headers)
    if form != "csv":
        raise Http404
    text = "".join(csv_lines(COLUMNS, lines))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def like(request: MingaRequest, slug: str) -> HttpResponse:
    """What in the bank seems to say the same as `?text=`: offered while somebody writes."""
    programme = lookup.programme_or_404(request, slug)
    everything = lookup.sees(request, programme, "challenge")
    matches = challenges_like(programme, request.GET.get("text", ""), everything=everything)
    return JsonResponse({"like": [_match_as_data(node, percent) for node, percent in matches]})


def _match_as_data(node: Node, percent: int) -> dict[str, Any]:
    return {
        "node": node.public_id,
        "title": node.title,
        "state": str(CHALLENGE.states[node.state]),
        "percent": percent,
        "url": f"/n/{node.public_id}/",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MingaRequest, slug: str) -> HttpResponse:
    """Enter a challenge; `?up=` is the statement it comes from. What is alike is shown first."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme, Act.ADD, kind="challenge")
    if request.method != "POST":
        return _form(request, programme, {})
    text = f"{request.POST.get('title', '')} {request.POST.get('text', '')}"
    everything = lookup.sees(request, programme, "challenge")
    alike = challenges_like(programme, text, everything=everything)
    if alike and not request.POST.get("sure"):
        return _form(request, programme, {"alike": alike}, 200)
    try:
        made = add_challenge(
            programme=programme,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            fields=lookup.given_values(CHALLENGE, request) | _evidence(request, programme),
            sources=lookup.given_nodes(request, programme, "up"),
            outside=lookup.given_outside(request),
            phase=lookup.given_phase(request, programme),
            organisation=lookup.given_organisation(request),
            at=now(),
            by=by,
        )
    except BadInput as error:
        return _form(request, programme, *lookup.refusal(error))
    return redirect("programme:node", made.public_id)


def _evidence(request: MingaRequest, programme: Programme) -> dict[str, str]:
    """The link to a report that a form names by its number. Raises BadInput."""
    written = request.POST.get("report", "").strip()
    if not written:
        return {}
    report = public_report(programme, written)
    if report is None:
        raise BadInput.single("report", NO_REPORT)
    return {"evidence_link": page_url(report.receipt)}


def _form(
    request: MingaRequest, programme: Programme, extra: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    form = request.POST if request.method == "POST" else request.GET
    ups = Node.objects.current().filter(programme=programme, kind__in=CHALLENGE.comes_from)
    ups = ups.visible(lookup.seen(request, programme))
    wanted = form.getlist("up")
    said = ups.filter(public_id__in=wanted[:50], kind="statement").first()
    plain = [
        field
        for field in CHALLENGE.fields
        if field.code not in ("nature", "nature_reason", "route")
    ]
    context = {
        "programme": programme,
        "kind": CHALLENGE,
        "asked": [(field, form.get(field.code, _first(field.code, said))) for field in plain],
        "title": form.get("title", said.title if said else ""),
        "text": form.get("text", said.text if said else ""),
        "organisation": form.get("organisation", ""),
        "organisations": Organisation.objects.order_by("name"),
        "phase": form.get("phase", ""),
        "report": form.get("report", ""),
        "sources": lookup.possible_sources(request, programme, CHALLENGE),
        "wanted": wanted,
        "given": form,
        "rights": lookup.rights(request, programme, "challenge"),
        "faults": {},
        "alike": [],
    }
    page = "programme/challenge_form.html"
    return render(request, page, context | dict(extra), status=status)


def _first(code: str, said: Node | None) -> str:
    return "official" if code == "origin" and said is not None else ""


@require_POST
def act(request: MingaRequest, public_id: str, verb: str) -> HttpResponse:
    """Accept, set aside, route, or sign a challenge off."""
    node = lookup.node_or_404(request, public_id)
    if node.kind != "challenge" or verb not in VERBS:
        raise Http404
    person = signed_in(request)
    is_owner = verb in ("solve", "not-solve") and may_sign_off(node, person)
    by = person if is_owner else lookup.writer(request, node.programme, Act.MOVE, kind=node.kind)
    at, reason = now(), request.POST.get("reason", "")
    try:
        if verb == "route":
            nature = request.POST.get("nature", "")
            route_challenge(node=node, nature=nature, reason=reason, at=at, by=by)
        elif verb in ("solve", "not-solve"):
            sign_off(node=node, solved=verb == "solve", reason=reason, at=at, by=by)
        else:
            decide_proposal(node=node, accept=verb == "accept", reason=reason, at=at, by=by)
    except lookup.REFUSALS as error:
        refusal, status = lookup.refusal(error, tried=verb, given=request.POST)
        return show_node(request, lookup.node_or_404(request, public_id), refusal, status)
    return redirect("programme:node", public_id)


@require_safe
def alike(request: MingaRequest, slug: str) -> HttpResponse:
    """Challenges that may be the same, side by side, to be merged or left."""
    programme = lookup.programme_or_404(request, slug)
    lookup.writer(request, programme, Act.CHANGE, kind="challenge")
    context = {"programme": programme, "pairs": alike_in(programme), "kind": CHALLENGE}
    return render(request, "programme/challenges_alike.html", context)


class MergedRow(Form):
    """One of the challenges to be merged, and the version of it that its merger read."""

    nodes: str = ""
    versions: Id = 0


class MergeForm(Form):
    """The challenges to be merged."""

    rows: list[MergedRow] = []


def _as_read(request: MingaRequest, chosen: Sequence[Node]) -> list[Node]:
    """The chosen ones with the versions that the form was made of, where it says."""
    if "versions" in request.POST:
        rows = read(MergeForm, request.POST).rows
        versions = {row.nodes: row.versions for row in rows}
        for challenge in chosen:
            challenge.seen_version = versions.get(challenge.public_id)
    return list(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MingaRequest, slug: str) -> HttpResponse:
    """Write the one challenge that several become."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme, Act.CHANGE, kind="challenge")
    form = request.POST if request.method == "POST" else request.GET
    rows = Node.objects.filter(programme=programme, kind="challenge")
    chosen = list(rows.filter(public_id__in=form.getlist("nodes")[:50]).order_by("pk"))
    context: dict[str, Any] = {"programme": programme, "kind": CHALLENGE, "chosen": chosen}
    status = 200
    if request.method == "POST":
        title, text = request.POST.get("title", ""), request.POST.get("text", "")
        try:
            merged = merge_challenges(
                nodes=_as_read(request, chosen), title=title, text=text, at=now(), by=by
            )
        except lookup.REFUSALS as error:
            refusal, status = lookup.refusal(error)
            context |= refusal
            if isinstance(error, NodeChanged):
                # What stands now is shown: saving again merges that.
                for challenge in chosen:
                    challenge.seen_version = None
        else:
            return redirect("programme:node", merged.public_id)
    context["title"] = form.get("title", chosen[0].title if chosen else "")
    context["text"] = form.get(
        "text", "\n\n".join(challenge.text for challenge in chosen if challenge.text)
    )
    return render(request, "programme/challenges_merge.html", context, status=status)
