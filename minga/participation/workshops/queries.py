"""Read shapes of the room participation, shared by pages, the API and documents."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from minga.ground.revisioned import Revisioned
from minga.ground.secrets import ALPHABET, digest, same
from minga.participation.models import (
    BoardPhoto,
    Grouping,
    GroupSeat,
    Note,
    NoteVersion,
    Round,
    Seat,
    Stance,
    Workshop,
)
from minga.participation.workshops.minutes import attendance_of, minutes_of
from minga.participation.workshops.rules import Actor, Arrival, DrawState, WorkshopState
from minga.participation.workshops.shapes import MineOut, NoteTextOut
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.territory.models import City

__all__ = [
    "acting_seat",
    "actor_of",
    "attendance_of",
    "board_photo",
    "groupings_in_full",
    "groups_of",
    "has_round",
    "many_here",
    "minutes_of",
    "my_seat",
    "note_in",
    "notes_of_seats",
    "people_in",
    "read_code",
    "rounds_in_full",
    "texts_of",
    "workshop_as_read",
    "workshop_by_code",
    "workshops_of",
]


def read_code(text: str) -> str:
    """A code as somebody typed it, in its proper form: case, spaces and hyphens do not matter."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)[:12]


def workshop_by_code(code: str) -> Workshop | None:
    """The workshop that people join with this code; None while it is a draft."""
    return _open_workshops().filter(code=read_code(code)).first()


def _open_workshops() -> QuerySet[Workshop]:
    return Workshop.objects.select_related("city").exclude(state=WorkshopState.DRAFT.value)


MAX_KEPT_WORKSHOPS = 200
_read = Revisioned[tuple[int, str], Workshop](most=MAX_KEPT_WORKSHOPS)
"""Workshops as read, by id and digest: a hall asks as one for what has not changed."""


def workshop_as_read(code: str) -> Workshop | None:
    """As `workshop_by_code`, for reading only: one small question, and the ORM after a change.

    Two hundred phones ask this after every note; building the row took two thirds of the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, revision, facilitator_digest FROM participation_workshop WHERE code = %s",
            [read_code(code)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    pk, revision, facilitator = row
    try:
        return _read.get((pk, facilitator), revision, lambda: _open_workshops().get(pk=pk))
    except Workshop.DoesNotExist:
        return None


def workshops_of(city: City) -> QuerySet[Workshop]:
    """The city's workshops, newest first, with how many sit in them."""
    rows = Workshop.objects.filter(city=city).select_related("by")
    people = Q(seats__ended_at=None, seats__counts=True, seats__number__gt=0)
    return rows.annotate(many=Count("seats", filter=people)).order_by("-id")


def actor_of(workshop: Workshop, *, bearer: str = "", person: Person | None = None) -> Actor:
    """Who knocks: a seat by its token, the facilitator by secret or by role, or a stranger.

    `person` may be lazy: it is looked at only when the bearer opens nothing.
    """
    if bearer:
        shown = digest(bearer)
        if same(shown, workshop.facilitator_digest):
            return Actor(workshop.pk, facilitates=True)
        seats = workshop.seats.filter(token_digest=shown, ended_at=None)
        seat_id = seats.values_list("pk", flat=True).first()
        if seat_id is not None:
            return Actor(workshop.pk, seat_id=seat_id)
    if person and authority_of(person, workshop.city_id).facilitates:
        return Actor(workshop.pk, facilitates=True)
    return Actor(workshop.pk)


def acting_seat(workshop: Workshop, actor: Actor, number: int | None) -> Seat | None:
    """The seat that acts: one's own, or the one of this number for which a facilitator speaks.

    None for a stranger, for a number that is not there, and for one that is not one's own.
    Without a number the facilitator acts from seat 0, the one at the projector.
    """
    seats = workshop.seats.filter(ended_at=None)
    if actor.facilitates:
        return seats.filter(number=number or 0).first()
    own = seats.filter(pk=actor.seat_id).first() if actor.seat_id is not None else None
    return own if own is not None and number in (None, own.number) else None


