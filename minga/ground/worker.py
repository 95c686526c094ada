"""The worker: does the errands that reactions owe to facts (a transactional outbox, with leases).

`@on(ReportResolved, name="reports.thank", after=timedelta(days=90))` makes a function a reaction.
Its errand is written in the transaction of the fact, so a kill between the two loses nothing; it
is deleted in the transaction of the effect, so a kill there repeats the effect, never doubles it.

An errand waits up to a year, longer than a function keeps its name. So the stored name is
declared, and an errand that this version cannot read is set aside, never deleted.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models
from django.db.models import Count

from minga.ground.facts import REGISTRY, Fact, FactUnreadable, NameTaken, rebuild
from minga.ground.models import Errand
from minga.ground.work import owe, unit_of_work

LEASE = timedelta(seconds=60)
BATCH = 20
MAX_ATTEMPTS = 12
NEVER = timedelta(days=36500)
"""Where an errand that failed MAX_ATTEMPTS times waits for a person (see `minga doctor`)."""
ASIDE = timedelta(days=1)
"""After so long an errand that was set aside is looked at again, without a new worker."""
UNKNOWN_REACTION, UNKNOWN_FACT = "unknown reaction", "unknown fact"
LONGEST_NAME = 80

T = TypeVar("T")

log = logging.getLogger("minga.worker")

Reaction = Callable[[Any, datetime], None]
REACTIONS: dict[str, Reaction] = {}
"""Every name that a stored errand may have, today's and former ones."""
PeriodicJob = Callable[[datetime], None]
PERIODIC_JOBS: list[PeriodicJob] = []


def on(
    *kinds: type[Fact],
    name: str,
    formerly: tuple[str, ...] = (),
    after: timedelta = timedelta(0),
    when: Callable[[Any], bool] = lambda fact: True,
) -> Callable[[Reaction], Reaction]:
    """Register `react(fact, at)` for the facts of these kinds that `when` wants, `after` each.

    `name` is stored with every errand, so it never changes with the function or its module;
    `formerly`: names under which older versions stored the same reaction. A reaction writes
    through actions only and may run twice: it must be idempotent. Raises NameTaken.
    """

    def register(reaction: Reaction) -> Reaction:
        for stored_name in (name, *formerly):
            if stored_name in REACTIONS or len(stored_name) > LONGEST_NAME:
                raise NameTaken(stored_name)
            REACTIONS[stored_name] = reaction
        for kind in kinds:
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


def periodic(function: PeriodicJob) -> PeriodicJob:
    """Register work of seconds that waits in a room's own tables, such as drawing a picture anew.

    It runs outside of any unit of work, so that nobody waits for it with the turn to write; it
    claims what it does, writes through actions, and may run twice.
    """
    PERIODIC_JOBS.append(function)
    return function


def run_periodic_jobs(*, at: datetime) -> None:
    """Do every periodic job once; one that fails is told and tried again next time."""
    for_each(PERIODIC_JOBS, lambda function: function(at))


def for_each(rows: Iterable[T], do: Callable[[T], object]) -> None:
    """Do this for every row; one that fails is logged and stands in the way of no other."""
    for row in rows:
        try:
            do(row)
        except Exception:
            log.exception("%s failed", getattr(row, "__qualname__", row))


def _due(at: datetime) -> models.QuerySet[Errand]:
    free = models.Q(lease_until=None) | models.Q(lease_until__lt=at)
    return Errand.objects.filter(free, due_at__lte=at).select_related("event").order_by("id")


def _claim(errand: Errand, at: datetime) -> bool:
    with unit_of_work():
        changed = (
            Errand.objects.filter(pk=errand.pk)
            .filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))
            .update(lease_until=at + LEASE, attempts=models.F("attempts") + 1)
        )
    # Counting rows decides the race: another worker got it first when none changed.
    return changed == 1


def _do(errand: Errand, at: datetime) -> None:
    event = errand.event
    if errand.attempts >= MAX_ATTEMPTS and errand.lease_until is not None:
        _put_back(errand, "every worker that tried it died", at)
        return
    try:
        reaction = REACTIONS.get(errand.reaction)
        fact = rebuild(event.name, city_id=event.city_id or 0, data=event.data)
        if reaction is None or fact is None:
            _set_aside(errand, UNKNOWN_REACTION if reaction is None else UNKNOWN_FACT, at)
            return
        with unit_of_work():
            reaction(fact, at)
            Errand.objects.filter(pk=errand.pk).delete()
    except FactUnreadable as error:
        log.exception("errand %s failed", errand)
        _put_back(errand, str(error), at)
    except Exception as error:
        log.exception("errand %s failed", errand)
        # The words of an error may hold somebody's own.
        _put_back(errand, type(error).__name__, at)


def _put_back(errand: Errand, reason: str, at: datetime) -> None:
    attempts = errand.attempts + 1
    wait = timedelta(seconds=min(2**attempts, 3600))
    if attempts >= MAX_ATTEMPTS:
        wait = NEVER
        log.error("errand %s is given up: %s", errand, reason)
    with unit_of_work():
        Errand.objects.filter(pk=errand.pk).update(
            lease_until=None, due_at=at + wait, trouble=reason[:300]
        )


def _set_aside(errand: Errand, reason: str, at: datetime) -> None:
    """Keep what this version does not know; it costs no attempt."""
    log.error("errand %s is set aside: %s (%s)", errand, reason, errand.event.name)
    with unit_of_work():
        Errand.objects.filter(pk=errand.pk).update(
            lease_until=None, due_at=at + ASIDE, attempts=errand.attempts, trouble=reason
        )


def call_back(*, at: datetime) -> int:
    """Have this worker look at all that was set aside: it may know more than the last one."""
    aside = Errand.objects.filter(trouble__in=(UNKNOWN_REACTION, UNKNOWN_FACT))
    with unit_of_work():
        return aside.update(due_at=at)


def given_up(*, at: datetime) -> Counter[str]:
    """The errands that failed so often that a person has to look, by reaction and trouble."""
    rows = Errand.objects.filter(due_at__gt=at + NEVER / 2).values_list("reaction", "trouble")
    return Counter({f"{name} ({why})": many for name, why, many in rows.annotate(Count("pk"))})


def unknown() -> Counter[str]:
    """The errands that this version cannot do, due or not, by the name it does not know."""
    rows = Errand.objects.exclude(reaction__in=list(REACTIONS), event__name__in=list(REGISTRY))
    counts: Counter[str] = Counter()
    for reaction, kind, many in rows.values_list("reaction", "event__name").annotate(Count("pk")):
        counts[kind if reaction in REACTIONS else reaction] += many
    return counts
