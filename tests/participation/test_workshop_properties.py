"""After any sequence of posts, dots, merges, splits and withdrawals: nothing is lost."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.participation.models import Dot, Note, NoteEdge, NoteVersion, Workshop
from minga.participation.workshops import actions, present
from minga.participation.workshops.rules import Actor, NotPossible
from minga.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SEATS = 3
DOTS = 2
small = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(st.just("post"), small, small),
    st.tuples(st.just("vote"), small, small),
    st.tuples(st.just("lift"), small, small),
    st.tuples(st.just("edit"), small, small),
    st.tuples(st.just("merge"), small, small),
    st.tuples(st.just("split"), small, small),
    st.tuples(st.just("withdraw"), small, small),
    st.tuples(st.just("take"), small, small),
)


class Room:
    """A workshop that takes any step, and what has been seen in it so far."""

    def __init__(self, city: City) -> None:
        opened = actions.open_workshop(city=city, title="t", dots=DOTS, at=now())
        self.workshop: Workshop = opened.workshop
        self.leader = Actor(self.workshop.pk, facilitates=True)
        self.board: int = self.workshop.boards.get().pk
        self.seats = [
            actions.join_workshop(workshop=self.workshop, who={}, at=now()).seat.pk
            for _ in range(SEATS)
        ]
        self.texts: set[str] = set()
        self.placed = self.lifted = self.steps = 0
        self.held: dict[str, Any] = {}
        self.seen = 0

    def step(self, verb: str, a: int, b: int) -> None:
        """Try something; a refusal changes nothing."""
        self.steps += 1
        notes = list(Note.objects.order_by("pk").values_list("public_id", flat=True))
        seat = self.seats[a % SEATS]
        actor = Actor(self.workshop.pk, seat_id=seat)
        base: dict[str, Any] = {"workshop": self.workshop, "at": now()}
        if verb != "post" and not notes:
            return
        one = notes[a % len(notes)] if notes else ""
        other = notes[b % len(notes)] if notes else ""
        try:
            # A refused request is rolled back whole, as one over HTTP is.
            with transaction.atomic():
                getattr(self, verb)(base, actor, seat, one, other)
        except (NotPossible, BadInput, Refused, actions.Stale):
            pass

    def post(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        text = f"text {self.steps}"
        note = actions.NoteWords(text=text)
        actions.post_note(
            board=self.board, note=note, actor=actor, seat=seat, key=str(self.steps), **base
        )
        self.texts.add(text)

    def edit(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        text = f"text {self.steps}"
        version = Note.objects.get(public_id=other).version
        actions.edit_note(note=other, version=version, text=text, actor=actor, seat=seat, **base)
        self.texts.add(text)

    def vote(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        actions.place_dot(note=other, actor=actor, seat=seat, **base)
        self.placed += 1

    def lift(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        actions.lift_dot(note=other, actor=actor, seat=seat, **base)
        self.lifted += 1

    def merge(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        actions.merge_notes(notes=[one, other], actor=self.leader, **base)

    def split(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        parts = [{"text": f"{self.steps} a"}, {"text": f"{self.steps} b"}]
        actions.split_note(note=other, parts=parts, actor=self.leader, **base)
        self.texts |= {part["text"] for part in parts}

    def withdraw(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        actions.withdraw_note(note=other, actor=actor, **base)

    def take(self, base: Any, actor: Actor, seat: int, one: str, other: str) -> None:
        actions.add_board(kind="dots", notes=[one, other], actor=self.leader, **base)

    def follow(self) -> None:
        """What a phone does after an event."""
        self.workshop.refresh_from_db()
        told = present.changes(self.workshop, self.seen)
        self.held.update({note["note"]: note for note in told["notes"]})
        self.seen = told["revision"]


def check(room: Room) -> None:
    """What must hold after every step."""
    notes = list(Note.objects.all())
    kept = "\n".join(
        [note.text for note in notes] + list(NoteVersion.objects.values_list("text", flat=True))
    ).split("\n")
    assert room.texts <= set(kept), "a text is lost"
    left = set(NoteEdge.objects.values_list("source_id", flat=True))
    spent = Dot.objects.filter(slot__isnull=False)
    assert spent.count() + Dot.objects.filter(slot=None).count() == room.placed - room.lifted
    for note in notes:
        assert note.votes == note.dots.filter(slot__isnull=False).count()
        if note.state in ("merged", "split"):
            assert note.pk in left, "nobody knows what became of it"
        if not note.is_standing:
            assert note.votes == 0
    for board in room.workshop.boards.all():
        for seat in room.seats:
            assert spent.filter(board=board, seat_id=seat).count() <= board.dots
    room.follow()
    room.workshop.refresh_from_db()
    assert room.held == {note["note"]: note for note in present.whole(room.workshop)["notes"]}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_nothing_is_lost_whatever_happens(city: City, steps: list[tuple[str, int, int]]) -> None:
    mark = transaction.savepoint()
    try:
        room = Room(city)
        for verb, a, b in steps:
            room.step(verb, a, b)
            check(room)
    finally:
        transaction.savepoint_rollback(mark)
