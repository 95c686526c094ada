"""Who took part, as the demonstration's stakeholder map.

Institutions: World Bank, "Introducing Sustainable Open Innovation in Government", on the activity of
November 2013 to October 2014, Table 1 (major counterparts and partners), Table 2 (institutions of
component 1) and Table 4 (stakeholders interviewed in component 2). Names are facts. The report
judges nobody's interest or influence, so neither do we; the stakes and promises of invented
organisations are invented, and marked so.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from demo.concepts import CONCEPTS
from demo.programme import INTERVIEWS
from demo.report import node_of
from minga.people.actions import found_organisation
from minga.people.models import Helix, Organisation
from minga.programme import actions
from minga.programme.models import Component, Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions.stakes import move_buy_in, place_stake

# ruff: noqa: E501 -- a table reads best with one row a line
BEGUN = date(2013, 11, 1)
SOURCE = "Banco Mundial, actividad Gran Concepción 2013-14, tabla {table}"
MAIN = {
    "mtt": "Contraparte principal",
    "pais-digital": "Socio principal fuera del gobierno",
}
# The starred rows of Table 1: "details of individual organisations" are in the components' tables.
GROUPS = (
    ("grupo-universidades", "Universidades locales y nacionales (grupo de la tabla 1)", Helix.ACADEMIA),
    ("grupo-sociedad-civil", "Organizaciones locales y nacionales de la sociedad civil (grupo de la tabla 1)", Helix.CIVIL),
    ("grupo-empresas", "Sector privado (grupo de la tabla 1)", Helix.PRIVATE),
    ("grupo-internacional", "Socios internacionales, empresas y universidades (grupo de la tabla 1)", Helix.PRIVATE),
)  # fmt: skip
TABLE_1 = (
    "mtt", "corfo", "minsegpres", "economia-digital", "conicyt", "gore-biobio",
    "gore-metropolitano", "innova-biobio", "muni-chiguayante", "muni-concepcion",
    "muni-san-pedro", "muni-talcahuano", "pais-digital",
)  # fmt: skip
TABLE_2 = (
    "seremitt", "uoct", "minvu", "mop-vialidad", "sectra", "samu", "onemi", "carabineros",
    "muni-concepcion", "muni-talcahuano", "muni-san-pedro",
)  # fmt: skip
TABLE_4 = ("seremitt", "uoct", "fesub", "sectra", "minvu", "udec")
# Of Table 4, those that do nothing else in the demonstration city.
ADDED = (
    ("gremio-taxis-buses", "Asociación gremial regional de taxis y buses", Helix.PRIVATE),
    ("pordondevalmicro", "Pordondevalmicro", Helix.CIVIL),
    ("concebus", "Concebus", Helix.CIVIL),
)
# code, component, role, interest, influence, how far: invented organisations, invented judgements
INVENTED = (
    ("buses-los-copihues", "codesign", "Presta buses para probar", 4, 4, "committed"),
    ("universidad-de-la-bahia", "codesign", "Estudiantes que construyen prototipos", 5, 3, "committed"),
    ("nube-del-sur", "codesign", "Mentoría técnica", 4, 2, "agreed"),
    ("junta-palomares", "diagnosis", "Conoce los caminos rurales", 5, 2, "agreed"),
    ("ciclistas-del-rio", "diagnosis", "Vigila estacionamientos de bicicletas", 3, 2, "presented"),
)  # fmt: skip


class Given(NamedTuple):
    """A promise: whose, what, and for what (`kind` and `title` of a node it comes from); after how
    many days it is due, and with which verb it ended on that day."""

    code: str
    what: str
    form: str
    activity: str
    kind: str
    title: str
    due: int
    verb: str = ""


LABORATORY = Given(
    "universidad-de-la-bahia",
    "Laboratorio y doce estudiantes por una jornada",
    "venue",
    "Taller de codiseño",
    "challenge",
    INTERVIEWS[0].challenge,
    10,
    "keep",
)
MENTORING = Given(
    "nube-del-sur",
    "Cuatro horas de mentoría a cada equipo",
    "mentoring",
    "Prototipos",
    "concept",
    CONCEPTS[3].title,
    121,
)
COURSE = Given(
    "universidad-de-la-bahia",
    "Un curso breve sobre datos abiertos",
    "training",
    "Diagnóstico de datos",
    "dataset",
    "Recorridos y frecuencias de micros",
    74,
)
BUS = Given(
    "buses-los-copihues",
    "Un bus para medir el aviso de llegada",
    "in_kind",
    "Prueba ciudadana del prototipo",
    "prototype",
    CONCEPTS[3].title,
    30,
    "keep",
)
VENUE = Given(
    "junta-palomares",
    "Sede vecinal para la validación",
    "venue",
    "Validación conjunta",
    "vision",
    "Moverse sin apuro",
    58,
)


def load_partners(programme: Programme, *, at: datetime) -> int:
    """Put tables 1, 2 and 4 on the programme's map; how many stakes there are now."""
    for code, name, helix in (*GROUPS, *ADDED):
        found_organisation(code=code, name=name, helix=helix, simulated=False)
    added = tuple(code for code, _, _ in ADDED)
    groups = tuple(code for code, _, _ in GROUPS)
    tables = (
        (1, "", "Contraparte o socio de la actividad", TABLE_1 + groups),
        (2, "codesign", "Institución del codiseño", TABLE_2),
        (4, "diagnosis", "Entrevistada en el diagnóstico", TABLE_4 + added),
    )
    for table, component, role, codes in tables:
        for organisation in _found(codes):
            source = SOURCE.format(table=table)
            reason = f"Tomó parte según el informe ({source})."
            part = role if component else MAIN.get(organisation.code, role)
            stake = _placed(programme, organisation, component, role=f"{part} ({source})", at=at)
            move_buy_in(stake=stake, buy_in="agreed", on=BEGUN, reason=reason, at=at, by=None)
    _invent(programme, at=at)
    return Stake.objects.filter(programme=programme).count()


