"""Trips that no timetable has: whether they can run, and how far the bounds hold with them."""

from collections.abc import Mapping, Sequence

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.runs import Part
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
    slack = 0
    for packed, arrive, depart in parts:
        stop = packed >> 2
        slack = max(slack, gain(stop, arrive, depart, *walks_to(tt, stop), tt.least))
    return slack


def mirrored_part(part: Part) -> Part:
    """A trip as the mirror has it: backwards."""
    packed, arrive, depart = part
    return packed[::-1].copy(), -depart[::-1], -arrive[::-1]


def walks_to(tt: Timetable, stop: I32) -> tuple[I32, I32]:
    """By position, (stop, seconds) from where one may come on foot.

    Who walks from a point of a line's way counts as from the stop before it.
    """
    spans = tt.back_ofs[stop + 1] - tt.back_ofs[stop]
    rows = [tt.back[tt.back_ofs[s] : tt.back_ofs[s + 1]] for s in stop.tolist()]
    at = [np.repeat(np.arange(len(stop)), spans)]
    ends = -1 - tt.hop[:, 4]
    for p, s in enumerate(stop.tolist()):
        hops = tt.hop[(ends == s) & (tt.hop[:, 0] >= 0)]
        rows.append(
            np.stack([tt.line_stop[tt.line_ofs[hops[:, 0]] + hops[:, 1]] >> 2, hops[:, 3]], axis=1)
        )
        at.append(np.full(len(hops), p))
    position = np.concatenate(at)
    order = np.argsort(position, kind="stable")
    ofs = np.zeros(len(stop) + 1, np.int32)
    np.cumsum(np.bincount(position, minlength=len(stop)), out=ofs[1:])
    return ofs, np.ascontiguousarray(np.concatenate(rows)[order], np.int32)


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
            for i in range(walk_ofs[p], walk_ofs[p + 1]):
                late = max(late, depart[p] + least[d, walk[i, 0]] - walk[i, 1])
    return most
