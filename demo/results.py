"""What the demonstration's components leave behind: results, recordings, champions, a hand-over.

Results and the addresses of the recordings: World Bank, "Introducing Sustainable Open Innovation in
Government", components 1 and 2, in our words. The champions are invented people of the
demonstration, and so is what they learnt.
"""

from datetime import datetime, timedelta

from demo.concepts import CONCEPTS, DEMONSTRATION
from demo.programme import ABSTRACT
from demo.report import REPORT, node_of, phase_of
from demo.roadmap import TABLE_5
from demo.vision import SHARED
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.champions.actions import (
    accept_hand_over,
    hand_over,
    log_learning,
    name_champion,
)
from minga.programme.models import Programme

UNSEEN = "No hemos podido ver la grabación; esto es lo que el informe cuenta de este componente. "
# phase, title, link, the same in words, what it shows (kind and title)
# ruff: noqa: E501 -- a table reads best with one row a line
RECORDINGS = (
    ("prototype", "Resumen en video del codiseño", "http://bit.ly/1VffqKq",
     "Más de veinte funcionarias y funcionarios contaron los desafíos de su trabajo de cada día, en equipos diseñaron cuatro conceptos, y un prototipo hecho en un día se mostró en el centro de control.",
     ("demonstration", DEMONSTRATION)),
    ("roadmap", "Resumen en video del diagnóstico y la visión", "http://bit.ly/1Wnd2UA",
     "Se entrevistó a organismos y organizaciones sobre la tecnología y los datos que usan, se validaron juntas las fortalezas y debilidades, y cuatro grupos imaginaron el transporte de 2025 y acordaron una hoja de ruta.",
     ("vision", SHARED)),
)  # fmt: skip
# phase, title, figure, what it comes from (kind and title)
RESULTS = (
    ("codesign-results", "Funcionarias y funcionarios dispuestos a llevar la innovación abierta a su trabajo", "", ("demonstration", DEMONSTRATION)),
    ("codesign-results", "Cuatro conceptos para desafíos concretos, y un plan para poner en marcha uno", "4", ("concept", CONCEPTS[0].title)),
    ("codesign-results", "Desafíos abstractos para el concurso", "6", ("challenge", ABSTRACT[0][0])),
    ("diagnosis-results", "Diagnóstico e inventario de tecnología y datos del transporte", "", ("dataset", "Recorridos y frecuencias")),
    ("diagnosis-results", "Visión y hoja de ruta acordadas entre gobierno y ciudadanía", "22", ("initiative", TABLE_5[0][1])),
    ("diagnosis-results", "Agentes de cambio que siguen adelante", "", ("initiative", TABLE_5[0][1])),
)  # fmt: skip
# name, organisation, roles, what was learnt and on what (kind and title), hours
CHAMPIONS = (
    ("Tito Aravena", "uoct", ("collaborator", "champion"), "Mostrar el prototipo a los colegas y anotar lo que dijeron", ("prototype", CONCEPTS[3].title), "6"),
    ("Carla Monje", "muni-concepcion", ("collaborator", "role_model"), "Llevar la validación de fortalezas y debilidades con todos los grupos", ("vision", SHARED), "4"),
)  # fmt: skip


def record_media(programme: Programme, *, code: str, at: datetime) -> None:
    """The recordings that a phase leaves, with the same in words."""
    for phase, title, link, transcript, above in RECORDINGS:
        if phase == code:
            fields = {"link": link, "transcript": UNSEEN + transcript}
            _leave(programme, code, "media", title, fields, above, at)


def state_results(programme: Programme, *, code: str, at: datetime) -> None:
    """What a component leaves, as the report sums it up."""
    for phase, title, figure, above in RESULTS:
        if phase == code:
            _leave(programme, code, "result", title, {"figure": figure}, above, at)


def _leave(
    programme: Programme,
    code: str,
    kind: str,
    title: str,
    fields: dict[str, str],
    above: tuple[str, str],
    at: datetime,
) -> None:
    """Add what a phase leaves to the node it comes from (kind and title), and to the report."""
    actions.add_node(
        programme=programme,
        phase=phase_of(programme, code),
        kind=kind,
        title=title,
        fields=fields,
        sources=[node_of(programme, *above)],
        outside=REPORT,
        at=at,
        by=None,
    )


def name_champions(programme: Programme, *, at: datetime) -> None:
    """Who carries the programme on, what they learnt, and who leads from now on."""
    for name, code, roles, what, (kind, above), hours in CHAMPIONS:
        champion = name_champion(
            programme=programme,
            name=name,
            organisation=Organisation.objects.get(code=code),
            roles=roles,
            since=at.date(),
            public=True,
            simulated=True,
            at=at,
            by=None,
        )
        node = node_of(programme, kind, above)
        done_on = (at - timedelta(days=7)).date()
        log_learning(
            champion=champion, what=what, node=node, hours=hours, done_on=done_on, at=at, by=None
        )
    handed = hand_over(
        programme=programme,
        what="Convocar y facilitar los talleres",
        from_team="Equipo asesor (inventado)",
        to_team="Equipo del programa, SEREMITT (inventado)",
        component=programme.components.get(code="diagnosis"),
        at=at,
        by=None,
    )
    accept_hand_over(hand_over=handed, at=at + timedelta(days=1), by=None)
