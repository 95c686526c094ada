"""From the marks of a search back to the legs of a journey."""

from minga.kernels.transit.board import point_s
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import RIDE, WALK, Query, Work
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
        ofs, base, trips = tt.line_ofs[line], tt.time_ofs[line], tt.line_trips[line]
        n = tt.line_ofs[line + 1] - ofs
        first, part = from_p, 0
        if from_p < 0:
            first, part = query.seed[-1 - from_p, 1], query.seed[-1 - from_p, 2]
        final, rest = to_p, 0
        if to_p < 0:
            final, rest = query.alight[-1 - to_p, 1], query.alight[-1 - to_p, 2]
        if from_p < 0:
            leaves = point_s(tt.arrive, tt.depart, base, trips, n, trip, first, part)
        elif trips > 0:
            leaves = tt.depart[base + first * trips + trip]
        else:
            leaves = trip + tt.depart[base + first]
        if to_p < 0:
            comes = point_s(tt.arrive, tt.depart, base, trips, n, trip, final, rest)
        elif trips > 0:
            comes = tt.arrive[base + trip * n + final]
        else:
            comes = trip + tt.arrive[base + final]
        if walked > 0 and (rides == k or alighted != stop):
            # The walk after this ride: to the next one's stop, or to the destination.
            at -= 1
            write_walk(legs, k, at, alighted, -2 if rides == k else stop, comes, walked)
        at -= 1
        boarded = tt.line_stop[ofs + from_p] >> 2 if from_p >= 0 else -1
        legs[k, at, 0], legs[k, at, 1] = RIDE, boarded
        legs[k, at, 2] = tt.line_stop[ofs + to_p] >> 2 if to_p >= 0 else -2
        legs[k, at, 3], legs[k, at, 4], legs[k, at, 5] = leaves, comes, line
        legs[k, at, 6], legs[k, at, 7], legs[k, at, 8], legs[k, at, 9] = trip, from_p, to_p, 0
        stop, rides = boarded, rides - 1
        if rides == 0:
            break
        alighted, walked = foot[rides, stop, 0], foot[rides, stop, 1]
        line, trip = parent[rides, alighted, 0], parent[rides, alighted, 1]
        from_p, to_p = parent[rides, alighted, 2], parent[rides, alighted, 3]
    walked = query.seed[-1 - from_p, 3] if from_p < 0 else foot[0, stop, 1]
    if walked > 0:
        at -= 1
        write_walk(legs, k, at, -1, stop, leaves - walked, walked)
    return at


@kernel
def write_walk(
    legs: I32, k: int, at: int, source: int, target: int, leaves: int, walked: int
) -> None:
    """One walk."""
    legs[k, at, 0], legs[k, at, 1], legs[k, at, 2] = WALK, source, target
    legs[k, at, 3], legs[k, at, 4], legs[k, at, 5] = leaves, leaves + walked, -1
    legs[k, at, 6], legs[k, at, 7], legs[k, at, 8], legs[k, at, 9] = -1, 0, 0, walked
