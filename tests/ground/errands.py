"""A fact and its reactions, made for one test and forgotten after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from minga.ground import facts, work, worker
from minga.ground.facts import Fact
from minga.ground.work import record, unit_of_work


@dataclass(frozen=True, kw_only=True)
class LanternLit(Fact):
    """Somebody lit a lantern. Only in the tests."""

    lantern: str = "l1"
    bright: bool = True

    NAME: ClassVar[str] = "lantern.lit"
    SUBJECT: ClassVar[str] = "lantern"


def light(*, at: datetime, **words: Any) -> None:
    """Record that a lantern was lit."""
    with unit_of_work():
        record(LanternLit(city_id=1, city="prueba", **words), at=at)


@contextmanager
def reactions(
    *wanted: tuple[Callable[[Any, datetime], None], timedelta],
    when: Callable[[Any], bool] = lambda fact: True,
    formerly: tuple[str, ...] = (),
) -> Iterator[None]:
    """These reactions to a lit lantern, each after its time, and no others of any kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(facts.REGISTRY, "lantern.lit", LanternLit)
        patch.setattr(work, "_REACTIONS", {})
        patch.setattr(worker, "REACTIONS", {})
        for reaction, after in wanted:
            name = f"lanterns.{reaction.__name__}"
            worker.on(LanternLit, name=name, formerly=formerly, after=after, when=when)(reaction)
        yield
