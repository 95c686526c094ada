"""What every part of a bundle shares: what its rows may point to, and how a bad row is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.utils.dateparse import parse_datetime

from minga.ground.errors import BadInput
from minga.ground.fields import NO_DATE
from minga.people.models import Organisation, Person
from minga.programme.models import Component, Node, Programme

Row = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class BundleContext:
    """What rows of a bundle may point to, by the names they have in it."""

    programme: Programme
    nodes: Mapping[str, Node]
    bodies: Mapping[str, Organisation]
    components: Mapping[str, Component]
    at: datetime
    by: Person | None


def made_of(
    what: str,
    rows: Sequence[Row],
    make: Callable[[Row, BundleContext], Made],
    context: BundleContext,
    refused: list[str],
) -> list[tuple[Row, Made]]:
    """What is made of each good row; of a bad one stands a sentence in `refused`."""
    made = []
    for number, raw in enumerate(rows, start=1):
        try:
            made.append((raw, make(raw, context)))
        except BadInput as error:
            refused.append(f"{what} {number}: {error}")
    return made


def day_in(raw: Row, name: str) -> date:
    """A day. Raises BadInput."""
    try:
        return date.fromisoformat(str(raw.get(name)))
    except ValueError:
        raise BadInput.single(name, NO_DATE) from None


def moment_in(raw: Row, name: str) -> datetime:
    """A moment; without a zone it is UTC. Raises BadInput."""
    try:
        moment = parse_datetime(str(raw.get(name)))
    except ValueError:
        moment = None
    if moment is None:
        raise BadInput.single(name, NO_DATE)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def past_moment_in(raw: Row, name: str, at: datetime) -> datetime:
    """A moment that has been. Raises BadInput."""
    moment = moment_in(raw, name)
    if moment > at:
        raise BadInput.single(name, NO_DATE)
    return moment
