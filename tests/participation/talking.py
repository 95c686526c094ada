"""A conversation drawn in the test: who says what, in the room's own words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from minga.ground.clock import now
from minga.participation.conversations import actions
from minga.participation.conversations.mapping import draw_map
from minga.participation.models import Conversation, OpinionSeat
from minga.people.actions import name_person
from minga.people.models import Organisation, Person
from minga.territory.models import City

QUESTION = "¿Cómo nos movemos en 2035?"
FIRST = ("Más árboles en las veredas.", "Micros toda la noche.", "Menos autos en el centro.")


def facilitator(city: City) -> Person:
    """Somebody who runs workshops of the city."""
    return name_person(
        email="fabian@prueba.invalid",
        name="Fabián",
        organisation=Organisation.objects.get(code=f"{city.slug}-norte"),
        role="facilitator",
        at=now(),
        simulated=True,
    )


def opened(
    city: City, by: Person, *, statements: Sequence[str] = FIRST, title: str = "Movilidad"
) -> Conversation:
    """A conversation with its first statements, numbered from 1."""
    return actions.open_conversation(
        city=city, title=title, question=QUESTION, statements=statements, by=by, at=now()
    )


def joined(conversation: Conversation, at: datetime | None = None) -> OpinionSeat:
    """Somebody who takes part."""
    return actions.join_conversation(conversation=conversation, at=at or now()).seat


def says(seat: OpinionSeat, votes: str, *, at: datetime | None = None) -> None:
    """`says(seat, "+-0.")`: agrees with 1, disagrees with 2, passes 3, has not seen 4."""
    value = {"+": 1, "-": -1, "0": 0}
    given = [(number, value[sign]) for number, sign in enumerate(votes, 1) if sign in value]
    actions.give_opinions(seat=seat, opinions=given, at=at or now())


def two_camps(city: City, by: Person, each: int = 12) -> Conversation:
    """Two camps that differ on seven of nine statements and agree on the first; map drawn."""
    names = [f"Afirmación {number}." for number in range(1, 10)]
    conversation = opened(city, by, statements=names, title="Dos campos")
    # One seed, one map: with another the two camps are found stable in 99 of 100 draws only.
    Conversation.objects.filter(pk=conversation.pk).update(seed="dos campos")
    conversation.refresh_from_db()
    begun = now() - timedelta(days=1)
    for number in range(each):
        for side in ("+-", "-+"):
            odd = side[number % 5 == 0]  # one in five thinks like the others on one statement
            says(joined(conversation, begun), "+" + side[0] * 6 + odd + "+", at=begun)
    draw_map(conversation, at=now())
    return Conversation.objects.get(pk=conversation.pk)
