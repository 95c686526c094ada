"""The roadmap that Gran Concepción agreed on in 2014, as the example of a roadmap.

Initiatives and blocks: World Bank, "Introducing Sustainable Open Innovation in Government", the
report on Smart City Gran Concepción of 2013-14, Table 5 (joint agreed roadmap), in our words and
in the printed order. The table ties each initiative to 2015, 2019 or 2025, but its marks are lost
in the text we have: no year is invented. Three names are damaged in print; what we read instead
is said with each. Owners and means are not in the table, so they are empty here too.
"""

from collections.abc import Sequence
from datetime import datetime

from demo.report import REPORT
from minga.programme import actions
from minga.programme.models import Node, Phase, Programme
from minga.programme.vision.actions.roadmap import set_horizon

YEARS = (2015, 2019, 2025)
TABLE = 'World Bank, "Introducing Sustainable Open Innovation in Government", Table 5'
YEAR_LOST = (
    "El informe une cada iniciativa a 2015, 2019 o 2025, pero esa marca no se conserva en el texto "
    "que tenemos: el año no está indicado en la fuente."
)
CHANGE = "Gestión del cambio y desarrollo para la innovación"
SERVICES = "Innovación en infraestructura, medios y servicios del transporte público urbano"
PLATFORM = "Plataforma Integrada de Transporte del Gran Concepción"
GRAND_DESIGN = (
    "El título del bloque está impreso como «Grand Design»: lo leemos como «Gran Concepción», "
    "traducido palabra por palabra."
)

# block | initiative | what we read where the print is damaged
# ruff: noqa: E501 -- a table reads best with one row a line
TABLE_5: tuple[tuple[str, str, str], ...] = (
    (CHANGE, "Identificar a los agentes de cambio", ""),
    (CHANGE, "Planificar la política de datos abiertos", "Impreso como «Policy Planning – open data»: lo leemos como una política de datos abiertos."),
    (CHANGE, "Crear la política de gobierno abierto", ""),
    (CHANGE, "Crear el GovLab, laboratorio de innovación de la administración pública", ""),
    (CHANGE, "Continuar los concursos de cocreación", ""),
    (CHANGE, "Integrar el GovLab con el centro de innovación", ""),
    (CHANGE, "Crear el Premio a la Innovación Pública", ""),
    (CHANGE, "Proyectos piloto de políticas urbanas innovadoras", ""),
    (CHANGE, "Implementar las ideas de política pública del GovLab", "Impreso aquí como «GobLab»: es el mismo laboratorio."),
    (SERVICES, "Crear normas para comprar productos innovadores", ""),
    (SERVICES, "Proyectos universitarios de redes inalámbricas y emprendimiento para el transporte público urbano", "La frase impresa está cortada y no se entiende entera; esta es nuestra lectura, sin certeza."),
    (SERVICES, "Proyectos piloto de innovación en el pago del transporte público", ""),
    (PLATFORM, "Diseñar la plataforma", GRAND_DESIGN),
    (PLATFORM, "Acordar entre organizaciones locales el modelo de gobernanza", GRAND_DESIGN),
    (PLATFORM, "Acordar entre organizaciones locales cómo se comparten los datos", GRAND_DESIGN),
    (PLATFORM, "Desarrollar la primera versión de la plataforma", GRAND_DESIGN),
    (PLATFORM, "Proyectos piloto con tecnologías de sensores", GRAND_DESIGN),
    (PLATFORM, "Segunda versión de la plataforma, con datos de sensores", GRAND_DESIGN),
    (PLATFORM, "Crear la API para aplicaciones externas", GRAND_DESIGN),
    (PLATFORM, "Proyectos piloto de innovación en el servicio de pago", GRAND_DESIGN),
    (PLATFORM, "Integrar los datos que entregan las organizaciones", GRAND_DESIGN),
    (PLATFORM, "Concursos de innovación en servicios", GRAND_DESIGN),
)  # fmt: skip


def load(
    programme: Programme, *, at: datetime, visions: Sequence[Node] = (), phase: Phase | None = None
) -> list[Node]:
    """Enter Table 5 in a programme, downstream of its shared visions; once only."""
    initiatives = programme.nodes.filter(kind="initiative", fields__source__startswith=TABLE)
    if initiatives.exists():
        return list(initiatives.order_by("pk"))
    set_horizon(programme=programme, years=YEARS, at=at, by=None)
    return [
        actions.add_node(
            programme=programme,
            kind="initiative",
            title=title,
            text="\n\n".join(part for part in (YEAR_LOST, reading) if part),
            fields={"block": block, "position": row, "source": f"{TABLE}, row {row}"},
            sources=visions,
            outside=REPORT,
            phase=phase,
            at=at,
            by=None,
        )
        for row, (block, title, reading) in enumerate(TABLE_5, start=1)
    ]
