"""The demonstration's strengths, personas and visions, up to the roadmap. All of it is invented.

The four personas are those with which the activity's groups looked ahead (World Bank, Gran
Concepción activity 2013-14, component 2); what they say here is ours.
"""

from datetime import datetime, timedelta

from demo import roadmap
from demo.programme import INTERVIEWS
from demo.report import REPORT, made_in, node_of, phase_of
from minga.programme import actions
from minga.programme.models import Node, Programme

HORIZON = 2025
SHARED = "Moverse sin apuro ni miedo por una ciudad que se entiende"
# ruff: noqa: E501 -- a table reads best with one row a line
# quadrant, group, what, what it comes from (kind and title), dissent
SWOT = (
    ("strength", "SEREMITT", "Los organismos ya se conocen y se llaman por su nombre", ("interview", "Entrevista en Fiscalización"), ""),
    ("strength", "Municipalidad de Talcahuano", "Vecinas y vecinos organizados que avisan y ayudan", ("statement", INTERVIEWS[1].said), ""),
    ("weakness", "UOCT", "Cada organismo guarda sus datos a su manera", ("technology", "Llamadas y radio"), ""),
    ("weakness", "Municipalidad de San Pedro de la Paz", "Nadie sabe en vivo dónde van las micros", ("challenge", INTERVIEWS[3].challenge), ""),
    ("opportunity", "SEREMITT", "Casi todo el mundo anda con un teléfono", ("challenge", INTERVIEWS[0].challenge), "Ciclistas del Río: en los sectores rurales no hay señal, y no todas las personas tienen plan de datos."),
    ("threat", "UOCT", "Un terremoto deja los cruces sin semáforos y la red sin luz", ("interview", "Entrevista en Sala de control"), ""),
)  # fmt: skip
PERSONAS = (
    ("Grupo 1", "Conductor de micro", "Parte a las cinco. Quiere saber antes dónde está el taco.", "El puente nunca lo pilla de sorpresa"),
    ("Grupo 2", "Familia", "Dos colegios, un trabajo al otro lado del río y una guagua.", "Salir a la hora y llegar a la hora"),
    ("Grupo 3", "Estudiante", "Combina tren y micro, y no ve bien de noche.", "Saber siempre dónde bajarse, también sin mirar"),
    ("Grupo 4", "Visitante", "Llega al terminal y no conoce ninguna línea.", "Entender la ciudad el primer día"),
)  # fmt: skip


def say_swot(programme: Programme, *, at: datetime) -> None:
    """What each group sees, and on the next day what all think of it."""
    for quadrant, group, title, (kind, above), _ in SWOT:
        actions.add_node(
            **made_in(programme, "swot", at=at),
            kind="swot",
            title=title,
            sources=[node_of(programme, kind, above)],
            fields={"quadrant": quadrant, "group": group},
        )
    for _, _, title, _, dissent in SWOT:
        verb, node = "dispute" if dissent else "agree", node_of(programme, "swot", title)
        validated = at + timedelta(days=1)
        actions.move_node(node=node, verb=verb, reason=dissent, at=validated, by=None)


def imagine(programme: Programme, *, at: datetime) -> None:
    """A persona and a vision for each group."""
    strength = node_of(programme, "swot", SWOT[0][2])
    for group, name, day, vision in PERSONAS:
        persona = actions.add_node(
            **made_in(programme, "vision", at=at),
            kind="persona",
            title=name,
            outside=REPORT,
            fields={"day": day, "group": group},
        )
        actions.add_node(
            **made_in(programme, "vision", at=at),
            kind="vision",
            title=vision,
            sources=[persona, strength],
            fields={"year": HORIZON, "group": group},
        )


def share(programme: Programme, *, at: datetime) -> None:
    """The vision that all share."""
    visions = Node.objects.current().filter(programme=programme, kind="vision").order_by("pk")
    shared = actions.merge_nodes(
        nodes=list(visions),
        title=SHARED,
        text="En 2025 cualquiera sabe qué pasa en su camino, con o sin teléfono, y lo que se acuerda se cumple.",
        fields={"year": HORIZON},
        at=at,
        by=None,
    )
    actions.move_node(node=shared, verb="share", at=at, by=None)


def plan(programme: Programme, *, at: datetime) -> None:
    """The roadmap, downstream of the shared vision and of the report it was agreed in."""
    shared, phase = node_of(programme, "vision", SHARED), phase_of(programme, "roadmap")
    roadmap.load(programme, at=at, visions=[shared], phase=phase)
