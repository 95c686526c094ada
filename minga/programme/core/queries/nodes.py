"""Nodes as lists and one by one, as public as whoever asks may see them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from minga.ground.conflicts import differences
from minga.ground.errors import BadInput, Text
from minga.ground.fields import Field, public, read, shown
from minga.ground.secrets import read_receipt
from minga.people.models import Organisation
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Nodes, Programme, Step
from minga.programme.phrases import IN_ONE_LINE, MORE
from minga.territory.models import City

PAGE = 50
DAY = Field(code="due_on", label="", kind="date")


def node_named(city: City, written: str, *, everything: bool = False) -> Node | None:
    """The node with this public id in one of the city's programmes, if it may be seen."""
    public_id = read_receipt(written)
    rows = Node.objects.filter(public_id=public_id, programme__city=city)
    if not everything:
        rows = rows.filter(public=True)
    return rows.select_related("programme__city", "phase__component", "organisation").first()


def nodes_of(
    programme: Programme,
    kind: str,
    *,
    everything: bool = False,
    state: str = "",
    search: str = "",
    organisation: str = "",
    all_standings: bool = False,
) -> Nodes:
    """The programme's nodes of a kind, newest first, narrowed."""
    rows = Node.objects.filter(programme=programme, kind=kind, erased_at=None)
    if not everything:
        rows = rows.filter(public=True)
    if not all_standings:
        rows = rows.current()
    if state:
        rows = rows.filter(state=state)
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    if search:
        rows = rows.holding(search)
    return rows.select_related("organisation", "phase__component").order_by("-pk")


def with_field(kind: str, code: str, *, before: datetime, most: int = 100) -> list[Node]:
    """Nodes made before a moment that hold this field still, now or in their history."""
    made = Node.objects.filter(kind=kind, made_at__lt=before)
    holding = Step.objects.filter(
        node__kind=kind, node__made_at__lt=before, before__fields__has_key=code
    )
    kept = Q(fields__has_key=code) | Q(pk__in=holding.values("node_id"))
    return list(made.filter(kept).order_by("pk")[:most])


def page_of(rows: Nodes, after: int | None) -> tuple[list[Node], int | None]:
    """One page and where the next one begins."""
    if after:
        rows = rows.filter(pk__lt=after)
    page = list(rows[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def as_data(node: Node) -> dict[str, Any]:
    """A node as its public JSON; its fields without the private ones."""
    return {
        "node": node.public_id,
        "kind": node.kind,
        "title": node.title,
        "text": node.text,
        "fields": public(KINDS[node.kind].fields, node.fields),
        "state": node.state,
        "standing": node.standing,
        "organisation": node.organisation.code if node.organisation else None,
        "due_on": node.due_on.isoformat() if node.due_on else None,
        "simulated": node.simulated,
    }


def content_of(node: Node) -> dict[str, Any]:
    """What an editor of a node changes, as its history keeps it."""
    return {
        "title": node.title,
        "text": node.text,
        "fields": node.fields,
        "organisation": node.organisation.code if node.organisation else None,
        "due_on": node.due_on.isoformat() if node.due_on else None,
    }


def worded(kind: Kind, content: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """Such content field by field, in words; also as a form sends it, be it good or not."""
    fields = content.get("fields") or {}
    code = content.get("organisation")
    owner = Organisation.objects.filter(code=code).first() if code else None
    rows: list[tuple[Text, str]] = [
        (IN_ONE_LINE, content.get("title") or ""),
        (MORE, content.get("text") or ""),
        *((field.label, _worded(field, fields.get(field.code))) for field in kind.fields),
    ]
    if kind.owned:
        rows.append((kind.owned, owner.name if owner else ""))
    if kind.dated:
        rows.append((kind.dated, _worded(DAY, content.get("due_on"))))
    return rows


def conflict_of(node: Node, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What `web/_conflict.html` shows: how what was sent differs, and who was quicker."""
    kind = KINDS[node.kind]
    stands = worded(kind, content_of(node))
    pairs = zip(stands, worded(kind, {**content_of(node), **sent}), strict=True)
    last = node.steps.select_related("by").order_by("pk").last()
    return {
        "differences": differences((label, text, other) for (label, text), (_, other) in pairs),
        "who": last.by.name if last and last.by else "",
        "when": node.changed_at,
    }


def _worded(field: Field, value: Any) -> str:
    try:
        read_value = read((replace(field, required=False),), {field.code: value}).get(field.code)
    except BadInput:
        return str(value)
    return "" if read_value is None else shown(field, read_value)
