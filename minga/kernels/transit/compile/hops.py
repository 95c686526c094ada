"""Changes where nobody stops: between lines that can be hailed, where their ways come nearest.

Stops of lines that cannot be hailed are joined to the ways around them, so that one changes from
a train to a bus that has no stops. Everything is found when a feed is compiled; walks are never
longer than between two stops.
"""

import itertools

import numpy as np
from numpy.typing import NDArray

from minga.kernels.transit.compile.hail import ALIGHT, BOARD, Ways, passes
from minga.kernels.transit.compile.nearest import (
    OWN,
    SEGMENT,
    apart,
    boxes_of,
    near_pairs_of,
    nearest_points,
    pieces_of,
)
from minga.kernels.transit.compile.walks import F64, WalkRules
from minga.kernels.transit.timetable import FRACTIONS, I32, I64, MAY_ALIGHT, MAY_BOARD

Edges = tuple[NDArray, NDArray, NDArray]
"""From, to, seconds."""


def hops_between(made: dict[str, I32], ways: Ways, places: F64, rules: WalkRules) -> dict[str, I32]:
    """All that a `Timetable` knows of lines that can be hailed, from its other arrays."""
    line_ofs, line_stop, stops = made["line_ofs"], made["line_stop"] >> 2, len(places)
    lines = len(line_ofs) - 1
    home = np.full(lines, -1, np.int32)
    home[ways.way_line] = ways.way_line
    line_of = np.repeat(np.arange(lines), np.diff(line_ofs))
    lonely = np.unique(line_stop[home[line_of] < 0]).astype(np.int64)
    hailed = home[line_of] >= 0
    calls = set(zip(line_of[hailed].tolist(), line_stop[hailed].tolist(), strict=True))
    hops = hops_of(ways, lonely, places, calls, rules)
    hops = hops[~needless(hops, made, places, rules.most_m)]
    arrays = hop_arrays(hops, line_ofs, stops, int(line_ofs[-1]))
    none = {"away_ofs": np.zeros(lines + 1, np.int32), "away": np.empty(0, np.int32)}
    return arrays | none | {"home": home}


def hops_of(
    ways: Ways, lonely: I64, places: F64, calls: set[tuple[int, int]], rules: WalkRules
) -> I32:
    """[C, 7] line, segment, fraction one leaves, seconds on foot, and those one boards.

    A stop stands as line -1 - stop. `lonely` are the stops of lines that cannot be hailed; of
    `calls` (line, stop) no walk to one's own stop is made.
    """
    longest = max(rules.most_m, 50.0) / 2
    pieces, ofs = pieces_of(ways, longest)
    boxes = [boxes_of(pieces, a, b) for a, b in itertools.pairwise(ofs)]
    reach, parts = float(rules.most_m), [np.empty((0, 7), np.int64)]
    for way in range(len(boxes)):
        for other_way in range(len(boxes)):
            if way == other_way or apart(ways.way_box[way], ways.way_box[other_way], reach):
                continue
            spans = ofs[way : way + 2], ofs[other_way : other_way + 2]
            rows, off = near_pairs_of(pieces, *spans, boxes[way], boxes[other_way], reach, longest)
            if len(rows):
                parts.append(_rows(ways, pieces, nearest_points(pieces, rows, off), rules))
    for stop in lonely.tolist() if len(boxes) else ():
        parts.append(_stop_rows(ways, stop, places[stop], calls, rules))
    return np.concatenate(parts).astype(np.int32)


def needless(hops: I32, made: dict[str, I32], places: F64, near_m: float) -> NDArray:
    """[C] whether two stops near by, one of each line, give the same change.

    Stops count that are the next ones along either line, no farther apart than `near_m`, with a
    walk between them or none needed.
    """
    line_ofs, line_stop, stops = made["line_ofs"], made["line_stop"], len(places)
    source = np.repeat(np.arange(stops), np.diff(made["walk_ofs"]))
    walks = np.unique(source * stops + made["walk"][:, 0])
    is_needless = np.zeros(len(hops), bool)
    both = (hops[:, 0] >= 0) & (hops[:, 4] >= 0)
    leave_at, board_at = (line_ofs[hops[both, at]] + hops[both, at + 1] for at in (0, 4))
    for leave in (leave_at, leave_at + 1):
        for board in (board_at, board_at + 1):
            u, v = line_stop[leave] >> 2, line_stop[board] >> 2
            may = (line_stop[leave] & MAY_ALIGHT > 0) & (line_stop[board] & MAY_BOARD > 0)
            close = np.hypot(*(places[u] - places[v]).T) <= near_m
            joined = (u == v) | np.isin(u.astype(np.int64) * stops + v, walks)
            is_needless[both] |= may & close & joined
    return is_needless


