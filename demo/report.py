"""The report that the demonstration's programme cites, and the steps all its tables share."""

from datetime import datetime
from typing import Any

from minga.programme import actions
from minga.programme.core.actions.nodes import Outside
from minga.programme.models import Node, Phase, Programme

REPORT = Outside("Introducing Sustainable Open Innovation in Government", "World Bank")
TABLES = {
    "publisher": REPORT.publisher,
    "dated": "Actividad de noviembre de 2013 a octubre de 2014",
    "place": "Tablas 1 a 5, recuadros 2 y 3",
}
SAYS = (
    "Cuenta la actividad Smart City Gran Concepción: quiénes participaron, qué desafíos dijeron,"
    " qué conceptos salieron, la hoja de ruta y los resultados. Aquí va con nuestras palabras."
)


def cite_report(programme: Programme, *, at: datetime) -> None:
    """Enter the report, from which much of the demonstration comes."""
    actions.add_node(
        programme=programme,
        kind="document",
        title=REPORT.title,
        text=SAYS,
        fields=TABLES,
        at=at,
        by=None,
    )


def opened(programme: Programme, code: str, *, at: datetime) -> Phase:
    """A phase of the programme, opened now."""
    return actions.open_phase(phase=phase_of(programme, code), at=at, by=None)


def phase_of(programme: Programme, code: str) -> Phase:
    """A phase of the programme."""
    phases = Phase.objects.select_related("component__programme__city")
    return phases.get(component__programme=programme, code=code)


def made_in(programme: Programme, code: str, *, at: datetime) -> dict[str, Any]:
    """What is said of every invented node that is made in a phase."""
    phase = phase_of(programme, code)
    return {"programme": programme, "phase": phase, "at": at, "by": None, "simulated": True}


def node_of(programme: Programme, kind: str, title: str) -> Node:
    """The node of this kind whose title begins so."""
    nodes = Node.objects.current().filter(programme=programme, kind=kind)
    return nodes.get(title__startswith=title)
