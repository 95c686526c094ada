"""From the marks of a search back to the legs of a journey."""

from minga.kernels.transit.board import point_s
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import (
    COME,
    FROM,
    FROM_P,
    KIND,
    LEAVE,
    LINE,
    RIDE,
    TO,
    TO_P,
    TRIP,
    WALK,
    WALKED,
    Query,
    Work,
)
from minga.kernels.transit.timetable import Timetable


@kernel
def trace(tt: Timetable, work: Work, query: Query, k: int) -> None:
    """Write the legs of round k's journey into `work.legs[k]`, from its end backwards."""
    legs, target = work.legs[k], work.target[k]
    at, stop = len(legs), -1
    line, trip, from_p, to_p = target[1], target[2], target[3], target[4]
    leaves, comes = ride_times(tt, query, line, trip, from_p, to_p)
    if target[6] > 0:
        at -= 1
        write_walk(legs[at], target[5], -2, comes, comes + target[6], target[6])
    for rides in range(k, 0, -1):
        if rides < k:
            # `stop` is where the ride boarded after this one; find how one came to it.
            v, walked = work.foot[rides, stop, 0], work.foot[rides, stop, 1]
            line, trip, from_p, to_p = work.parent[rides, v]
            leaves, comes = ride_times(tt, query, line, trip, from_p, to_p)
            if v != stop:
                at -= 1
                write_walk(legs[at], v, stop, comes, comes + walked, walked)
        at -= 1
        leg = legs[at]
        leg[KIND], leg[LEAVE], leg[COME] = RIDE, leaves, comes
        leg[LINE], leg[TRIP], leg[FROM_P], leg[TO_P], leg[WALKED] = line, trip, from_p, to_p, 0
        leg[FROM] = tt.line_stop[tt.line_ofs[line] + from_p] >> 2 if from_p >= 0 else -1
        leg[TO] = tt.line_stop[tt.line_ofs[line] + to_p] >> 2 if to_p >= 0 else -2
        stop = leg[FROM]
    walked = work.foot[0, stop, 1] if from_p >= 0 else query.seed[-1 - from_p, 3]
    if walked > 0:
        at -= 1
        write_walk(legs[at], -1, stop, leaves - walked, leaves, walked)
    work.first_leg[k] = at


@kernel
def ride_times(
    tt: Timetable, query: Query, line: int, trip: int, from_p: int, to_p: int
) -> tuple[int, int]:
    """When a ride leaves and comes; negative positions are points of the query."""
    base, trips = tt.time_ofs[line], tt.line_trips[line]
    n = tt.line_ofs[line + 1] - tt.line_ofs[line]
    if from_p < 0:
        seed = query.seed[-1 - from_p]
        leaves = point_s(tt, line, trip, seed[1], seed[2])
    elif trips > 0:
        leaves = tt.depart[base + from_p * trips + trip]
    else:
        leaves = trip + tt.depart[base + from_p]
    if to_p < 0:
        point = query.alight[-1 - to_p]
        comes = point_s(tt, line, trip, point[1], point[2])
    elif trips > 0:
        comes = tt.arrive[base + trip * n + to_p]
    else:
        comes = trip + tt.arrive[base + to_p]
    return leaves, comes


@kernel
def write_walk(leg: object, source: int, target: int, leave: int, come: int, walked: int) -> None:
    """One walk."""
    leg[KIND], leg[FROM], leg[TO], leg[LEAVE], leg[COME] = WALK, source, target, leave, come  # type: ignore[index]
    leg[LINE], leg[TRIP], leg[FROM_P], leg[TO_P], leg[WALKED] = -1, -1, 0, 0, walked  # type: ignore[index]