def _found(codes: tuple[str, ...]) -> Iterator[Organisation]:
    by_code = Organisation.objects.in_bulk(codes, field_name="code")
    yield from (by_code[code] for code in codes if code in by_code)


def _component(programme: Programme, code: str) -> Component | None:
    return programme.components.filter(code=code).first() if code else None


def _placed(
    programme: Programme,
    organisation: Organisation,
    component: str,
    *,
    role: str,
    at: datetime,
    interest: int | None = None,
    influence: int | None = None,
) -> Stake:
    return place_stake(
        programme=programme,
        organisation=organisation,
        component=_component(programme, component),
        role=role,
        interest=interest,
        influence=influence,
        simulated=organisation.simulated,
        at=at,
        by=None,
    )


def _invent(programme: Programme, *, at: datetime) -> None:
    partners = {partner.code: partner for partner in _found(tuple(row[0] for row in INVENTED))}
    for code, component, role, interest, influence, buy_in in INVENTED:
        if code in partners:
            scale = {"interest": interest, "influence": influence}
            stake = _placed(programme, partners[code], component, role=role, at=at, **scale)
            why = "Reunión de presentación (inventada)."
            move_buy_in(stake=stake, buy_in=buy_in, on=at.date(), reason=why, at=at, by=None)


def promise(programme: Programme, given: Given, *, at: datetime) -> None:
    """What a partner promises, for something that is there already."""
    actions.add_node(
        programme=programme,
        kind="commitment",
        title=given.what,
        fields={"form": given.form, "activity": given.activity},
        sources=[node_of(programme, given.kind, given.title)],
        organisation=Organisation.objects.get(code=given.code),
        due_on=(at + timedelta(days=given.due)).date(),
        simulated=True,
        at=at,
        by=None,
    )


def keep(programme: Programme, given: Given, *, at: datetime) -> None:
    """It came."""
    node = node_of(programme, "commitment", given.what)
    actions.move_node(node=node, verb=given.verb, at=at, by=None)
