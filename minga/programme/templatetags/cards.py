"""Tags of the programme's cards and tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minga.ground.errors import Text
from minga.programme.core.queries.graph import Relative
from minga.programme.core.queries.nodes import worded
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Programme, Step
from minga.programme.open_data.dcat import written_inside

register = template.Library()
DECIDING = ("select", "leave", "implement")


@register.simple_tag
def with_reasons(nodes: Iterable[Node]) -> list[tuple[Node, Step | None]]:
    """Each node with the step that decided about it last, which says why. One statement."""
    rows = list(nodes)
    steps = Step.objects.filter(node__in=rows, verb__in=DECIDING).order_by("pk")
    last = {step.node_id: step for step in steps}
    return [(node, last.get(node.pk)) for node in rows]


@register.simple_tag
def words_before(kind: Kind, step: Step) -> list[tuple[Text, str]]:
    """What an edit replaced, field by field; nothing for any other step."""
    texts = worded(kind, step.before) if "title" in step.before else []
    return [(label, text) for label, text in texts if text]


@register.simple_tag
def inspiration(programme: Programme) -> list[Node]:
    """The examples of a programme that everybody may look at before designing."""
    rows = Node.objects.current().of_kind("example").filter(programme=programme, public=True)
    return list(rows.order_by("-pk")[:12])


@register.filter
def of_kind(relatives: Iterable[Relative], kind: str) -> list[Relative]:
    """Those of one kind, near first."""
    return [relative for relative in relatives if relative.node.kind == kind]


@register.simple_tag
def choice_names(kind: str) -> dict[str, dict[str, Any]]:
    """The words of the choices of a kind, by field and code."""
    return {field.code: dict(field.choices) for field in KINDS[kind].fields if field.choices}


@register.simple_tag
def linked_data(document: Mapping[str, Any]) -> SafeString:
    """A JSON-LD document as a block of data inside a page; nothing in it can end the block."""
    inside = SafeString(written_inside(document))
    return format_html('<script type="application/ld+json">{}</script>', inside)
