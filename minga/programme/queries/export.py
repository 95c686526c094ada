"""A whole programme as a bundle that can travel."""

from typing import Any

from minga.ground.fields import public
from minga.programme.bundle import Bundle
from minga.programme.kinds import KINDS
from minga.programme.models import Edge, Node, Programme


def bundle_of(programme: Programme, *, with_private: bool = False) -> Bundle:
    """Everything of a programme but the people in it. Private words only when asked for."""
    nodes = Node.objects.filter(programme=programme).select_related("phase", "organisation")
    edges = Edge.objects.filter(source__programme=programme).order_by("pk")
    return Bundle(
        head=_head(programme),
        nodes=[_node(node, with_private=with_private) for node in nodes.order_by("pk")],
        edges=[
            {"source": source, "target": target, "relation": relation}
            for source, target, relation in edges.values_list(
                "source__public_id", "target__public_id", "relation"
            )
        ],
    )


def _head(programme: Programme) -> dict[str, Any]:
    return {
        "slug": programme.slug,
        "city": programme.city.slug,
        "city_name": programme.city.name,
        "title": programme.title,
        "sector": programme.sector,
        "summary": programme.summary,
        "objectives": programme.objectives,
        "method": programme.method,
        "language": programme.language,
        "lineage": programme.lineage,
        "simulated": programme.simulated,
        "phases": [
            {
                "component": phase.component.code,
                "phase": phase.code,
                "needs": phase.needs,
                "makes": phase.makes,
                "roles": phase.roles,
                "exception": phase.exception,
            }
            for component in programme.components.order_by("number")
            for phase in component.phases.select_related("component").order_by("number")
        ],
    }


def _node(node: Node, *, with_private: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "node": node.public_id,
        "kind": node.kind,
        "state": node.state,
        "standing": node.standing,
        "public": node.public,
        "phase": node.phase.code if node.phase else None,
        "simulated": node.simulated,
    }
    if not (node.public or with_private):
        return told
    fields = KINDS[node.kind].fields
    return told | {
        "title": node.title,
        "text": node.text,
        "fields": node.fields if with_private else public(fields, node.fields),
        "organisation": node.organisation.code if node.organisation else None,
        "due_on": node.due_on.isoformat() if node.due_on else None,
    }