def note_in(workshop: Workshop, public_id: str) -> Note | None:
    """A note of this workshop."""
    notes = Note.objects.select_related("board").filter(board__workshop=workshop)
    return notes.filter(public_id=public_id).first()


def has_round(workshop: Workshop, pk: int) -> bool:
    """True when the round is of this workshop."""
    return Round.objects.filter(board__workshop=workshop, pk=pk).exists()


def people_in(workshop: Workshop) -> QuerySet[Seat]:
    """Everybody who takes part and was not ended, in the order of arrival, the facilitator not."""
    seats = workshop.seats.filter(ended_at=None).exclude(arrived_by=Arrival.FACILITATOR.value)
    return seats.order_by("number")


def many_here(workshop: Workshop) -> int:
    """How many are in the room now; seats of one person count once."""
    return people_in(workshop).filter(here=True, counts=True).count()


def board_photo(workshop: Workshop, name: str, actor: Actor) -> BoardPhoto | None:
    """A photo by its name, for those who may see it: public ones everybody, others the
    facilitator and the seats of the workshop.
    """
    photo = workshop.photos.filter(name=name).first()
    if photo is None or not (photo.public or actor.takes_part):
        return None
    return photo


def my_seat(workshop: Workshop, actor: Actor) -> MineOut | None:
    """What one's own seat has: who one is, dots left and placed, stances, tables. Private."""
    seat = acting_seat(workshop, actor, None)
    if seat is None:
        return None
    placed: dict[str, int] = {}
    left = {str(board.pk): board.dots for board in workshop.boards.all()}
    dots = seat.dots.filter(slot__isnull=False).select_related("note")
    for dot in dots:
        placed[dot.note.public_id] = placed.get(dot.note.public_id, 0) + 1
        left[str(dot.board_id)] -= 1
    return {
        "seat": seat.number,
        "name": seat.name,
        "helix": seat.helix,
        "organisation": seat.organisation,
        "here": seat.here,
        "facilitates": actor.facilitates,
        "dots_left": left,
        "dots_placed": placed,
        "notes": list(seat.notes.values_list("public_id", flat=True).order_by("id")),
        "stances": [
            {"round": stance.round_id, "stance": stance.stance, "reason": stance.reason}
            for stance in seat.stances.order_by("id")
        ],
        "places": [
            {"grouping": place.grouping_id, "round": place.round, "group": place.group}
            for place in seat.places.order_by("grouping_id", "round")
        ],
    }


def notes_of_seats(notes: Iterable[Note]) -> dict[int, list[Note]]:
    """The notes by the id of who wrote them."""
    written: dict[int, list[Note]] = {}
    for note in notes:
        if note.seat_id is not None:
            written.setdefault(note.seat_id, []).append(note)
    return written


def texts_of(note: Note) -> list[NoteTextOut]:
    """Every text the note had and has, oldest first."""
    versions: list[Note | NoteVersion] = [*note.versions.order_by("version"), note]
    return [
        {"version": row.version, "text": row.text, "column": row.column, "fields": row.fields}
        for row in versions
    ]


def rounds_in_full() -> QuerySet[Round]:
    """Rounds with their note and what everybody said, in two queries however many rounds."""
    stances = Stance.objects.counted().only("round_id", "stance", "reason").order_by("id")
    return Round.objects.select_related("note").prefetch_related(Prefetch("stances", stances))


def groupings_in_full() -> QuerySet[Grouping]:
    """Draws with who sits where, by number of seat, in two queries however many draws."""
    places = GroupSeat.objects.select_related("seat").order_by("seat__number")
    return Grouping.objects.prefetch_related(Prefetch("places", places))


def groups_of(grouping: Grouping) -> list[list[list[Seat]]]:
    """Round by round, group by group, who sits there; [] until it is drawn.

    For a draw that `groupings_in_full` read.
    """
    if grouping.state != DrawState.DRAWN:
        return []
    rounds: list[list[list[Seat]]] = [
        [[] for _ in range(grouping.groups)] for _ in range(grouping.rounds)
    ]
    for place in grouping.places.all():
        rounds[place.round - 1][place.group - 1].append(place.seat)
    return rounds
