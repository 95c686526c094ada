"""The demonstration's programme: what officials said, and the challenges it became.

Interviews and people are invented. The six abstract challenges are those of the 2014 competition
(World Bank, Gran Concepción activity 2013-14, Box 3), in our words and in Spanish.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from demo.report import REPORT, made_in, phase_of
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.models import Node, Programme
from minga.territory.models import City

SLUG = "movernos"
SOURCE = "Banco Mundial, actividad Gran Concepción 2013-14, recuadro 3"


class Heard(NamedTuple):
    """An invented interview: whose, what was said, and the challenge it became."""

    institution: str
    service: str
    said: str
    challenge: str
    who_suffers: str
    where: str


INTERVIEWS = (
    Heard(
        "uoct",
        "Sala de control",
        "Nos enteramos de un choque por la radio, cuando el taco ya llega al puente.",
        "Enterarse de un choque antes de que el taco llegue al puente",
        "Operadores del centro de control y quienes cruzan el río",
        "Puentes y accesos al centro",
    ),
    Heard(
        "muni-talcahuano",
        "Alumbrado público",
        "El vecino llama por una luminaria y no sabe decirnos qué poste es.",
        "Saber qué luminaria está apagada sin mandar a alguien a mirar",
        "Vecinas y vecinos de calles oscuras, y la cuadrilla",
        "Calles residenciales",
    ),
    Heard(
        "muni-san-pedro",
        "Dirección de Tránsito",
        "Pintan los paraderos el lunes y el viernes están rayados otra vez.",
        "Que el barrio cuide su paradero",
        "Quienes esperan micro y la municipalidad",
        "Paraderos de San Pedro de la Paz",
    ),
    Heard(
        "seremitt",
        "Fiscalización",
        "La gente no sabe qué micro pasa ni cuándo; nosotros tampoco tenemos un mapa.",
        "Saber qué micro sirve, por dónde pasa y cuánto falta",
        "Pasajeras y pasajeros",
        "Recorridos de micro de la conurbación",
    ),
)
ABSTRACT = (
    (
        "Menos vandalismo en paraderos, buses y semáforos",
        "Cuesta caro, se repite y nadie es dueño del problema entero.",
    ),
    (
        "Que quien conduce quiera respetar las normas",
        "No basta con multar: qué haría que conducir bien fuera lo normal.",
    ),
    (
        "Reunir información de tránsito para una ciudad más sostenible",
        "Qué se puede saber entre todos, sin llenar la ciudad de sensores.",
    ),
    (
        "Que viajar en transporte público sea una mejor experiencia",
        "Desde que uno sale de la casa hasta que llega, también sin ver o con un coche de guagua.",
    ),
    (
        "Menos muertes en choques en zonas rurales",
        "La ayuda tarda porque nadie sabe decir dónde fue.",
    ),
    (
        "Que más gente se mueva de otras maneras",
        "Caminar, pedalear, compartir el viaje: qué falta para que convenga.",
    ),
)


def begin_demo(city: City, *, at: datetime, lasts: timedelta) -> Programme:
    """The programme, with all its phases waiting."""
    return actions.begin_programme(
        city=city,
        slug=SLUG,
        title="Movernos en Gran Concepción",
        sector="Transporte",
        summary="Funcionarias, funcionarios, vecinas y vecinos buscan juntos cómo moverse mejor,"
        " prueban las soluciones y siguen lo que se prometió. Es un ejemplo: las personas y las"
        " entrevistas son inventadas.",
        objectives=(
            "Que la ciudadanía participe desde el problema hasta la solución.",
            "Que lo acordado se cumpla, y que cualquiera lo pueda seguir.",
        ),
        starts_on=at.date(),
        ends_on=(at + lasts).date(),
        at=at,
        by=None,
        simulated=True,
    )


def listen(programme: Programme, *, at: datetime) -> None:
    """An interview a day, with what was said and the challenge it became."""
    for day, heard in enumerate(INTERVIEWS):
        when = at + timedelta(days=day)
        values: dict[str, Any] = made_in(programme, "interviews", at=when)
        institution = Organisation.objects.get(code=heard.institution)
        interview = actions.add_node(
            **values,
            kind="interview",
            title=f"Entrevista en {heard.service}",
            fields={
                "service": heard.service,
                "held_on": when.date().isoformat(),
                "consent": "organisation",
                "answers": heard.said,
            },
            organisation=institution,
        )
        for verb in ("hold", "check"):
            actions.move_node(node=interview, verb=verb, at=when, by=None)
        statement = actions.add_node(
            **values, kind="statement", title=heard.said, sources=[interview], public=True
        )
        challenge = actions.add_node(
            **values,
            kind="challenge",
            title=heard.challenge,
            text=f"Lo contó alguien de {heard.service}: «{heard.said}»",
            sources=[statement],
            organisation=institution,
            fields={
                "who_suffers": heard.who_suffers,
                "where": heard.where,
                "has_owner": "yes",
                "has_place": "yes",
                "is_testable": "yes",
                "nature": "concrete",
                "route": "codesign",
                "origin": "official",
            },
        )
        actions.move_node(node=statement, verb="use", at=when, by=None)
        _accept(challenge, "Es concreto: tiene dueño, lugar y se puede probar.", at=when)


def gather(programme: Programme, *, at: datetime) -> None:
    """The abstract challenges, as the report tells them."""
    for title, text in ABSTRACT:
        challenge = actions.add_node(
            programme=programme,
            phase=phase_of(programme, "interviews"),
            kind="challenge",
            outside=REPORT,
            title=title,
            text=f"{text} (Fuente: {SOURCE}.)",
            fields={
                "has_owner": "no",
                "has_place": "no",
                "is_testable": "no",
                "nature": "abstract",
                "route": "competition",
                "origin": "official",
            },
            at=at,
            by=None,
        )
        _accept(challenge, "Es abstracto: va al concurso.", at=at)


def _accept(challenge: Node, why: str, *, at: datetime) -> None:
    actions.move_node(node=challenge, verb="accept", at=at, by=None)
    actions.move_node(node=challenge, verb="route", reason=why, at=at, by=None)
