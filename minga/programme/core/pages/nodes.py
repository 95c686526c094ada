"""Nodes as lists and one by one: read, enter, change, take steps."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import list_after
from minga.people.models import Organisation
from minga.programme.access import Act
from minga.programme.core import lookup
from minga.programme.core.actions.erasing import erase_history, erase_node
from minga.programme.core.actions.merging import link_nodes, merge_nodes
from minga.programme.core.actions.nodes import (
    add_node,
    edit_node,
    move_node,
    set_public,
    withdraw_node,
)
from minga.programme.core.queries.graph import (
    Graph,
    credits_of,
    origin_of,
    provenance_of,
    successors_of,
)
from minga.programme.core.queries.nodes import conflict_of, nodes_of, page_of
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Programme
from minga.programme.rules import NodeChanged, NotCurrent
from minga.territory.request import MingaRequest


@require_safe
def nodes(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """What a programme has of one kind, newest first, narrowed by state and words."""
    programme, definition = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    rights = lookup.rights(request, programme, kind)
    state, search = request.GET.get("state", ""), request.GET.get("q", "")[:100]
    rows = nodes_of(programme, kind, everything=rights.see, state=state, search=search)
    rows_shown, following = page_of(rows, list_after(request.GET))
    context = {
        "programme": programme,
        "kind": definition,
        "nodes": rows_shown,
        "following": following,
        "state": state,
        "words": search,
        "rights": rights,
    }
    page = select_template([f"programme/{kind}_list.html", "programme/node_list.html"])
    return HttpResponse(page.render(context, request))


@require_safe
def node(request: MingaRequest, public_id: str) -> HttpResponse:
    """One node: what it says, who is credited, where it comes from, what became of it."""
    return show_node(request, lookup.node_or_404(request, public_id))


def show_node(
    request: MingaRequest, node: Node, extra: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a node, perhaps with a fault to tell."""
    rights = lookup.rights(request, node.programme, node.kind, node)
    seen = lookup.seen(request, node.programme)
    definition = KINDS[node.kind]
    graph = Graph.of(node.programme_id)
    context = {
        "programme": node.programme,
        "node": node,
        "kind": definition,
        "kind_table": KINDS,
        "provenance": provenance_of(node, seen=seen, graph=graph),
        "credits": credits_of(node, everything=rights.see, graph=graph),
        "became": [
            successor for successor in successors_of(node, graph=graph) if successor.pk != node.pk
        ],
        "steps": node.steps.select_related("by").order_by("-pk"),
        "possible": definition.possible(node.state) if rights.move else {},
        "rights": rights,
        "origin": origin_of(node),
        "sources": _further_sources(request, node) if rights.change else [],
        "leads": lookup.leads(request),
        "children": [
            kind
            for kind in lookup.kinds_to_add(request, node.programme)
            if node.kind in kind.comes_from
        ],
    }
    page = select_template([f"programme/{node.kind}_page.html", "programme/node_page.html"])
    return HttpResponse(page.render(context | dict(extra or {}), request), status=status)


def _further_sources(request: MingaRequest, node: Node) -> list[Node]:
    """What a node may come from besides what it is known to come from."""
    known = {node.pk, *node.up.values_list("source_id", flat=True)}
    rows = lookup.possible_sources(request, node.programme, KINDS[node.kind])
    return [row for row in rows if row.pk not in known]


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """Enter a node; `?up=` names what it comes from, `?phase=` where it is made."""
    programme, definition = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    by = lookup.writer(request, programme, Act.ADD, kind=kind)
    if request.method != "POST":
        return _form(request, programme, definition, {})
    try:
        node = add_node(
            programme=programme,
            kind=kind,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            fields=lookup.given_values(definition, request),
            sources=lookup.given_nodes(request, programme, "up"),
            outside=lookup.given_outside(request),
            phase=lookup.given_phase(request, programme),
            organisation=lookup.given_organisation(request),
            due_on=lookup.given_day(request),
            at=now(),
            by=by,
        )
    except BadInput as error:
        refusal, status = lookup.refusal(error)
        return _form(request, programme, definition, refusal, status=status)
    return redirect("programme:node", node.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MingaRequest, public_id: str) -> HttpResponse:
    """Change what a node says; two editors at once never overwrite each other."""
    node = lookup.node_or_404(request, public_id)
    definition = KINDS[node.kind]
    by = lookup.writer(request, node.programme, Act.CHANGE, kind=node.kind, node=node)
    if request.method != "POST":
        return _form(request, node.programme, definition, {"node": node})
    try:
        edit_node(
            node=node,
            version=lookup.given_ids(request).version,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            fields=lookup.given_values(definition, request),
            organisation=lookup.given_organisation(request),
            due_on=lookup.given_day(request),
            at=now(),
            by=by,
        )
    except NodeChanged:
        # Read again: what is shown beside the words sent is what the next save replaces.
        fresh = lookup.node_or_404(request, public_id)
        conflict = conflict_of(fresh, lookup.given_content(definition, request))
        extra = {"node": fresh, "conflict": conflict}
        return _form(request, fresh.programme, definition, extra, status=409)
    except (BadInput, NotCurrent) as error:
        refusal, status = lookup.refusal(error)
        return _form(request, node.programme, definition, refusal | {"node": node}, status=status)
    return redirect("programme:node", public_id)


