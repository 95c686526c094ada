"""Trips into lines: the same stops in the same order, split so that nobody overtakes."""

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I32, I64, MAY_ALIGHT, MAY_BOARD, U8

NO_PICKUP = 1
"""GTFS: no pickup, or no drop-off, at this stop."""


def group_trips(ofs: I64, call_codes: I64) -> I64:
    """[T] the same number for trips with the same calls in the same order, 0 and up.

    Groups are found by a hash and then compared, since a feed may be made to collide.
    """
    for salt in range(1, 9):
        _, first, group = np.unique(
            hash_trips(ofs, call_codes, np.int64(salt)), return_index=True, return_inverse=True
        )
        if same_calls(ofs, call_codes, first.astype(np.int64), group.astype(np.int64)):
            return group.astype(np.int64)
    raise ValueError("these trips cannot be told apart")


@kernel
def hash_trips(ofs: I64, call_codes: I64, salt: np.int64) -> I64:
    """A 64-bit rolling hash of each trip's calls."""
    hashes = np.empty(len(ofs) - 1, np.int64)
    for trip in range(len(ofs) - 1):
        mixed = np.uint64(salt) * np.uint64(0x9E3779B97F4A7C15)
        for i in range(ofs[trip], ofs[trip + 1]):
            mixed = (mixed ^ np.uint64(call_codes[i])) * np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(29)
        hashes[trip] = np.int64(mixed)
    return hashes


@kernel
def same_calls(ofs: I64, call_codes: I64, first: I64, group: I64) -> bool:
    """Whether every trip equals the first of its group."""
    for trip in range(len(ofs) - 1):
        model = first[group[trip]]
        n = ofs[trip + 1] - ofs[trip]
        if n != ofs[model + 1] - ofs[model]:
            return False
        for i in range(n):
            if call_codes[ofs[trip] + i] != call_codes[ofs[model] + i]:
                return False
    return True


@kernel
def split_chains(order: I64, group: I64, ofs: I64, arrive: I32, depart: I32) -> I64:
    """[len(order)] the chain of each trip within its group: the first whose last it follows.

    `order` holds trips by group, then by departure. A trip follows another when it is nowhere
    earlier, neither arriving nor departing.
    """
    chain = np.zeros(len(order), np.int64)
    tails = np.empty(len(order), np.int64)
    n_tails = 0
    for i in range(len(order)):
        trip = order[i]
        if i == 0 or group[order[i - 1]] != group[trip]:
            n_tails = 0
        placed = n_tails
        for c in range(n_tails):
            before = tails[c]
            fits = True
            for p in range(ofs[trip + 1] - ofs[trip]):
                a, b = ofs[trip] + p, ofs[before] + p
                if arrive[a] < arrive[b] or depart[a] < depart[b]:
                    fits = False
                    break
            if fits:
                placed = c
                break
        tails[placed] = trip
        n_tails = max(n_tails, placed + 1)
        chain[i] = placed
    return chain


@kernel
def lay_times(
    order: I64, line_first: I64, time_ofs: I64, ofs: I64, arrive: I32, depart: I32
) -> tuple[I32, I32]:
    """Arrivals trip by trip, departures position by position; line l has `order[first:next]`."""
    total = 0
    for trip in order:
        total += ofs[trip + 1] - ofs[trip]
    by_trip, by_position = np.empty(total, np.int32), np.empty(total, np.int32)
    for line in range(len(line_first) - 1):
        many = line_first[line + 1] - line_first[line]
        base = time_ofs[line]
        for t in range(many):
            trip = order[line_first[line] + t]
            n = ofs[trip + 1] - ofs[trip]
            for p in range(n):
                by_trip[base + t * n + p] = arrive[ofs[trip] + p]
                by_position[base + p * many + t] = depart[ofs[trip] + p]
    return by_trip, by_position


@kernel
def boardings(line_ofs: I32, line_stop: I32, stops: int) -> tuple[I32, I32]:
    """Per stop the (line, position) where one may board and ride on, lines ascending."""
    ofs = np.zeros(stops + 1, np.int32)
    for line in range(len(line_ofs) - 1):
        for p in range(line_ofs[line], line_ofs[line + 1] - 1):
            if line_stop[p] & MAY_BOARD:
                ofs[(line_stop[p] >> 2) + 1] += 1
    for s in range(stops):
        ofs[s + 1] += ofs[s]
    at = ofs.copy()
    rows = np.empty((ofs[stops], 2), np.int32)
    for line in range(len(line_ofs) - 1):
        for p in range(line_ofs[line], line_ofs[line + 1] - 1):
            if line_stop[p] & MAY_BOARD:
                s = line_stop[p] >> 2
                rows[at[s], 0] = line
                rows[at[s], 1] = p - line_ofs[line]
                at[s] += 1
    return ofs, rows


def packed_stops(stop: I32, pickup: U8, drop_off: U8) -> I32:
    """`Timetable.line_stop` of stop times."""
    may = MAY_BOARD * (pickup != NO_PICKUP) + MAY_ALIGHT * (drop_off != NO_PICKUP)
    packed: I32 = (stop.astype(np.int64) * 4 + may).astype(np.int32)
    return packed
