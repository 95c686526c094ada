"""Who took part, as the demonstration's stakeholder map.

Institutions: World Bank, "Smart City Gran Concepción", report on the activity of November 2013 to
October 2014, Table 1 (major counterparts and partners), Table 2 (institutions of component 1) and
Table 4 (stakeholders interviewed in component 2). Names are facts. The report judges nobody's
interest or influence, so neither do we; the stakes and promises of invented organisations are
invented, and marked so.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from minga.people.actions import found_organisation
from minga.people.models import Helix, Organisation
from minga.programme import actions
from minga.programme.models import Component, Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions.stakes import move_buy_in, place_stake

# ruff: noqa: E501 -- a table reads best with one row a line
BEGUN = date(2013, 11, 1)
SOURCE = "Banco Mundial, actividad Gran Concepción 2013-14, tabla {table}"
TABLE_1 = (
    "mtt", "corfo", "minsegpres", "economia-digital", "conicyt", "gore-biobio",
    "gore-metropolitano", "innova-biobio", "muni-chiguayante", "muni-concepcion",
    "muni-san-pedro", "muni-talcahuano", "pais-digital",
)  # fmt: skip
TABLE_2 = (
    "seremitt", "uoct", "serviu", "mop-vialidad", "sectra", "samu", "onemi", "carabineros",
    "muni-concepcion", "muni-talcahuano", "muni-san-pedro",
)  # fmt: skip
TABLE_4 = ("seremitt", "uoct", "fesub", "sectra", "serviu", "udec")
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
# code, what, form, activity, due in so many days, verb
PROMISES = (
    ("buses-los-copihues", "Un bus para medir el aviso de llegada", "in_kind", "Prueba ciudadana del prototipo", -20, "keep"),
    ("universidad-de-la-bahia", "Laboratorio y doce estudiantes por una jornada", "venue", "Taller de codiseño", -35, "keep"),
    ("universidad-de-la-bahia", "Un curso breve sobre datos abiertos", "training", "Diagnóstico de datos", -6, ""),
    ("nube-del-sur", "Cuatro horas de mentoría a cada equipo", "mentoring", "Prototipos", 25, ""),
    ("junta-palomares", "Sede vecinal para la validación", "venue", "Validación conjunta", 40, ""),
)  # fmt: skip


def load_partners(programme: Programme, *, at: datetime) -> int:
    """Put tables 1, 2 and 4 on the programme's map; how many stakes there are now."""
    for code, name, helix in ADDED:
        found_organisation(code=code, name=name, helix=helix, simulated=False)
    added = tuple(code for code, _, _ in ADDED)
    tables = (
        (1, "", "Contraparte o socio de la actividad", TABLE_1),
        (2, "codesign", "Institución del codiseño", TABLE_2),
        (4, "diagnosis", "Entrevistada en el diagnóstico", TABLE_4 + added),
    )
    for table, component, role, codes in tables:
        for organisation in _found(codes):
            reason = f"Tomó parte según el informe ({SOURCE.format(table=table)})."
            stake = _placed(programme, organisation, component, role=role, at=at)
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
    for code, what, form, activity, days, verb in PROMISES:
        if code not in partners:
            continue
        node = actions.add_node(
            programme=programme,
            kind="commitment",
            title=what,
            fields={"form": form, "activity": activity},
            organisation=partners[code],
            due_on=at.date() + timedelta(days=days),
            simulated=True,
            at=at,
            by=None,
        )
        if verb:
            actions.move_node(node=node, verb=verb, at=at, by=None)