def _form(
    request: MingaRequest,
    programme: Programme,
    definition: Kind,
    extra: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    node: Node | None = extra.get("node")
    form: QueryDict | dict[str, Any] = request.POST if request.method == "POST" else request.GET
    stored = node.fields if node and request.method != "POST" else {}
    sources = lookup.possible_sources(request, programme, definition) if node is None else []
    wanted = [form.get("up", "")] if request.method != "POST" else request.POST.getlist("up")
    context = {
        "programme": programme,
        "kind": definition,
        "asked": [
            (field, form.get(field.code, stored.get(field.code, ""))) for field in definition.fields
        ],
        "title": form.get("title", node.title if node else ""),
        "text": form.get("text", node.text if node else ""),
        "organisation": form.get(
            "organisation", node.organisation.code if node and node.organisation else ""
        ),
        "due_on": form.get("due_on", node.due_on.isoformat() if node and node.due_on else ""),
        "phase": form.get("phase", ""),
        # Of what was read when the words were written, or stands beside them now.
        "version": form.get("version") if "conflict" not in extra else None,
        "organisations": Organisation.objects.order_by("name") if definition.owned else [],
        "sources": sources,
        "wanted": wanted,
        "given": form,
        "rights": lookup.rights(request, programme, definition.code, node),
        "faults": {},
    }
    return render(request, "programme/node_form.html", context | dict(extra), status=status)


@require_POST
def change_node(request: MingaRequest, public_id: str, verb: str) -> HttpResponse:
    """Take a step of the kind's table, publish, hide, withdraw, erase or link."""
    node = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, node.programme)
    at, reason = now(), request.POST.get("reason", "")
    try:
        if verb in ("publish", "hide"):
            set_public(node=node, public=verb == "publish", at=at, by=by)
        elif verb in ("erase", "erase-before"):
            if not request.POST.get("sure"):
                return show_node(request, node, {"unsure": True}, 422)
            eraser = erase_node if verb == "erase" else erase_history
            eraser(node=node, at=at, by=by)
        elif verb == "withdraw":
            withdraw_node(node=node, reason=reason, at=at, by=by)
        elif verb == "link":
            for source in lookup.given_nodes(request, node.programme, "up"):
                link_nodes(source=source, target=node, at=at, by=by)
        else:
            move_node(node=node, verb=verb, reason=reason, at=at, by=by)
    except lookup.REFUSALS as error:
        refusal, status = lookup.refusal(error, tried=verb, given=request.POST)
        return show_node(request, lookup.node_or_404(request, public_id), refusal, status)
    return redirect("programme:node", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """Choose several of a kind and write the one they become."""
    programme, definition = lookup.programme_or_404(request, slug), lookup.kind_or_404(kind)
    by = lookup.writer(request, programme, Act.CHANGE, kind=kind)
    context: dict[str, Any] = {"programme": programme, "kind": definition, "faults": {}}
    status = 200
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
            refusal, status = lookup.refusal(error)
            context |= refusal
        else:
            return redirect("programme:node", merged.public_id)
    context["nodes"] = list(nodes_of(programme, kind, everything=True)[:300])
    context["chosen"] = request.POST.getlist("nodes") or request.GET.getlist("nodes")
    return render(request, "programme/merge.html", context, status=status)
