"""Nodes as lists and one by one: read, enter, change, take steps."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.people.models import Organisation
from minga.programme.core import lookup
from minga.programme.core.actions.merging import link_nodes, merge_nodes
from minga.programme.core.actions.nodes import (
    add_node,
    edit_node,
    move_node,
    set_public,
    withdraw_node,
)
from minga.programme.core.queries.graph import Graph, credits_of, provenance_of, successors_of
from minga.programme.core.queries.nodes import nodes_of, page_of
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Programme
from minga.programme.rules import NodeChanged, NotCurrent
from minga.territory.request import MingaRequest


@require_safe
def nodes(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """What a programme has of one kind, newest first, narrowed by state and words."""
    programme, of = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    everything = lookup.writes(request, programme)
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:100]
    after = request.GET.get("after", "")
    rows = nodes_of(programme, kind, everything=everything, state=state, words=words)
    found, following = page_of(rows, int(after) if after.isdecimal() and len(after) < 18 else None)
    told = {
        "programme": programme,
        "kind": of,
        "nodes": found,
        "following": following,
        "state": state,
        "words": words,
        "writes": everything,
    }
    page = select_template([f"programme/{kind}_list.html", "programme/node_list.html"])
    return HttpResponse(page.render(told, request))


@require_safe
def node(request: MingaRequest, public_id: str) -> HttpResponse:
    """One node: what it says, who is credited, where it comes from, what became of it."""
    return show_node(request, lookup.node_or_404(request, public_id))


def show_node(
    request: MingaRequest, found: Node, told: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a node, perhaps with a fault to tell."""
    everything = lookup.writes(request, found.programme)
    of = KINDS[found.kind]
    graph = Graph.of(found.programme_id)
    around = {
        "programme": found.programme,
        "node": found,
        "kind": of,
        "kind_table": KINDS,
        "provenance": provenance_of(found, everything=everything, graph=graph),
        "credits": credits_of(found, everything=everything, graph=graph),
        "became": [one for one in successors_of(found, graph=graph) if one.pk != found.pk],
        "steps": found.steps.select_related("by").order_by("-pk"),
        "possible": of.possible(found.state) if everything else {},
        "writes": everything,
        "children": [child for child in KINDS.values() if found.kind in child.comes_from],
    }
    page = select_template([f"programme/{found.kind}_page.html", "programme/node_page.html"])
    return HttpResponse(page.render(around | dict(told or {}), request), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """Enter a node; `?up=` names what it comes from, `?phase=` where it is made."""
    programme, of = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    by = lookup.writer(request, programme)
    if request.method != "POST":
        return _form(request, programme, of, {})
    try:
        made = add_node(
            programme=programme,
            kind=kind,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            fields=lookup.given_values(of, request),
            sources=lookup.given_nodes(request, programme, "up"),
            phase=lookup.given_phase(request, programme),
            organisation=lookup.given_organisation(request),
            due_on=lookup.given_day(request),
            at=now(),
            by=by,
        )
    except BadInput as trouble:
        return _form(request, programme, of, {"faults": lookup.by_field(trouble.faults)})
    return redirect("programme:node", made.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MingaRequest, public_id: str) -> HttpResponse:
    """Change what a node says; two editors at once never overwrite each other."""
    found = lookup.node_or_404(request, public_id)
    of = KINDS[found.kind]
    by = lookup.writer(request, found.programme)
    if request.method != "POST":
        return _form(request, found.programme, of, {"node": found})
    try:
        edit_node(
            node=found,
            version=lookup.given_ids(request).version,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            fields=lookup.given_values(of, request),
            organisation=lookup.given_organisation(request),
            due_on=lookup.given_day(request),
            at=now(),
            by=by,
        )
    except (BadInput, NodeChanged, NotCurrent) as error:
        context, status = lookup.refusal(error)
        return _form(request, found.programme, of, context | {"node": found}, status=status)
    return redirect("programme:node", public_id)


def _form(
    request: MingaRequest,
    programme: Programme,
    of: Kind,
    told: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    found: Node | None = told.get("node")
    given: QueryDict | dict[str, Any] = request.POST if request.method == "POST" else request.GET
    kept = found.fields if found and request.method != "POST" else {}
    wanted = [given.get("up", "")] if request.method != "POST" else request.POST.getlist("up")
    around = {
        "programme": programme,
        "kind": of,
        "asked": [(field, given.get(field.code, kept.get(field.code, ""))) for field in of.fields],
        "title": given.get("title", found.title if found else ""),
        "text": given.get("text", found.text if found else ""),
        "organisation": given.get(
            "organisation", found.organisation.code if found and found.organisation else ""
        ),
        "due_on": given.get("due_on", found.due_on.isoformat() if found and found.due_on else ""),
        "phase": given.get("phase", ""),
        "organisations": Organisation.objects.order_by("name") if of.owned else [],
        "sources": _possible_sources(programme, of) if found is None else [],
        "wanted": wanted,
        "faults": {},
    }
    status = 422 if told.get("faults") else status
    return render(request, "programme/node_form.html", around | dict(told), status=status)


def _possible_sources(programme: Programme, of: Kind) -> list[Node]:
    rows = Node.objects.current().filter(programme=programme, kind__in=of.comes_from)
    return list(rows.order_by("kind", "-pk")[:300])


@require_POST
def verb(request: MingaRequest, public_id: str, verb: str) -> HttpResponse:
    """Take a step of the kind's table, publish, hide, withdraw, link or credit."""
    found = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, found.programme)
    at, reason = now(), request.POST.get("reason", "")
    try:
        if verb in ("publish", "hide"):
            set_public(node=found, public=verb == "publish", at=at, by=by)
        elif verb == "withdraw":
            withdraw_node(node=found, reason=reason, at=at, by=by)
        elif verb == "link":
            for source in lookup.given_nodes(request, found.programme, "up"):
                link_nodes(source=source, target=found, at=at, by=by)
        else:
            move_node(node=found, verb=verb, reason=reason, at=at, by=by)
    except lookup.REFUSALS as error:
        return show_node(request, found, *lookup.refusal(error, tried=verb))
    return redirect("programme:node", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """Choose several of a kind and write the one they become."""
    programme, of = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    by = lookup.writer(request, programme)
    told: dict[str, Any] = {"programme": programme, "kind": of, "faults": {}}
    if request.method == "POST":
        chosen = lookup.given_nodes(request, programme, "nodes")
        try:
            merged = merge_nodes(
                nodes=chosen,
                title=request.POST.get("title", ""),
                text=request.POST.get("text", ""),
                at=now(),
                by=by,
            )
        except (BadInput, NotCurrent) as error:
            told |= lookup.refusal(error)[0]
        else:
            return redirect("programme:node", merged.public_id)
    told["nodes"] = list(nodes_of(programme, kind, everything=True)[:300])
    told["chosen"] = request.POST.getlist("nodes") or request.GET.getlist("nodes")
    status = 422 if told["faults"] else 409 if "trouble" in told else 200
    return render(request, "programme/merge.html", told, status=status)
