"""Draw groups: announce with the fingerprint of a seed, draw later, publish both."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.kernels import seating
from minga.participation.models import Grouping, GroupSeat, Seat, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact
from minga.participation.workshops.events import GroupsAnnounced, GroupsDrawn, GroupsTurned
from minga.participation.workshops.rules import (
    DRAW_MOVES,
    MAX_GROUPINGS,
    MAX_ROUNDS,
    MAX_TABLES,
    Actor,
    Arrival,
    DrawState,
    NotPossible,
    may_facilitate,
    next_state,
)

MAX_TRIES = 5


@action
def announce_groups(
    *,
    workshop: Workshop,
    groups: int,
    rounds: int = 1,
    by_helix: bool = True,
    label: str = "",
    actor: Actor,
    at: datetime,
) -> Grouping:
    """Announce a draw: its seed is made now and stays secret, its fingerprint is public.

    `rounds` above one mixes tables anew each time. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    last: int = row.groupings.aggregate(last=Max("number"))["last"] or 0
    if last >= MAX_GROUPINGS:
        raise NotPossible("full")
    seed = secrets.token_hex(32)
    grouping = Grouping.objects.create(
        workshop=row,
        number=last + 1,
        label=read_text(text_fields.LABEL, label),
        groups=text_fields.read_number(groups, "groups", 1, MAX_TABLES),
        rounds=text_fields.read_number(rounds, "rounds", 1, MAX_ROUNDS),
        by_helix=by_helix,
        seed=seed,
        commitment=seating.commitment_of(seed),
        committed_at=at,
        revision=row.revision,
    )
    record_fact(GroupsAnnounced, row, at=at, grouping=grouping.pk)
    return grouping


def draw_groups(*, workshop: Workshop, grouping: int, actor: Actor, at: datetime) -> Grouping:
    """Draw who is here into the announced groups, and publish seed, method and result.

    What cannot be drawn is recorded with its reason. The kernel runs before the lock is taken:
    it may need a second. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    announced = workshop.groupings.filter(pk=grouping).first()
    if announced is None:
        raise BadInput.single("grouping", phrases.NO_SUCH)
    if announced.state != DrawState.COMMITTED:
        raise NotPossible("drawn")
    for _ in range(MAX_TRIES):
        seats = _seats_here(workshop)
        done = _store(announced, seats, _drawn(announced, seats), at=at)
        if done is not None:
            return done
    raise NotPossible("moved_on")


@action
def turn_groups(
    *, workshop: Workshop, grouping: int, round: int, actor: Actor, at: datetime
) -> Grouping:
    """Say which round of a draw is sat now, counted from 1.

    Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    grouping_row = row.groupings.filter(pk=grouping).first()
    if grouping_row is None:
        raise BadInput.single("grouping", phrases.NO_SUCH)
    if grouping_row.state != DrawState.DRAWN:
        raise NotPossible("not_drawn")
    grouping_row.held = text_fields.read_number(round, "round", 1, grouping_row.rounds)
    grouping_row.revision = row.revision
    grouping_row.save(update_fields=["held", "revision"])
    record_fact(GroupsTurned, row, at=at, grouping=grouping_row.pk)
    return grouping_row


def _seats_here(workshop: Workshop) -> list[Seat]:
    present = workshop.seats.filter(here=True, ended_at=None)
    return list(present.exclude(arrived_by=Arrival.FACILITATOR.value).order_by("number"))


class _Result(NamedTuple):
    verb: str
    method: str
    rounds: tuple[tuple[int, ...], ...]
    input_hash: str
    account: dict[str, Any]


def _drawn(grouping: Grouping, seats: list[Seat]) -> _Result:
    kinds = [seat.helix if grouping.by_helix else "" for seat in seats]
    try:
        if grouping.rounds == 1:
            draw = seating.draw_groups(kinds, grouping.groups, grouping.seed)
            account = {"sizes": draw.sizes, "tries": draw.tries, "is_uniform": draw.is_uniform}
            return _Result("draw", draw.method, (draw.groups,), draw.input_hash, account)
        mix = seating.mix_tables(len(seats), grouping.groups, grouping.rounds, grouping.seed, kinds)
    except seating.Refusal as refusal:
        remedies = [{"code": remedy.code, **remedy.figures} for remedy in refusal.remedies]
        account = {"code": refusal.code, "figures": refusal.figures, "remedies": remedies}
        return _Result("refuse", "", (), "", account)
    account = {
        "sizes": mix.sizes,
        "met": mix.met,
        "slots": mix.slots,
        "chance": mix.chance,
        "most": mix.most,
        "lacking": mix.lacking,
        "lacking_least": mix.lacking_least,
    }
    return _Result("draw", "mixed", mix.rounds, seating.input_hash(kinds, mix.sizes), account)


@action
def _store(
    grouping: Grouping, seats: list[Seat], result: _Result, *, at: datetime
) -> Grouping | None:
    """Write the result, unless somebody came or left meanwhile (None: draw again)."""
    row = lock_workshop(grouping.workshop)
    drawn_for = [(seat.pk, seat.helix) for seat in seats]
    if [(seat.pk, seat.helix) for seat in _seats_here(row)] != drawn_for:
        return None
    row_of_draw = Grouping.objects.get(pk=grouping.pk)
    row_of_draw.state = next_state(DRAW_MOVES, result.verb, row_of_draw.state)
    row_of_draw.method, row_of_draw.input_hash = result.method, result.input_hash
    row_of_draw.account = result.account
    row_of_draw.drawn_at, row_of_draw.revision = at, row.revision
    row_of_draw.save()
    GroupSeat.objects.bulk_create(
        GroupSeat(grouping=row_of_draw, seat=seat, round=number, group=group + 1)
        for number, groups in enumerate(result.rounds, start=1)
        for seat, group in zip(seats, groups, strict=True)
    )
    record_fact(GroupsDrawn, row, at=at, grouping=row_of_draw.pk)
    return row_of_draw
