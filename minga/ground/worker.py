"""The worker: does the errands that reactions owe to facts.

`@on(ReportResolved, after=timedelta(days=90))` makes a function a reaction. Its errand is
written in the transaction of the fact, so a kill between the two loses nothing; it is deleted
in the transaction of the effect, so a kill there repeats the effect, never doubles it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from minga.ground.facts import Fact, rebuild
from minga.ground.models import Errand
from minga.ground.work import owe, unit_of_work

LEASE = timedelta(seconds=60)
BATCH = 20
MOST_ATTEMPTS = 12
NEVER = timedelta(days=36500)
"""Where an errand that failed MOST_ATTEMPTS times waits for a person (see `minga doctor`)."""

log = logging.getLogger("minga.worker")

Reaction = Callable[[Any, datetime], None]
REACTIONS: dict[str, Reaction] = {}
Chore = Callable[[datetime], None]
CHORES: list[Chore] = []


def on(
    kind: type[Fact],
    *,
    after: timedelta = timedelta(0),
    when: Callable[[Any], bool] = lambda fact: True,
) -> Callable[[Reaction], Reaction]:
    """Register `react(fact, at)` for the facts of this kind that `when` wants, `after` each.

    A reaction writes through actions only and may run twice: it must be idempotent.
    """

    def register(reaction: Reaction) -> Reaction:
        name = f"{reaction.__module__}.{reaction.__qualname__}"
        REACTIONS[name] = reaction
        owe(kind, name, after, when)
        return reaction

    return register


def run_due(*, at: datetime, limit: int = BATCH) -> int:
    """Claim and do up to `limit` errands that are due; returns how many were tried."""
    tried = 0
    for errand in _due(at)[:limit]:
        if _claim(errand, at):
            _do(errand, at)
            tried += 1
    return tried


def chore(function: Chore) -> Chore:
    """Register work of seconds that waits in a room's own tables, such as drawing a picture anew.

    It runs outside of any unit of work, so that nobody waits for it with the turn to write; it
    claims what it does, writes through actions, and may run twice.
    """
    CHORES.append(function)
    return function


def run_chores(*, at: datetime) -> None:
    """Do every chore once; one that fails is told and tried again next time."""
    for one in CHORES:
        try:
            one(at)
        except Exception:
            log.exception("chore %s failed", one.__qualname__)


def _due(at: datetime) -> models.QuerySet[Errand]:
    free = models.Q(lease_until=None) | models.Q(lease_until__lt=at)
    return Errand.objects.filter(free, due_at__lte=at).select_related("event").order_by("id")


def _claim(errand: Errand, at: datetime) -> bool:
    with unit_of_work():
        taken = (
            Errand.objects.filter(pk=errand.pk)
            .filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))
            .update(lease_until=at + LEASE, attempts=models.F("attempts") + 1)
        )
    # Counting rows decides the race: another worker got it first when none changed.
    return taken == 1


def _do(errand: Errand, at: datetime) -> None:
    event = errand.event
    fact = rebuild(event.name, city_id=event.city_id or 0, data=event.data)
    reaction = REACTIONS.get(errand.reaction)
    try:
        with unit_of_work():
            if fact is not None and reaction is not None:
                reaction(fact, at)
            Errand.objects.filter(pk=errand.pk).delete()
    except Exception as trouble:
        log.exception("errand %s failed", errand)
        _put_back(errand, trouble, at)


def _put_back(errand: Errand, trouble: Exception, at: datetime) -> None:
    attempts = errand.attempts + 1
    wait = NEVER if attempts >= MOST_ATTEMPTS else timedelta(seconds=min(2**attempts, 3600))
    with unit_of_work():
        Errand.objects.filter(pk=errand.pk).update(
            lease_until=None, due_at=at + wait, trouble=f"{type(trouble).__name__}"[:300]
        )


def given_up(*, at: datetime) -> int:
    """How many errands failed so often that a person has to look."""
    return Errand.objects.filter(due_at__gt=at + NEVER / 2).count()
