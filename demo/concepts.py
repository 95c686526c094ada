"""The demonstration's concepts, its prototype, a test that is open, and an inventory of data.

Source of the concepts, the selection, the one-day prototype and its demonstration: World Bank,
Gran Concepción activity 2013-14, component 1 and table 3, in our words. What the source does not
say (hours, date, licence, why others were not selected) stays empty or is said to be unknown.
The answers to the test are invented and marked so. That the data sets exist is publicly known;
licences nobody could confirm stay empty (shown as unknown).
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from demo.inventory import DATA_SETS, KEEPERS, TECHNOLOGY
from demo.programme import INTERVIEWS
from demo.report import made_in, node_of
from minga.people.actions import found_organisation
from minga.people.models import Helix, Organisation
from minga.programme import actions
from minga.programme.citizen_tests.actions import Tried, answer_test, publish_words
from minga.programme.core.actions.nodes import Outside
from minga.programme.models import Node, Programme

SOURCE = "Banco Mundial, actividad Gran Concepción 2013-14, tabla 3"


class Concept(NamedTuple):
    """A concept card; `answers` is the place of its challenge among the interviews."""

    title: str
    text: str
    for_whom: str
    does: str
    first_test: str
    answers: int
    verb: str
    why: str


# ruff: noqa: E501 -- a table reads best with one row a line
UNSAID = "En 2014 se eligió otro concepto para implementar; la fuente no dice por qué este no."
CONCEPTS = (
    Concept(
        "iTransConcepción",
        "Saber cómo está el transporte público y el tránsito antes de salir, en la web o en el teléfono.",
        "Quien se mueve en micro, a pie o en auto por la conurbación",
        "Reúne en un solo lugar recorridos, tacos y choques, también para quien no ve o no oye bien.",
        "Mostrar una línea con sus avisos a diez pasajeras y pasajeros, y ver si encuentran lo que buscan.",
        3,
        "select",
        "La Unidad de Modernización y Gobierno Digital ofreció implementarlo y probarlo con la ciudadanía.",
    ),
    Concept(
        "Cuida tu Luz",
        "Cada luminaria puede tener a alguien del barrio que la cuida y avisa cuando falla.",
        "Vecinas, vecinos y escuelas",
        "En un mapa se adopta una luminaria, se le pone nombre y se avisa si está apagada. Repararla sigue siendo tarea de la municipalidad.",
        "Una cuadra con sus postes numerados, durante una semana.",
        1,
        "leave",
        UNSAID,
    ),
    Concept(
        "Cuido mi Barrio",
        "Participar en los servicios del barrio, con reconocimientos para quien lo hace.",
        "Vecindarios y juntas de vecinos",
        "La municipalidad propone acciones; quien las hace junta puntos que se cambian por algo útil para el barrio.",
        "Una acción y un reconocimiento, con una sola junta de vecinos.",
        2,
        "leave",
        UNSAID,
    ),
    Concept(
        "Ciudadano te Informa",
        "Quien ve un choque o un taco avisa desde el teléfono, y el centro de control lo ve al instante.",
        "Cualquier persona en la calle, y los operadores del centro de control",
        "El teléfono manda el lugar por sí solo; el centro ve el aviso en un tablero y responde.",
        "Una tarde con cinco personas y un tablero en la sala de control.",
        0,
        "leave",
        f"{UNSAID} Pero se construyó un prototipo.",
    ),
)
EXAMPLES = (
    (
        "Adopta un grifo",
        "Boston, Estados Unidos",
        "https://github.com/codeforamerica/adopt-a-hydrant",
        "En invierno cada grifo de incendio tiene a una vecina o un vecino que le saca la nieve de encima. El mapa dice cuáles faltan.",
    ),
    (
        "FixMyStreet",
        "Reino Unido",
        "https://www.fixmystreet.com/",
        "Basta marcar el lugar: el sistema sabe a qué municipio le toca, y todos ven qué pasó con cada aviso.",
    ),
)
TASKS = (
    "Abre la página y encuentra cómo contar un problema",
    "Marca el lugar en el mapa o escribe la dirección",
    "Elige qué pasa y agrega una frase",
    "Encuentra quién responde por ese problema",
)
# Invented: rating, how each task went, words, age band.
ANSWERS: tuple[tuple[int, str, str, str], ...] = (
    (5, "dddd", "Fue más rápido que llamar.", "30_44"),
    (4, "dddd", "", "30_44"),
    (4, "dddn", "No encontré altiro quién responde.", "45_59"),
    (5, "dddd", "", "18_29"),
    (3, "dhdn", "El mapa se mueve solo con el dedo.", "60_74"),
    (5, "dddd", "Que avise también por mensaje.", "18_29"),
    (4, "ddd ", "", "30_44"),
    (2, "dhnn", "Las letras del mapa son muy chicas.", "75_up"),
    (4, "dddd", "", "30_44"),
    (5, "dddd", "", ""),
    (4, "dddh", "", "30_44"),
    (5, "dddd", "Bien, y sin crear cuenta.", "45_59"),
)
OUTCOMES = {"d": "done", "n": "not_done", "h": "too_hard", " ": ""}
DEMONSTRATION = "Demostración en el centro de control"
OPEN_FOR = timedelta(days=60)
PUBLISHED = 3
"""So many of the words have been read by an official and published."""


def show_examples(programme: Programme, *, at: datetime) -> None:
    """How others solved something alike."""
    for title, place, link, lesson in EXAMPLES:
        actions.add_node(
            **made_in(programme, "workshop", at=at),
            kind="example",
            title=title,
            fields={"place": place, "link": link, "lesson": lesson},
        )


def design(programme: Programme, *, at: datetime) -> None:
    """The concepts, presented and chosen on the days after."""
    examples = [node_of(programme, "example", row[0]) for row in EXAMPLES]
    concepts = [_design(programme, card, examples, at=at) for card in CONCEPTS]
    for concept in concepts:
        actions.move_node(node=concept, verb="present", at=at + timedelta(days=1), by=None)
    for card, concept in zip(CONCEPTS, concepts, strict=True):
        chosen = at + timedelta(days=2)
        actions.move_node(node=concept, verb=card.verb, reason=card.why, at=chosen, by=None)
        challenge = node_of(programme, "challenge", INTERVIEWS[card.answers].challenge)
        actions.move_node(node=challenge, verb="answer", at=chosen, by=None)


def _design(programme: Programme, card: Concept, examples: list[Node], *, at: datetime) -> Node:
    sources = [node_of(programme, "challenge", INTERVIEWS[card.answers].challenge)]
    # The source names the hydrant as its model; reports by anybody are like the other example.
    sources += {"Cuida tu Luz": examples[:1], "Ciudadano te Informa": examples[1:2]}.get(
        card.title, []
    )
    concept = actions.add_node(
        **made_in(programme, "workshop", at=at),
        kind="concept",
        title=card.title,
        text=card.text,
        fields={"for_whom": card.for_whom, "does": card.does, "first_test": card.first_test},
        sources=sources,
        organisation=(
            Organisation.objects.filter(code="minsegpres").first()
            if card.verb == "select"
            else None
        ),
    )
    actions.credit(node=concept, name=SOURCE, role="source", at=at, by=None, public=True)
    return concept


def build(programme: Programme, *, at: datetime) -> None:
    """The prototype of one day, shown on the next and tested from then on."""
    concept = node_of(programme, "concept", CONCEPTS[3].title)
    prototype = actions.add_node(
        **made_in(programme, "prototype", at=at),
        kind="prototype",
        title="Ciudadano te Informa: prototipo de un día",
        text="Una aplicación sencilla hecha en un día, con software libre sobre Android y a bajo costo."
        f" La fuente no da horas, costo ni licencia. (Fuente: {SOURCE}.)",
        fields={"licence": "Código abierto; la fuente no dice cuál"},
        sources=[concept],
    )
    shown = at + timedelta(days=1)
    actions.add_node(
        **made_in(programme, "prototype", at=shown),
        kind="demonstration",
        title=DEMONSTRATION,
        fields={
            "place": "Centro de control de tránsito (UOCT)",
            "reactions": "Al verlo andar en vivo, quienes operan el centro pasaron de la duda a querer usarlo:"
            " fue el momento en que se volvieron promotores del programa.",
        },
        sources=[prototype],
    )
    actions.move_node(node=prototype, verb="show", at=shown, by=None)
    actions.move_node(node=prototype, verb="test", at=shown + timedelta(days=1), by=None)


def let_try(programme: Programme, *, at: datetime) -> None:
    """A test that is open to everybody, and the answers of its first days."""
    prototype = node_of(programme, "prototype", CONCEPTS[3].title)
    test = actions.add_node(
        **made_in(programme, "prototype", at=at),
        kind="test",
        title="Prueba cómo se cuenta un problema de la calle",
        text="Abre la página de reportes de esta plataforma, haz cuatro cosas y dinos cómo te fue."
        " Es una ciudad de demostración: no llega a ninguna municipalidad.",
        fields={
            "address": "/report/",
            "tasks": "\n".join(TASKS),
            "question": "¿Qué le falta para que la uses de verdad?",
        },
        sources=[prototype],
        due_on=(at + OPEN_FOR).date(),
    )
    actions.move_node(node=test, verb="open", at=at, by=None)
    _answer(test, at=at + timedelta(days=2))


def _answer(test: Node, *, at: datetime) -> None:
    with_words = []
    for number, (rating, went, text, age) in enumerate(ANSWERS):
        tasks = [
            {
                "task": task,
                "outcome": OUTCOMES[sign],
                "took_s": 8 + 3 * number if sign == "d" else None,
            }
            for task, sign in zip(TASKS, went, strict=True)
        ]
        taken = answer_test(
            test=test,
            tried=Tried(rating=rating, tasks=tasks, text=text, age_band=age),
            key=f"demo {test.public_id} {number}",
            at=at + timedelta(hours=7 * number),
            simulated=True,
        )
        with_words += [(taken.answer, text)] if text else []
    for answer, text in with_words[:PUBLISHED]:
        publish_words(answer=answer, text=text, at=at + timedelta(days=6), by=None)


def list_inventory(programme: Programme, *, at: datetime) -> None:
    """Technology and data sets as institutions are known to have them.

    What an institution said of itself comes from its interview, the rest from its own site.
    """
    for code, name in KEEPERS:
        if not Organisation.objects.filter(code=code).exists():
            found_organisation(code=code, name=name, helix=Helix.GOVERNMENT, simulated=False)
    bodies = {body.code: body for body in Organisation.objects.all()}
    phase = made_in(programme, "inventory", at=at)
    for title, keeper, fields in TECHNOLOGY:
        actions.add_node(
            **phase,
            **_said_by(programme, bodies[keeper]),
            kind="technology",
            title=title,
            organisation=bodies[keeper],
            fields=fields,
        )
    for listed in DATA_SETS:
        node = actions.add_node(
            **phase,
            **_said_by(programme, bodies[listed.keeper]),
            kind="dataset",
            title=listed.title,
            text=listed.text,
            organisation=bodies[listed.keeper],
            fields=listed.fields(),
        )
        if listed.is_open:
            actions.move_node(node=node, verb="open", at=at, by=None)


def _said_by(programme: Programme, keeper: Organisation) -> dict[str, Any]:
    heard = Node.objects.filter(programme=programme, kind="interview", organisation=keeper)
    interview = heard.order_by("pk").first()
    if interview is not None:
        return {"sources": [interview]}
    return {"outside": Outside(f"Sitio web de {keeper.name}", keeper.name)}
