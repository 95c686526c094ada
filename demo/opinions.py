"""An invented conversation with simulated people: how do we move in 2035?

Everything here is made up and labelled so. It speaks only through actions: a facilitator opens
the conversation, sixty simulated seats answer, a few write statements, one is set aside.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from minga.participation.conversations import actions
from minga.participation.conversations.mapping import draw_map
from minga.participation.conversations.rules import Reason
from minga.participation.models import Conversation, OpinionSeat
from minga.people.models import Person
from minga.territory.models import City

TITLE = "Movilidad 2035"
QUESTION = "¿Cómo nos movemos en 2035?"
ABOUT = (
    "Conversación de demostración: las personas y sus respuestas son inventadas. Sirve para ver"
    " cómo una ciudad encuentra lo que une a grupos que piensan distinto."
)
SEATS, SEED = 60, 2035

# Each statement with how likely each of three simulated camps agrees (the rest mostly disagrees):
# people who ride buses and bicycles, people who drive, people who live far from the centre.
STATEMENTS: tuple[tuple[str, float, float, float], ...] = (
    ("Quiero saber a qué hora pasa de verdad mi micro.", 0.97, 0.92, 0.97),
    ("Las veredas deben servir primero a quien camina o usa silla de ruedas.", 0.96, 0.88, 0.93),
    ("De noche, los paraderos deben estar iluminados.", 0.98, 0.95, 0.98),
    ("El tren debería pasar también de noche y los fines de semana.", 0.94, 0.83, 0.92),
    ("Los semáforos deben adaptarse al tránsito de cada momento.", 0.85, 0.95, 0.86),
    ("Las ambulancias deben tener luz verde en toda la ciudad.", 0.95, 0.96, 0.97),
    ("Hay que quitar estacionamientos del centro para hacer ciclovías.", 0.95, 0.05, 0.30),
    ("Las micros deben tener pista propia, aunque los autos vayan más lento.", 0.96, 0.08, 0.85),
    ("Quien entra en auto al centro en hora punta debería pagar.", 0.90, 0.04, 0.12),
    ("Construir más puentes para autos es lo más urgente.", 0.06, 0.93, 0.25),
    ("En el centro, la velocidad máxima debería ser de 30 km/h.", 0.92, 0.10, 0.45),
    ("Los autos eléctricos resolverán casi todo.", 0.05, 0.85, 0.15),
    ("La bicicleta es un medio de transporte para todos los días.", 0.95, 0.15, 0.20),
    ("Fuera de la ciudad, los taxis colectivos son nuestro transporte público.", 0.55, 0.30, 0.97),
    ("Los recorridos rurales necesitan subsidio aunque lleven poca gente.", 0.80, 0.15, 0.98),
    ("Prefiero una micro cada 15 minutos segura antes que cada 5 sin horario.", 0.40, 0.30, 0.95),
    ("Mis datos de viaje pueden usarse si nadie sabe que son míos.", 0.75, 0.80, 0.20),
    ("Los caminos rurales deben pavimentarse antes que hacer ciclovías.", 0.10, 0.55, 0.96),
    ("Los camiones no deben pasar por el centro de día.", 0.90, 0.70, 0.15),
    ("Pagaría un poco más por una micro con asiento y calefacción.", 0.35, 0.75, 0.10),
    ("Las niñas y los niños deberían poder ir solos al colegio.", 0.93, 0.80, 0.70),
    ("Una sola tarjeta debe servir para micro, tren y colectivo.", 0.97, 0.85, 0.95),
    ("El teletrabajo un día a la semana ayuda más que cualquier obra.", 0.60, 0.80, 0.15),
    ("Las obras deben avisarse con un mes en el barrio.", 0.93, 0.94, 0.92),
)
CAMPS = (26, 19, 15)
WRITTEN = (
    "Faltan baños públicos en los terminales.",
    "Que las micros lleven bicicletas.",
    "¡El alcalde de antes era un sinvergüenza!",
)


def open_demo_conversation(*, city: City, by: Person, at: datetime) -> Conversation:
    """Make the conversation as it stands after a week; `by` runs workshops of the city."""
    chance = random.Random(SEED)
    begun = at - timedelta(days=7)
    conversation = actions.open_conversation(
        city=city,
        title=TITLE,
        question=QUESTION,
        about=ABOUT,
        statements=[text for text, *_ in STATEMENTS],
        by=by,
        at=begun,
        simulated=True,
    )
    seats = [seat for _camp, seat in _answered(conversation, chance, begun)]
    _write(conversation, seats, by, begun + timedelta(days=2))
    draw_map(conversation, at=at)
    return conversation


def _answered(
    conversation: Conversation, chance: random.Random, begun: datetime
) -> Iterator[tuple[int, OpinionSeat]]:
    """Simulated people of three camps who answer most statements, and now and then change."""
    camps = [camp for camp, size in enumerate(CAMPS) for _ in range(size)]
    chance.shuffle(camps)
    for camp in camps:
        at = begun + timedelta(hours=chance.uniform(1, 150))
        seat = actions.join_conversation(conversation=conversation, at=at).seat
        given = [
            (number, _value(likely[camp], chance))
            for number, (_text, *likely) in enumerate(STATEMENTS, 1)
            if chance.random() < 0.94
        ]
        actions.give_opinions(seat=seat, opinions=given, at=at)
        if chance.random() < 0.15:
            number, value = chance.choice(given)
            later = at + timedelta(minutes=20)
            actions.give_opinions(seat=seat, opinions=[(number, 0 if value else 1)], at=later)
        yield camp, seat


def _value(likely: float, chance: random.Random) -> int:
    if chance.random() < 0.04:
        return 0
    return 1 if chance.random() < likely else -1


def _write(conversation: Conversation, seats: list[OpinionSeat], by: Person, at: datetime) -> None:
    """Three statements of participants: one shown, one waits, one set aside with its reason."""
    written = [
        actions.add_statement(seat=seat, text=text, at=at)
        for seat, text in zip(seats, WRITTEN, strict=False)
    ]
    later = at + timedelta(hours=3)
    actions.show_statement(statement=written[0], by=by, at=later)
    actions.set_aside_statement(
        statement=written[2], reason=Reason.INSULT.value, by=by, at=later + timedelta(minutes=2)
    )
    for seat in seats[:21]:
        actions.give_opinions(seat=seat, opinions=[(written[0].number, 1)], at=later)