def _rows(ways: Ways, pieces: F64, near: F64, rules: WalkRules) -> I64:
    columns = []
    for side in (0, 1):
        piece = pieces[near[:, side].astype(np.int64)]
        way, segment = piece[:, OWN].astype(np.int64), piece[:, SEGMENT].astype(np.int64)
        first = ways.stop_ofs[way] + segment
        start, end = ways.stop_at[first], ways.stop_at[first + 1]
        part = (near[:, 2 + side] - start) / np.maximum(end - start, 1e-9) * FRACTIONS
        columns += [ways.way_line[way], segment, np.clip(np.round(part), 0, FRACTIONS)]
    # Where ways cross, rounding of coordinates is no walk.
    columns.insert(3, rules.seconds(np.round(near[:, 4], 1)))
    return np.stack(columns, axis=1).astype(np.int64)


def _stop_rows(
    ways: Ways, stop: int, place: F64, calls: set[tuple[int, int]], rules: WalkRules
) -> I64:
    """Walks from the lines around to a stop, and from it to them."""
    rows = []
    for wanted in (ALIGHT, BOARD):
        near = passes(ways, float(place[0]), float(place[1]), float(rules.most_m), wanted)
        parts = np.clip(np.round(near[:, 2] * FRACTIONS), 0, FRACTIONS)
        seconds = rules.seconds(near[:, 3])
        for (line, segment), part, secs in zip(
            near[:, :2].tolist(), parts.tolist(), seconds.tolist(), strict=True
        ):
            if (int(line), stop) not in calls:
                point, end = [line, segment, part], [-1 - stop, 0, 0]
                rows.append([*point, secs, *end] if wanted == ALIGHT else [*end, secs, *point])
    return np.array(rows, np.int64).reshape(-1, 7)


def hop_arrays(hops: I32, line_ofs: I32, stops: int, positions: int) -> dict[str, I32]:
    """The part of `Timetable` that hops make: by where one leaves, and by where one boards."""
    hops = hops[np.lexsort(hops.T[[6, 5, 4, 3, 2, 1]])]
    from_line = hops[:, 0] >= 0
    leaving, walking = hops[from_line], hops[~from_line]
    place = line_ofs[leaving[:, 0]] + leaving[:, 1]
    by_place = np.lexsort((leaving[:, 2], place))
    by_stop = np.argsort(-1 - walking[:, 0], kind="stable")
    rows = np.concatenate([leaving[by_place], walking[by_stop]])
    onto = np.flatnonzero(rows[:, 4] >= 0)
    board_place = line_ofs[rows[onto, 4]] + rows[onto, 5]
    order = np.lexsort((rows[onto, 6], board_place))
    return {
        "hop": np.ascontiguousarray(rows),
        "hop_ofs": _offsets(place, positions),
        "stop_hop_ofs": len(leaving) + _offsets(-1 - walking[:, 0], stops),
        "board": onto[order].astype(np.int32),
        "board_ofs": _offsets(board_place, positions),
    }


def _offsets(numbers: I32, many: int) -> I32:
    offsets = np.zeros(many + 1, np.int32)
    np.cumsum(np.bincount(numbers, minlength=many), out=offsets[1:])
    return offsets


def mirrored_hops(hops: I32, line_ofs: I32) -> I32:
    """Hops as they are taken backwards."""
    mirrored = hops[:, [4, 5, 6, 3, 0, 1, 2]]
    for first in (0, 4):
        on = mirrored[:, first] >= 0
        line = mirrored[on, first]
        mirrored[on, first + 1] = line_ofs[line + 1] - line_ofs[line] - 2 - mirrored[on, first + 1]
        mirrored[on, first + 2] = FRACTIONS - mirrored[on, first + 2]
    return mirrored


def hop_graph(
    hops: I32, line_ofs: I32, line_stop: I32, least: I32, stops: int
) -> tuple[int, Edges, Edges]:
    """Hops for `bounds`: how many points they join; rides along the points; the hops themselves.

    Points are numbered after the stops, in their order along the lines. `least` is the time from
    each position to the next, as `bounds.quickest_rides` tells it.
    """
    ends = np.concatenate([hops[:, :3], hops[:, 4:]]).astype(np.int64)
    on = ends[:, 0] >= 0
    base = FRACTIONS + 1
    marks = (line_ofs[ends[on, 0]] + ends[on, 1]) * base + ends[on, 2]
    points, number = np.unique(marks, return_inverse=True)
    node = -1 - ends[:, 0]
    node[on] = stops + number
    place, part = points // base, points % base
    # Each line has one ride fewer than positions.
    ride = least[place - np.searchsorted(line_ofs, place, "right") + 1].astype(np.int64)
    passed, own = ride * part // FRACTIONS, stops + np.arange(len(points))
    first, last = np.diff(place, prepend=-1) > 0, np.diff(place, append=2**62) > 0
    before = np.where(first, line_stop[place] >> 2, own - 1)
    since = passed - np.where(first, 0, np.roll(passed, 1))
    rides = (
        np.concatenate([before, own[last]]),
        np.concatenate([own, line_stop[place[last] + 1] >> 2]),
        np.concatenate([since, (ride - passed)[last]]),
    )
    return len(points), rides, (node[: len(hops)], node[len(hops) :], hops[:, 3])
