"""Arriving by a time is leaving at one, in a timetable whose time and lines run backwards: the
question and its answer as the mirror has them (`compile/mirror.py`).
"""

import numpy as np

from minga.kernels.transit.search.query import FROM_P, FROM_PART, TO_P, TO_PART, WALKED, Query
from minga.kernels.transit.timetable import FRACTIONS, I32, Timetable

FROM_END = (0, 2, 1, 4, 3, 5, 6, 9, 10, 7, 8, 11)
"""The columns of a leg, seen from the other end."""


def mirrored_points(tt: Timetable, points: I32) -> I32:
    """Points along lines as the mirror counts them, sorted."""
    mirrored = points.copy()
    spans = (tt.line_ofs[points[:, 0] + 1] - tt.line_ofs[points[:, 0]]) if len(points) else 0
    mirrored[:, 1] = spans - 2 - points[:, 1]
    mirrored[:, 2] = FRACTIONS - points[:, 2]
    return mirrored[np.lexsort((mirrored[:, 2], mirrored[:, 1], mirrored[:, 0]))]


def mirrored_query(tt: Timetable, query: Query, arrive_s: int) -> Query:
    """The question from the other end: be there at `arrive_s`."""
    return query._replace(
        access=query.egress,
        egress=query.access,
        seed=mirrored_points(tt, query.alight),
        alight=mirrored_points(tt, query.seed),
        depart_s=-arrive_s,
    )


def mirrored_legs(tt: Timetable, rows: list[list[int]]) -> list[list[int]]:
    """Legs found in the mirror, as they are ridden."""
    legs: list[list[int]] = []
    for row in reversed(rows):
        leg = [row[column] for column in FROM_END]
        leg[1], leg[2] = (-1 if leg[1] == -2 else leg[1]), (-2 if leg[2] == -1 else leg[2])
        leg[3], leg[4] = -leg[3], -leg[4]
        line = leg[5]
        if line >= 0:
            n, trips = int(tt.line_ofs[line + 1] - tt.line_ofs[line]), int(tt.line_trips[line])
            duration = 0 if trips else int(tt.arrive[tt.time_ofs[line] + n - 1])
            leg[6] = trips - 1 - leg[6] if trips else -leg[6] - duration
            for p, part in ((FROM_P, FROM_PART), (TO_P, TO_PART)):
                between = leg[part] >= 0
                leg[p] = n - 1 - between - leg[p]
                leg[part] = FRACTIONS - leg[part] if between else -1
        elif legs:
            # A walk between rides begins when the ride before it ends.
            leg[3], leg[4] = legs[-1][4], legs[-1][4] + leg[WALKED]
        legs.append(leg)
    return legs
