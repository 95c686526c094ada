"""What one search is asked and what it works with: arrays that a thread keeps and reuses."""

from typing import NamedTuple

import numpy as np

from minga.kernels.transit.timetable import I32, U8, UNREACHED, Timetable

TIMETABLE, EXPECTED, WORST = 0, 1, 2
"""How long one waits for a line whose headway is no exact timetable: until the next step of
`start + k * headway`, half a headway, or a whole one."""
NEVER = -UNREACHED
"""Earlier than any time: a label that nothing improves."""
KIND, FROM, TO, LEAVE, COME, LINE, TRIP, FROM_P, FROM_PART, TO_P, TO_PART, WALKED = range(12)
"""Columns of a leg. FROM and TO are stops, -1 the origin, -2 the destination, -3 a point of a line
that is ridden. A part is a fraction of the way to the next position; -1 is a stop."""
COLUMNS = 12
POINT = -3
HOP = 1 << 24
"""In marks of a search, a negative position is a point along a line: -1 minus the row of
`Query.seed` or `Query.alight`, or -HOP minus the row of `Timetable.hop`."""
WALK, RIDE = 0, 1


ROOM = 256
"""Journeys that a profile may find before it must hand them out."""


class Query(NamedTuple):
    """One question, in the timetable's numbers."""

    access: I32
    """[., 2] stop, seconds from the origin."""
    egress: I32
    """[., 2] stop, seconds to the destination."""
    seed: I32
    """[., 4] line, segment, fraction, seconds: where one may hail near the origin."""
    alight: I32
    """[., 4] the same near the destination, sorted."""
    depart_s: int
    direct_s: int
    """Seconds to walk all the way; UNREACHED where it is too far."""
    max_rides: int
    step_free: int
    """1: only trips stated to be accessible."""
    wait: int
    """TIMETABLE, EXPECTED or WORST."""
    slack_s: int
    """Seconds by which all rides together may be quicker than the bounds; -1: use none."""


class Work(NamedTuple):
    """Memory of one thread for one timetable; K rides at most."""

    label: I32
    """[S, 1 or K+1, 4] boarding (what the round before marked), best by vehicle, best ready,
    bound; in one layer for a plan, in one for each round for a profile."""
    egress: I32
    """[S] seconds to the destination."""
    touched: U8
    """[S] the last round in which a vehicle improved the stop."""
    parent: I32
    """[K+1, S, 4] line, trip (or its start), from position, to position."""
    foot: I32
    """[K+1, S, 2] the stop one walked from (-1: the origin, -2 minus a hop: a point), seconds."""
    marked: I32
    hit: I32
    span: I32
    """[R, 2] first and last marked position of a queued line."""
    queue: I32
    ends: U8
    """[R] 1 where the line passes the destination."""
    alight_of: I32
    """[R] the line's first row of `Query.alight`."""
    seed_of: I32
    """[R] the line's first row of `Query.seed`."""
    hop_best: I32
    """[C, 1 or K+1] the earliest time a hop was done."""
    hop_ready: I32
    """[C] the same for hops that the round before marked."""
    hop_parent: I32
    """[K+1, C, 3] line, trip, from position; or -1, the stop one walked from."""
    hop_seen: U8
    """[C] the last round that improved a hop."""
    hop_hit: I32
    hop_marked: I32
    hops: I32
    """[2] how many of each."""
    rode: I32
    """[R, 1 or K+1, 2] of a line that can be hailed the trip (or start) that is ridden already, and
    from where on: the position times `FRACTIONS` and the part."""
    target: I32
    """[K+1, 8] arrival, line, trip, from position, to position, stop, egress, 1 if it is new."""
    legs: I32
    """[K+1, 2K+3, 12] the legs of each round's journey, filled from the end."""
    found: I32
    """[J, 3] journeys: rides, first row, one past the last."""
    rows: I32
    """[., 12] the legs of `found`."""
    many: I32
    """[1] how many are found."""
    shut: U8
    """[S] 1 where wheelchairs cannot board."""


def work_for(tt: Timetable, max_rides: int, shut: U8, *, deep: bool = False) -> Work:
    """Fresh memory, all marks clear."""
    stops, lines, hops, k = len(tt.change), len(tt.line_trips), len(tt.hop), max_rides + 1
    return Work(
        label=np.empty((stops, k if deep else 1, 4), np.int32),
        egress=np.full(stops, UNREACHED, np.int32),
        touched=np.zeros(stops, np.uint8),
        parent=np.empty((k, stops, 4), np.int32),
        foot=np.empty((k, stops, 2), np.int32),
        marked=np.empty(stops, np.int32),
        hit=np.empty(stops, np.int32),
        span=np.full((lines, 2), UNREACHED, np.int32),
        queue=np.empty(lines, np.int32),
        ends=np.zeros(lines, np.uint8),
        alight_of=np.full(lines, UNREACHED, np.int32),
        seed_of=np.full(lines, UNREACHED, np.int32),
        hop_best=np.empty((hops, k if deep else 1), np.int32),
        hop_ready=np.empty(hops, np.int32),
        hop_parent=np.empty((k, hops, 3), np.int32),
        hop_seen=np.zeros(hops, np.uint8),
        hop_hit=np.empty(hops, np.int32),
        hop_marked=np.empty(hops, np.int32),
        hops=np.zeros(2, np.int32),
        rode=np.empty((lines, k if deep else 1, 2), np.int32),
        target=np.empty((k, 8), np.int32),
        legs=np.empty((k, 2 * k + 1, COLUMNS), np.int32),
        found=np.empty((ROOM if deep else k, 3), np.int32),
        rows=np.empty(((ROOM if deep else k) * (2 * k + 1), COLUMNS), np.int32),
        many=np.zeros(1, np.int32),
        shut=shut,
    )
