"""Timers: they end at a time of the server's clock, so that every phone shows the same."""

from datetime import datetime, timedelta

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.participation.models import Timer, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact
from minga.participation.workshops.events import TimerExtended, TimerStarted, TimerStopped
from minga.participation.workshops.rules import (
    MAX_TIMER_S,
    MAX_TIMERS,
    Actor,
    NotPossible,
    may_facilitate,
)


@action
def start_timer(
    *, workshop: Workshop, seconds: int, label: str = "", actor: Actor, at: datetime
) -> Timer:
    """Start a timer that ends in so many seconds. Raises Refused, BadInput and NotPossible."""
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    if row.timers.count() >= MAX_TIMERS:
        raise NotPossible("full")
    lasts = timedelta(seconds=text_fields.read_number(seconds, "seconds", 1, MAX_TIMER_S))
    timer = Timer.objects.create(
        workshop=row,
        label=read_text(text_fields.LABEL, label),
        started_at=at,
        ends_at=at + lasts,
        revision=row.revision,
    )
    record_fact(TimerStarted, row, at=at, timer=timer.pk)
    return timer


@action
def extend_timer(
    *, workshop: Workshop, timer: int, seconds: int, actor: Actor, at: datetime
) -> Timer:
    """Give a timer more time, from its end, or from now when that has passed.

    Raises Refused, BadInput and NotPossible.
    """
    row, timer_row = _running(workshop, timer, actor)
    lasts = timedelta(seconds=text_fields.read_number(seconds, "seconds", 1, MAX_TIMER_S))
    timer_row.ends_at = max(timer_row.ends_at, at) + lasts
    if timer_row.ends_at > at + timedelta(seconds=MAX_TIMER_S):
        raise NotPossible("full")
    timer_row.revision = row.revision
    timer_row.save(update_fields=["ends_at", "revision"])
    record_fact(TimerExtended, row, at=at, timer=timer_row.pk)
    return timer_row


@action
def stop_timer(*, workshop: Workshop, timer: int, actor: Actor, at: datetime) -> Timer:
    """Stop a timer. Raises Refused, BadInput and NotPossible."""
    row, timer_row = _running(workshop, timer, actor)
    timer_row.stopped_at, timer_row.revision = at, row.revision
    timer_row.save(update_fields=["stopped_at", "revision"])
    record_fact(TimerStopped, row, at=at, timer=timer_row.pk)
    return timer_row


def _running(workshop: Workshop, timer: int, actor: Actor) -> tuple[Workshop, Timer]:
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    timer_row = row.timers.filter(pk=timer).first()
    if timer_row is None:
        raise BadInput.single("timer", phrases.NO_SUCH)
    if timer_row.stopped_at is not None:
        raise NotPossible("timer_stopped")
    return row, timer_row
