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
from minga.participation.workshops.actions._writing import tell, working
from minga.participation.workshops.events import GroupsAnnounced, GroupsDrawn, GroupsTurned
from minga.participation.workshops.rules import (
    DRAW_MOVES,
    MAX_GROUPINGS,
    MAX_ROUNDS,
    MAX_TABLES,
    Arrival,
    DrawState,
    Hand,
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
    hand: Hand,
    at: datetime,
) -> Grouping:
    """Announce a draw: its seed is made now and stays secret, its fingerprint is public.

    `rounds` above one mixes tables anew each time. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    last: int = row.groupings.aggregate(last=Max("number"))["last"] or 0
    if last >= MAX_GROUPINGS:
        raise NotPossible("full")
    seed = secrets.token_hex(32)
    grouping = Grouping.objects.create(
        workshop=row,
        number=last + 1,
        label=read_text(text_fields.LABEL, label),
        groups=text_fields.number(groups, "groups", 1, MAX_TABLES),
        rounds=text_fields.number(rounds, "rounds", 1, MAX_ROUNDS),
        by_helix=by_helix,
        seed=seed,
        commitment=seating.commitment_of(seed),
        committed_at=at,
        revision=row.revision,
    )
    tell(GroupsAnnounced, row, at=at, grouping=grouping.pk)
    return grouping


def draw_groups(*, workshop: Workshop, grouping: int, hand: Hand, at: datetime) -> Grouping:
    """Draw who is here into the announced groups, and publish seed, method and result.

    What cannot be drawn is recorded with its reason. The kernel runs before the lock is taken:
    it may need a second. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
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
    *, workshop: Workshop, grouping: int, round: int, hand: Hand, at: datetime
) -> Grouping:
    """Say which round of a draw is sat now, counted from 1.

    Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    found = row.groupings.filter(pk=grouping).first()
    if found is None:
        raise BadInput.single("grouping", phrases.NO_SUCH)
    if found.state != DrawState.DRAWN:
        raise NotPossible("not_drawn")
    found.held = text_fields.number(round, "round", 1, found.rounds)
    found.revision = row.revision
    found.save(update_fields=["held", "revision"])
    tell(GroupsTurned, row, at=at, grouping=found.pk)
    return found


def _seats_here(workshop: Workshop) -> list[Seat]:
    here = workshop.seats.filter(here=True, ended_at=None)
    return list(here.exclude(arrived_by=Arrival.FACILITATOR.value).order_by("number"))


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
        remedies = [{"code": one.code, **one.figures} for one in refusal.remedies]
        told = {"code": refusal.code, "figures": refusal.figures, "remedies": remedies}
        return _Result("refuse", "", (), "", told)
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
    row = working(grouping.workshop)
    told = [(seat.pk, seat.helix) for seat in seats]
    if [(seat.pk, seat.helix) for seat in _seats_here(row)] != told:
        return None
    found = Grouping.objects.get(pk=grouping.pk)
    found.state = next_state(DRAW_MOVES, result.verb, found.state)
    found.method, found.input_hash = result.method, result.input_hash
    found.account = result.account
    found.drawn_at, found.revision = at, row.revision
    found.save()
    GroupSeat.objects.bulk_create(
        GroupSeat(grouping=found, seat=seat, round=number, group=group + 1)
        for number, groups in enumerate(result.rounds, start=1)
        for seat, group in zip(seats, groups, strict=True)
    )
    tell(GroupsDrawn, row, at=at, grouping=found.pk)
    return found
