"""Trips that no timetable has: whether they can run, and how far the bounds hold with them."""

from collections.abc import Mapping, Sequence

import numpy as np

from minga.kernels.transit.compile.walks import as_rows
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.live.runs import Part
from minga.kernels.transit.timetable import (
    I16,
    I32,
    MAY_ALIGHT,
    MAY_BOARD,
    UNREACHED,
    Timetable,
)

Call = tuple[str, int, int]
"""Stop id, arrival, departure."""


def calls_of(calls: Sequence[Call], stops: Mapping[str, int]) -> Part | None:
    """An added trip as a line, or None where it cannot run."""
    if len(calls) < 2 or any(stop not in stops for stop, _, _ in calls):
        return None
    packed = [stops[stop] * 4 + MAY_BOARD + MAY_ALIGHT for stop, _, _ in calls]
    times = [time for _, arrive, depart in calls for time in (arrive, depart)]
    if times != sorted(times) or not all(abs(time) < UNREACHED // 2 for time in times):
        return None
    table = np.array(times, np.int32).reshape(-1, 2)
    return np.array(packed, np.int32), table[:, 0].copy(), table[:, 1].copy()


def slack_of(tt: Timetable, parts: list[Part]) -> int:
    """By how much a ride on one of these trips is at most quicker than the bounds of `tt` know.

    The bounds stay true if nowhere is farther from a district than to walk to one of the trips,
    to ride and to go on from there, so much aside. Walks do not chain, so it does not do to look
    at where one boards alone: each place from which one may walk there counts as well.
    """
    ofs, walks = walks_into(tt)
    gains = [gain(part[0] >> 2, part[1], part[2], ofs, walks, tt.least) for part in parts]
    return max(gains, default=0)


def mirrored_part(part: Part) -> Part:
    """A trip as the mirror has it: backwards."""
    packed, arrive, depart = part
    return packed[::-1].copy(), -depart[::-1], -arrive[::-1]


def walks_into(tt: Timetable) -> tuple[I32, I32]:
    """[S+1] and [., 2] (stop, seconds): from where one may come to a stop on foot.

    Who walks from a point of a line's way counts as from the stop before it.
    """
    hops = tt.hop[(tt.hop[:, 0] >= 0) & (tt.hop[:, 4] < 0)]
    if not len(hops):
        return tt.back_ofs, tt.back
    behind = tt.line_stop[tt.line_ofs[hops[:, 0]] + hops[:, 1]] >> 2
    ends = np.repeat(np.arange(len(tt.change)), np.diff(tt.back_ofs))
    return as_rows(
        len(tt.change),
        np.concatenate([ends, -1 - hops[:, 4]]),
        np.concatenate([tt.back[:, 0], behind]),
        np.concatenate([tt.back[:, 1], hops[:, 3]]),
    )


@kernel
def gain(stop: I32, arrive: I32, depart: I32, walk_ofs: I32, walk: I32, least: I16) -> int:
    """How much sooner than `least` says one is at any district by walking to a trip and riding."""
    most = 0
    for d in range(len(least)):
        late = -UNREACHED
        for p in range(len(stop)):
            if p > 0:
                most = max(most, late - arrive[p] - least[d, stop[p]])
            late = max(late, depart[p] + least[d, stop[p]])
            for i in range(walk_ofs[stop[p]], walk_ofs[stop[p] + 1]):
                late = max(late, depart[p] + least[d, walk[i, 0]] - walk[i, 1])
    return most
