"""From the marks of a search back to the legs of a journey."""

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.search.next_departure import point_s
from minga.kernels.transit.search.query import HOP, POINT, RIDE, WALK, Query, Work
from minga.kernels.transit.timetable import I32, Timetable


@kernel
def trace(tt: Timetable, work: Work, query: Query, k: int) -> int:
    """Write the legs of round k's journey into `work.legs[k]`, from its end backwards.

    Answers the first row. See `query.KIND` for the columns.
    """
    legs, target, parent, foot = work.legs, work.target, work.parent, work.foot
    at: int = legs.shape[1]
    stop, rides = -1, k
    line, trip, from_p, to_p = target[k, 1], target[k, 2], target[k, 3], target[k, 4]
    alighted, walked = target[k, 5], target[k, 6]
    while True:
        first, part = place_of(tt, query.seed, from_p, 4)
        last, rest = place_of(tt, query.alight, to_p, 0)
        leaves, comes = (
            pass_s(tt, line, trip, first, part, 0),
            pass_s(tt, line, trip, last, rest, 1),
        )
        if walked > 0 and (rides == k or alighted != stop or alighted < 0):
            # The walk after this ride: to the next one's stop or point, or to the destination.
            at -= 1
            source, target_of = alighted, stop
            if alighted < 0:
                source = POINT
            if rides == k:
                target_of = -2
            write_walk(legs, k, at, source, target_of, comes, walked)
        at -= 1
        ofs, boarded, left = tt.line_ofs[line], POINT, POINT
        if part < 0:
            boarded = tt.line_stop[ofs + first] >> 2
        if rest < 0:
            left = tt.line_stop[ofs + last] >> 2
        row = legs[k, at]
        row[0], row[1], row[2], row[3], row[4], row[5] = RIDE, boarded, left, leaves, comes, line
        row[6], row[7], row[8], row[9], row[10], row[11] = trip, first, part, last, rest, 0
        stop, rides = boarded, rides - 1
        if rides == 0:
            break
        c = -1
        if from_p < 0:
            c = -HOP - from_p
        elif foot[rides, stop, 0] <= -2:
            c = -2 - foot[rides, stop, 0]
        if c >= 0:
            walked, alighted = tt.hop[c, 3], -1
            line, trip = work.hop_parent[rides, c, 0], work.hop_parent[rides, c, 1]
            from_p, to_p = work.hop_parent[rides, c, 2], -HOP - c
            if line < 0:
                alighted = trip
        else:
            alighted, walked = foot[rides, stop, 0], foot[rides, stop, 1]
            line = -1
        if line < 0:
            line, trip = parent[rides, alighted, 0], parent[rides, alighted, 1]
            from_p, to_p = parent[rides, alighted, 2], parent[rides, alighted, 3]
    walked = query.seed[-1 - from_p, 3] if from_p < 0 else foot[0, stop, 1]
    if walked > 0:
        at -= 1
        write_walk(legs, k, at, -1, stop, leaves - walked, walked)
    return at


@kernel
def place_of(tt: Timetable, points: I32, mark: int, column: int) -> tuple[int, int]:
    """Position and part of a mark: a position, a row of `points`, a hop (from `column` on)."""
    if mark >= 0:
        return mark, -1
    if mark > -HOP:
        return points[-1 - mark, 1], points[-1 - mark, 2]
    return tt.hop[-HOP - mark, column + 1], tt.hop[-HOP - mark, column + 2]


@kernel
def pass_s(tt: Timetable, line: int, trip: int, p: int, part: int, arriving: int) -> int:
    """When a trip (or a run that began at `trip`) leaves or comes to a stop, or passes a point."""
    base, trips = tt.time_ofs[line], tt.line_trips[line]
    n = tt.line_ofs[line + 1] - tt.line_ofs[line]
    at_s: int
    if part >= 0:
        at_s = point_s(tt.arrive, tt.depart, base, trips, n, trip, p, part)
    elif trips > 0:
        at_s = tt.arrive[base + trip * n + p] if arriving else tt.depart[base + p * trips + trip]
    else:
        at_s = trip + (tt.arrive[base + p] if arriving else tt.depart[base + p])
    return at_s


@kernel
def write_walk(
    legs: I32, k: int, at: int, source: int, target: int, leaves: int, walked: int
) -> None:
    """One walk."""
    row = legs[k, at]
    row[0], row[1], row[2], row[3], row[4], row[5] = (
        WALK,
        source,
        target,
        leaves,
        leaves + walked,
        -1,
    )
    row[6], row[7], row[8], row[9], row[10], row[11] = -1, 0, -1, 0, -1, walked
