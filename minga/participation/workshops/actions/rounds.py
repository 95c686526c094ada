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
    lock_workshop,
    note_of,
    record_note_fact,
    refuse_while_round,
    seat_of,
)
from minga.participation.workshops.events import RoundAnswered, RoundClosed, RoundOpened
from minga.participation.workshops.rules import (
    ROUND_MOVES,
    Actor,
    NotPossible,
    Position,
    Shut,
    may_facilitate,
    may_write,
    next_state,
    outcome_of,
)


@action
def open_round(*, workshop: Workshop, note: str, actor: Actor, at: datetime) -> Round:
    """Ask everybody where they stand on a note. Raises Refused, BadInput and NotPossible."""
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    note_row = note_of(row, note)
    refuse_while_round(note_row)
    made = Round.objects.create(
        board=note_row.board,
        note=note_row,
        number=note_row.rounds.count() + 1,
        opened_at=at,
        revision=row.revision,
    )
    record_note_fact(RoundOpened, row, note_row, at=at, round=made.pk)
    return made


@action
def take_stance(
    *,
    workshop: Workshop,
    round: int,
    stance: str,
    reason: str = "",
    actor: Actor,
    seat: int,
    at: datetime,
) -> Stance:
    """Say where a seat stands; saying it again replaces it. An objection needs a reason.

    Raises Refused, BadInput, and NotPossible when the round is closed.
    """
    refuse_unless(may_write(actor, workshop.pk), "not of this workshop")
    row = lock_workshop(workshop)
    round_row = _round_of(row, round)
    if round_row.state != Shut.OPEN:
        raise NotPossible("round_closed")
    if stance not in list(Position):
        raise BadInput.single("stance", phrases.NO_SUCH)
    said = read_text(text_fields.REASON, reason)
    if stance == Position.OBJECT and not said:
        raise BadInput.single("reason", phrases.NEEDED)
    stance_row, _ = Stance.objects.update_or_create(
        round=round_row,
        seat=seat_of(row, seat),
        defaults={"stance": stance, "reason": said, "at": at},
    )
    round_row.revision = row.revision
    round_row.save(update_fields=["revision"])
    record_note_fact(RoundAnswered, row, round_row.note, at=at, round=round_row.pk)
    return stance_row


@action
def close_round(*, workshop: Workshop, round: int, actor: Actor, at: datetime) -> Round:
    """End a round: counts and outcome are written. Raises Refused and NotPossible."""
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    round_row = _round_of(row, round)
    round_row.state = next_state(ROUND_MOVES, "close", round_row.state)
    count_stances(round_row)
    round_row.closed_at, round_row.revision = at, row.revision
    round_row.save()
    record_note_fact(RoundClosed, row, round_row.note, at=at, round=round_row.pk)
    return round_row


def count_stances(round: Round) -> None:
    """Write what a closed round came to, by the seats that count. An open one tells nothing yet."""
    if round.state != Shut.CLOSED:
        return
    totals = Counter(round.stances.counted().values_list("stance", flat=True))
    round.agreed = totals[Position.AGREE.value]
    round.stood_aside = totals[Position.STAND_ASIDE.value]
    round.objected = totals[Position.OBJECT.value]
    round.outcome = outcome_of(round.agreed, round.objected).value


def _round_of(row: Workshop, pk: int) -> Round:
    rounds = Round.objects.select_related("note")
    round = rounds.filter(board__workshop=row, pk=pk).first()
    if round is None:
        raise BadInput.single("round", phrases.NO_SUCH)
    return round
