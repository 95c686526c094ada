"""Where seats joined from: enough to see that one client plays a crowd, too little to know whom.

Each seat keeps two keyed digests that mean nothing outside of its workshop or conversation: of the
address (behind which a whole hall may sit), and of the address with what the browser calls
itself. Both are emptied when the workshop or conversation closes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Generic, TypeVar

from minga.ground.secrets import derived_token
from minga.participation.models import OpinionSeat, Seat
from minga.territory.request import MingaRequest


@dataclass(frozen=True)
class Origin:
    """Where somebody joins from: digests of the address and of the device; "" for a paper."""

    address: str = ""
    device: str = ""


NOWHERE = Origin()


def origin_of(request: MingaRequest, place: str) -> Origin:
    """Where this request comes from, as far as this workshop or conversation may know it."""
    agent = request.headers.get("User-Agent", "")[:300]
    language = request.headers.get("Accept-Language", "")[:80]
    return Origin(
        address=derived_token("origin", place, request.sender),
        device=derived_token("origin", place, request.sender, agent, language),
    )


S = TypeVar("S", Seat, OpinionSeat)
BURSTS = (("device", 3, timedelta(seconds=10)), ("origin", 10, timedelta(seconds=5)))
"""What is suspicious: so many seats from one device (or one address) within so short a time.

Phones of one make behind one address look like one device; three of them within ten seconds do
happen in a hall, so this is shown, and never acted upon by itself.
"""


@dataclass(frozen=True)
class Burst(Generic[S]):
    """Seats that came from one place within a short time; `within_s`: how long they took."""

    same: str
    handle: str
    seats: list[S]
    within_s: float

    @property
    def counts_all(self) -> bool:
        """True while each of them counts as a person."""
        return all(seat.counts for seat in self.seats)


def bursts_of(seats: Iterable[S]) -> list[Burst[S]]:
    """Suspicious joins, the largest first; each seat in one of them only, by device if it can be.

    A burst goes on for as long as any `most` neighbours in time came within the short time.
    """
    left = list(seats)
    bursts: list[Burst[S]] = []
    for same, many, within in BURSTS:
        rows = sorted(
            (seat for seat in left if getattr(seat, same)),
            key=lambda seat: (getattr(seat, same), seat.joined_at, seat.pk),
        )
        for handle, together in groupby(rows, key=lambda seat: str(getattr(seat, same))):
            quick = _quick(list(together), many, within)
            if quick:
                took = quick[-1].joined_at - quick[0].joined_at
                bursts.append(Burst(same, handle, quick, took.total_seconds()))
        gone = {seat.pk for burst in bursts for seat in burst.seats}
        left = [seat for seat in left if seat.pk not in gone]
    return sorted(bursts, key=lambda burst: (-len(burst.seats), burst.handle))


def _quick(rows: Sequence[S], many: int, within: timedelta) -> list[S]:
    """Those of the rows (by time) that are one of `many` within the short time."""
    quick: dict[int, S] = {}
    for start in range(len(rows) - many + 1):
        window = rows[start : start + many]
        if window[-1].joined_at - window[0].joined_at <= within:
            quick |= {seat.pk: seat for seat in window}
    return list(quick.values())
