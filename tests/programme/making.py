"""How the tests of the programme make things: short verbs with good defaults."""

from datetime import UTC, datetime
from typing import Any

from minga.people.models import Person
from minga.programme import actions
from minga.programme.core.actions.nodes import Outside
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Phase, Programme
from minga.territory.models import City

AT = datetime(2026, 11, 3, 15, tzinfo=UTC)
FIELDS: dict[str, dict[str, Any]] = {
    "guide": {"questions": "text: ¿Qué les cuesta tiempo?"},
    "concept": {"for_whom": "vecinas", "does": "avisa"},
    "swot": {"quadrant": "strength"},
    "initiative": {"block": "Datos"},
    "commitment": {"form": "venue", "activity": "taller"},
    "dataset": {"format": "CSV", "access": "download", "personal": "no"},
    "technology": {"service": "semáforos"},
    "demonstration": {"held_on": "2026-11-03", "reactions": "les gustó"},
    "test": {"address": "/move/", "tasks": "busca tu micro"},
    "document": {"publisher": "Un ministerio"},
    "challenge": {"origin": "citizen"},
    "media": {"transcript": "lo mismo en palabras"},
}


def begun(city: City, by: Person | None, *, at: datetime = AT, slug: str = "movernos") -> Programme:
    """A programme with all its phases waiting."""
    return actions.begin_programme(
        city=city, slug=slug, title="Movernos mejor", sector="transporte", at=at, by=by
    )


def made(
    programme: Programme, kind: str, *sources: Node, by: Person | None = None, **details: Any
) -> Node:
    """A node of a kind with just what it needs; its phase is open, if need be by exception.

    What needs an origin and is given none comes from a citizen, or from an outside record.
    """
    details.setdefault("title", f"Un {kind}")
    details.setdefault("fields", FIELDS.get(kind, {}))
    if kind == "challenge" and not sources:
        details["fields"] = {"origin": "citizen"} | details["fields"]
    if not sources and "document" in KINDS[kind].comes_from and kind != "challenge":
        details.setdefault("outside", Outside("Un informe", "Un ministerio"))
    at = details.pop("at", AT)
    opened(programme, kind, at=at)
    return actions.add_node(
        programme=programme, kind=kind, sources=sources, at=at, by=by, **details
    )


def opened(programme: Programme, *kinds: str, at: datetime = AT) -> None:
    """Open every phase that makes one of the kinds."""
    for row in Phase.objects.filter(component__programme=programme).exclude(state="open"):
        if set(row.makes) & set(kinds):
            actions.open_phase(phase=row, at=at, by=None, exception="Para la prueba")


def phase(programme: Programme, code: str) -> Phase:
    """One phase by its code."""
    return Phase.objects.select_related("component__programme__city").get(
        component__programme=programme, code=code
    )
