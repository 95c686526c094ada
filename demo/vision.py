"""The demonstration's strengths, personas and visions, up to the roadmap. All of it is invented.

The four personas are those with which the activity's groups looked ahead (World Bank, Gran
Concepción activity 2013-14, component 2); what they say here is ours.
"""

from datetime import datetime
from typing import Any

from demo import roadmap
from minga.programme import actions
from minga.programme.models import Node, Phase, Programme

HORIZON = 2025
# ruff: noqa: E501 -- a table reads best with one row a line
SWOT = (
    ("strength", "SEREMITT", "Los organismos ya se conocen y se llaman por su nombre", ""),
    ("strength", "Municipalidad de Talcahuano", "Vecinas y vecinos organizados que avisan y ayudan", ""),
    ("weakness", "UOCT", "Cada organismo guarda sus datos a su manera", ""),
    ("weakness", "Municipalidad de San Pedro de la Paz", "Nadie sabe en vivo dónde van las micros", ""),
    ("opportunity", "SEREMITT", "Casi todo el mundo anda con un teléfono", "Ciclistas del Río: en los sectores rurales no hay señal, y no todas las personas tienen plan de datos."),
    ("threat", "UOCT", "Un terremoto deja los cruces sin semáforos y la red sin luz", ""),
)  # fmt: skip
PERSONAS = (
    ("Grupo 1", "Conductor de micro", "Parte a las cinco. Quiere saber antes dónde está el taco.", "El puente nunca lo pilla de sorpresa"),
    ("Grupo 2", "Familia", "Dos colegios, un trabajo al otro lado del río y una guagua.", "Salir a la hora y llegar a la hora"),
    ("Grupo 3", "Estudiante", "Combina tren y micro, y no ve bien de noche.", "Saber siempre dónde bajarse, también sin mirar"),
    ("Grupo 4", "Visitante", "Llega al terminal y no conoce ninguna línea.", "Entender la ciudad el primer día"),
)  # fmt: skip


def look_ahead(programme: Programme, *, at: datetime) -> None:
    """SWOT validated together, a vision per group, one that all share, and the roadmap."""
    swot = _validate(programme, at=at)
    visions = _imagine(programme, swot, at=at)
    shared = actions.merge_nodes(
        nodes=visions,
        title="Moverse sin apuro ni miedo por una ciudad que se entiende",
        text="En 2025 cualquiera sabe qué pasa en su camino, con o sin teléfono, y lo que se acuerda se cumple.",
        fields={"year": HORIZON},
        at=at,
        by=None,
    )
    actions.move_node(node=shared, verb="share", at=at, by=None)
    phase = _opened(programme, "roadmap", at=at)
    roadmap.load(programme, at=at, visions=[shared], phase=phase)


def _validate(programme: Programme, *, at: datetime) -> list[Node]:
    phase = _opened(programme, "swot", at=at)
    made = []
    for quadrant, group, title, dissent in SWOT:
        node = actions.add_node(
            **_told(programme, phase, at),
            kind="swot",
            title=title,
            fields={"quadrant": quadrant, "group": group},
        )
        verb, reason = ("dispute", dissent) if dissent else ("agree", "")
        made.append(actions.move_node(node=node, verb=verb, reason=reason, at=at, by=None))
    return made


def _imagine(programme: Programme, swot: list[Node], *, at: datetime) -> list[Node]:
    phase = _opened(programme, "vision", at=at)
    visions = []
    for group, name, day, vision in PERSONAS:
        persona = actions.add_node(
            **_told(programme, phase, at),
            kind="persona",
            title=name,
            fields={"day": day, "group": group},
        )
        visions.append(
            actions.add_node(
                **_told(programme, phase, at),
                kind="vision",
                title=vision,
                sources=[persona, swot[0]],
                fields={"year": HORIZON, "group": group},
            )
        )
    return visions


def _told(programme: Programme, phase: Phase, at: datetime) -> dict[str, Any]:
    return {"programme": programme, "phase": phase, "at": at, "by": None, "simulated": True}


def _opened(programme: Programme, code: str, *, at: datetime) -> Phase:
    phases = Phase.objects.select_related("component__programme__city")
    phase = phases.get(component__programme=programme, code=code)
    return actions.open_phase(phase=phase, at=at, by=None)
