"""Rounds of consensus: open on a note, take a stance, close with the objections on record."""

from collections import Counter
from datetime import datetime

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.participation.models import Round, Stance, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import (
    note_of,
    refuse_while_round,
    seat_of,
    tell_note,
    working,
)
from minga.participation.workshops.events import RoundAnswered, RoundClosed, RoundOpened
from minga.participation.workshops.rules import (
    ROUND_MOVES,
    Hand,
    NotPossible,
    Position,
    Shut,
    may_facilitate,
    may_write,
    next_state,
    outcome_of,
)


@action
def open_round(*, workshop: Workshop, note: str, hand: Hand, at: datetime) -> Round:
    """Ask everybody where they stand on a note. Raises Refused, BadInput and NotPossible."""
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    found = note_of(row, note)
    refuse_while_round(found)
    made = Round.objects.create(
        board=found.board,
        note=found,
        number=found.rounds.count() + 1,
        opened_at=at,
        revision=row.revision,
    )
    tell_note(RoundOpened, row, found, at=at, round=made.pk)
    return made


@action
def take_stance(
    *,
    workshop: Workshop,
    round: int,
    stance: str,
    reason: str = "",
    hand: Hand,
    seat: int,
    at: datetime,
) -> Stance:
    """Say where a seat stands; saying it again replaces it. An objection needs a reason.

    Raises Refused, BadInput, and NotPossible when the round is closed.
    """
    refuse_unless(may_write(hand, workshop.pk), "not of this workshop")
    row = working(workshop)
    asked = _round_of(row, round)
    if asked.state != Shut.OPEN:
        raise NotPossible("round_closed")
    if stance not in list(Position):
        raise BadInput.single("stance", phrases.NO_SUCH)
    said = read_text(text_fields.REASON, reason)
    if stance == Position.OBJECT and not said:
        raise BadInput.single("reason", phrases.NEEDED)
    taken, _ = Stance.objects.update_or_create(
        round=asked,
        seat=seat_of(row, seat),
        defaults={"stance": stance, "reason": said, "at": at},
    )
    asked.revision = row.revision
    asked.save(update_fields=["revision"])
    tell_note(RoundAnswered, row, asked.note, at=at, round=asked.pk)
    return taken


@action
def close_round(*, workshop: Workshop, round: int, hand: Hand, at: datetime) -> Round:
    """End a round: counts and outcome are written. Raises Refused and NotPossible."""
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    asked = _round_of(row, round)
    asked.state = next_state(ROUND_MOVES, "close", asked.state)
    counts = Counter(asked.stances.values_list("stance", flat=True))
    asked.agreed = counts[Position.AGREE.value]
    asked.stood_aside = counts[Position.STAND_ASIDE.value]
    asked.objected = counts[Position.OBJECT.value]
    asked.outcome = outcome_of(asked.agreed, asked.objected).value
    asked.closed_at, asked.revision = at, row.revision
    asked.save()
    tell_note(RoundClosed, row, asked.note, at=at, round=asked.pk)
    return asked


def _round_of(row: Workshop, pk: int) -> Round:
    rounds = Round.objects.select_related("note")
    found = rounds.filter(board__workshop=row, pk=pk).first()
    if found is None:
        raise BadInput.single("round", phrases.NO_SUCH)
    return found
