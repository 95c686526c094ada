"""The next departure: of a chain of trips, of windows with headways, at a point along the way."""

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.search.query import TIMETABLE, WORST
from minga.kernels.transit.timetable import FRACTIONS, I32, U8


@kernel
def next_trip(depart: I32, column: int, before: int, ready: int) -> int:
    """The first trip before number `before` that leaves at `ready` or later, else `before`.

    `column` is where the position's departures begin.
    """
    if before > 0 and depart[column + before - 1] < ready:
        return before
    low, many = 0, before
    while many > 0:
        half = many >> 1
        if depart[column + low + half] < ready:
            low += half + 1
            many -= half + 1
        else:
            many = half
    return low


@kernel
def skip_steps(trip_access: U8, first: int, step: int, before: int) -> int:
    """From trip `found` on, the first that is stated to be accessible, else `before`."""
    while step < before and trip_access[first + step] == 0:
        step += 1
    return step


@kernel
def next_run(window: I32, first: int, last: int, ready: int, before: int, wait: int) -> int:
    """The earliest start at `ready` or later in windows `first:last`, if before `before`.

    `ready` is counted back to the line's start.
    """
    for w in range(first, last):
        begins, end, headway = window[w, 0], window[w, 1], window[w, 2]
        if window[w, 3] or wait == TIMETABLE:
            if ready > begins:
                begins += (ready - begins + headway - 1) // headway * headway
            if begins >= end:
                continue
        else:
            begins = max(ready, begins)
            if begins >= end:
                continue
            begins += headway if wait == WORST else (headway + 1) >> 1
        before = min(before, begins)
    return before


@kernel
def point_s(
    arrive: I32, depart: I32, base: int, trips: int, n: int, trip: int, segment: int, fraction: int
) -> int:
    """When a trip (or a run that started at `trip`) passes a point; time runs evenly between.

    `base`, `trips` and `n` are the line's first time, trips and positions.
    """
    if trips > 0:
        leaves = depart[base + segment * trips + trip]
        comes = arrive[base + trip * n + segment + 1]
    else:
        leaves = trip + depart[base + segment]
        comes = trip + arrive[base + segment + 1]
    passed: int = leaves + (comes - leaves) * fraction // FRACTIONS
    return passed


@kernel
def point_trip(
    arrive: I32, depart: I32, base: int, trips: int, n: int, segment: int, fraction: int, ready: int
) -> int:
    """The first trip of a line with a timetable that passes a point at `ready` or later."""
    low, many = 0, trips
    while many > 0:
        half = many >> 1
        if point_s(arrive, depart, base, trips, n, low + half, segment, fraction) < ready:
            low += half + 1
            many -= half + 1
        else:
            many = half
    return low


@kernel
def note(
    target: I32,
    k: int,
    best: int,
    line: int,
    trip: int,
    from_p: int,
    to_p: int,
    s: int,
    last: int,
    deep: int,
) -> None:
    """Keep the last ride of round k's journey; between departures more rides need be better."""
    target[k, 0], target[k, 1], target[k, 2], target[k, 3] = best, line, trip, from_p
    target[k, 4], target[k, 5], target[k, 6], target[k, 7] = to_p, s, last, 1
    if deep:
        for later in range(k + 1, len(target)):
            target[later, 0] = min(target[later, 0], best)
