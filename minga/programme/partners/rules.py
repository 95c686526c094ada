"""Buy-in and promises: pure tables and counts of the stakeholder map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SCALE = range(1, 6)
"""Interest and influence, from 1 (little) to 5 (very much)."""


class BuyIn(StrEnum):
    """How far an organisation has come along. The values are public codes, in order."""

    NOT_MET = "not_met"
    PRESENTED = "presented"
    AGREED = "agreed"
    COMMITTED = "committed"


STEPS = tuple(BuyIn)
PARTNERS = frozenset({BuyIn.AGREED, BuyIn.COMMITTED})
"""Who said yes is named in public; with whom the city still talks is not."""


def needs_reason(before: str, after: str) -> bool:
    """Going back, or skipping a step, must say why."""
    return STEPS.index(BuyIn(after)) - STEPS.index(BuyIn(before)) not in (0, 1)


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Promised, and its day has passed."""
    return state == "promised" and due_on is not None and due_on < today


@dataclass(frozen=True)
class Kept:
    """How many promises were kept of those that came due: `kept` of `of`."""

    kept: int = 0
    of: int = 0
    overdue: int = 0
    waiting: int = 0

    @property
    def percent(self) -> int | None:
        """The rate in whole per cent; None while nothing has come due."""
        return round(100 * self.kept / self.of) if self.of else None


def kept_of(promises: Iterable[tuple[str, date | None]], today: date) -> Kept:
    """Count (state, due) of commitments: kept / (kept + not kept + overdue).

    A promise whose day has not come and one from which the partner was released count in neither.
    """
    kept = missed = overdue = waiting = 0
    for state, due_on in promises:
        late = is_overdue(state, due_on, today)
        kept += state == "kept"
        missed += state == "not_kept"
        overdue += late
        waiting += state == "promised" and not late
    return Kept(kept, kept + missed + overdue, overdue, waiting)
