"""Timers: they end at a time of the server's clock, so that every phone shows the same."""

from datetime import datetime, timedelta

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.participation.models import Timer, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import tell, working
from minga.participation.workshops.events import TimerExtended, TimerStarted, TimerStopped
from minga.participation.workshops.rules import (
    MAX_TIMER_S,
    MAX_TIMERS,
    Hand,
    NotPossible,
    may_facilitate,
)


@action
def start_timer(
    *, workshop: Workshop, seconds: int, label: str = "", hand: Hand, at: datetime
) -> Timer:
    """Start a timer that ends in so many seconds. Raises Refused, BadInput and NotPossible."""
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    if row.timers.count() >= MAX_TIMERS:
        raise NotPossible("full")
    lasts = timedelta(seconds=text_fields.number(seconds, "seconds", 1, MAX_TIMER_S))
    timer = Timer.objects.create(
        workshop=row,
        label=read_text(text_fields.LABEL, label),
        started_at=at,
        ends_at=at + lasts,
        revision=row.revision,
    )
    tell(TimerStarted, row, at=at, timer=timer.pk)
    return timer


@action
def extend_timer(
    *, workshop: Workshop, timer: int, seconds: int, hand: Hand, at: datetime
) -> Timer:
    """Give a timer more time, from its end, or from now when that has passed.

    Raises Refused, BadInput and NotPossible.
    """
    row, found = _running(workshop, timer, hand)
    lasts = timedelta(seconds=text_fields.number(seconds, "seconds", 1, MAX_TIMER_S))
    found.ends_at = max(found.ends_at, at) + lasts
    if found.ends_at > at + timedelta(seconds=MAX_TIMER_S):
        raise NotPossible("full")
    found.revision = row.revision
    found.save(update_fields=["ends_at", "revision"])
    tell(TimerExtended, row, at=at, timer=found.pk)
    return found


@action
def stop_timer(*, workshop: Workshop, timer: int, hand: Hand, at: datetime) -> Timer:
    """Stop a timer. Raises Refused, BadInput and NotPossible."""
    row, found = _running(workshop, timer, hand)
    found.stopped_at, found.revision = at, row.revision
    found.save(update_fields=["stopped_at", "revision"])
    tell(TimerStopped, row, at=at, timer=found.pk)
    return found


def _running(workshop: Workshop, timer: int, hand: Hand) -> tuple[Workshop, Timer]:
    refuse_unless(may_facilitate(hand, workshop.pk), "not the facilitator")
    row = working(workshop)
    found = row.timers.filter(pk=timer).first()
    if found is None:
        raise BadInput.single("timer", phrases.NO_SUCH)
    if found.stopped_at is not None:
        raise NotPossible("timer_stopped")
    return row, found
