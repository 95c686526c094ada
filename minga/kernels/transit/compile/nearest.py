"""Where two ways come nearest to each other, once for every time they meet.

Of two ways, the pairs of points within walking reach fall into connected parts: a crossing, a
street that both follow. Each part is told once, by its nearest points; where they run side by
side, twice: where they meet and where they part.
"""

import numpy as np

from minga.kernels.transit.compile.hail import ALIGHT, BOARD, Ways, beside
from minga.kernels.transit.compile.walks import F64
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I64

LEVEL_M = 1.0
"""By so little two points of a part are equally near."""
APART_M = 25.0
"""Where two ways meet and where they part are one place when no farther apart."""
CHUNK = 16
OWN, AX, AY, BX, BY, FROM_M, TO_M, SEGMENT, MAY = range(9)
"""Columns of a piece: its way, ends, metres along, the line's position before it, hail flags."""


def pieces_of(ways: Ways, longest_m: float) -> tuple[F64, I64]:
    """[., 9] every way cut at its bends and stops and so often that no piece is longer, and [H+1]
    where a way's pieces begin."""
    pieces, ofs = [], [0]
    for h in range(len(ways.way_line)):
        a, b = ways.way_ofs[h : h + 2]
        marks = ways.stop_at[ways.stop_ofs[h] : ways.stop_ofs[h + 1]]
        flags = ways.along[ways.stop_ofs[h] : ways.stop_ofs[h + 1]]
        even = np.arange(marks[0], marks[-1], longest_m)
        at = np.unique(np.concatenate([ways.way_at[a:b], marks, even]))
        at = at[(at >= marks[0]) & (at <= marks[-1])]
        xs, ys = (np.interp(at, ways.way_at[a:b], ways.way_xy[a:b, axis]) for axis in (0, 1))
        middle = (at[1:] + at[:-1]) / 2
        before = np.clip(np.searchsorted(marks, middle, "right") - 1, 0, len(marks) - 2)
        rows = np.stack(
            [np.full(len(middle), h), xs[:-1], ys[:-1], xs[1:], ys[1:], at[:-1], at[1:], before,
             flags[before]], axis=1,
        )  # fmt: skip
        pieces.append(rows[rows[:, TO_M] > rows[:, FROM_M]])
        ofs.append(ofs[-1] + len(pieces[-1]))
    return np.concatenate([*pieces, np.empty((0, 9))]), np.array(ofs, np.int64)


@kernel
def gap(pieces: F64, i: int, j: int) -> float:
    """Metres between two pieces."""
    ax, ay, bx, by = pieces[i, AX], pieces[i, AY], pieces[i, BX], pieces[i, BY]
    cx, cy, dx, dy = pieces[j, AX], pieces[j, AY], pieces[j, BX], pieces[j, BY]
    side_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    side_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    side_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    side_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if side_c * side_d < 0.0 and side_a * side_b < 0.0:
        return 0.0
    least: float = min(
        beside(cx, cy, dx, dy, ax, ay)[1],
        beside(cx, cy, dx, dy, bx, by)[1],
        beside(ax, ay, bx, by, cx, cy)[1],
        beside(ax, ay, bx, by, dx, dy)[1],
    )
    return least


@kernel
def closest(piece: F64, other: F64, pairs: F64) -> None:
    """The five pairs of points that may be nearest: rows (metres along, along, off) of `told`."""
    ax, ay, bx, by = piece[AX], piece[AY], piece[BX], piece[BY]
    cx, cy, dx, dy = other[AX], other[AY], other[BX], other[BY]
    for i in range(2):
        x, y = (ax, ay) if i == 0 else (bx, by)
        share, off = beside(cx, cy, dx, dy, x, y)
        pairs[i, 0] = piece[FROM_M] if i == 0 else piece[TO_M]
        pairs[i, 1] = other[FROM_M] + share * (other[TO_M] - other[FROM_M])
        pairs[i, 2] = off
        x, y = (cx, cy) if i == 0 else (dx, dy)
        share, off = beside(ax, ay, bx, by, x, y)
        pairs[2 + i, 0] = piece[FROM_M] + share * (piece[TO_M] - piece[FROM_M])
        pairs[2 + i, 1] = other[FROM_M] if i == 0 else other[TO_M]
        pairs[2 + i, 2] = off
    pairs[4] = pairs[0]
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if turn != 0.0:
        s = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
        t = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
        if 0.0 <= s <= 1.0 and 0.0 <= t <= 1.0:
            pairs[4, 0] = piece[FROM_M] + s * (piece[TO_M] - piece[FROM_M])
            pairs[4, 1] = other[FROM_M] + t * (other[TO_M] - other[FROM_M])
            pairs[4, 2] = 0.0


@kernel
def boxes_of(pieces: F64, first: int, end: int) -> F64:
    """[., 4] a box around each so many pieces of a way."""
    boxes = np.empty(((end - first + CHUNK - 1) // CHUNK, 4))
    for c in range(len(boxes)):
        a = first + c * CHUNK
        b = min(end, a + CHUNK)
        boxes[c, 0] = min(pieces[a:b, AX].min(), pieces[a:b, BX].min())
        boxes[c, 1] = min(pieces[a:b, AY].min(), pieces[a:b, BY].min())
        boxes[c, 2] = max(pieces[a:b, AX].max(), pieces[a:b, BX].max())
        boxes[c, 3] = max(pieces[a:b, AY].max(), pieces[a:b, BY].max())
    return boxes


@kernel
def apart(box: F64, other: F64, reach_m: float) -> bool:
    """Whether two boxes are farther apart than that, one way or the other."""
    aside = max(box[0] - other[2], other[0] - box[2])
    above = max(box[1] - other[3], other[1] - box[3])
    return bool(aside > reach_m or above > reach_m)


@kernel
def near_pairs_of(
    pieces: F64, ones: I64, others: I64, boxes: F64, other_boxes: F64, reach_m: float,
    longest_m: float,
) -> tuple[I64, F64]:  # fmt: skip
    """Pairs of pieces (first of one way, then of another) within reach, by row; metres apart.

    `ones` and `others` are the first and one past the last piece of each way, `longest_m` is as
    long as a piece can be.
    """
    rows, off, many = np.empty((64, 2), np.int64), np.empty(64), 0
    wide = 2.0 * (reach_m + longest_m)
    for i in range(ones[0], ones[1]):
        if not int(pieces[i, MAY]) & ALIGHT:
            continue
        chunk = boxes[(i - ones[0]) // CHUNK]
        for c in range(len(other_boxes)):
            if apart(chunk, other_boxes[c], reach_m):
                continue
            start = others[0] + c * CHUNK
            for j in range(start, min(others[1], start + CHUNK)):
                if not int(pieces[j, MAY]) & BOARD:
                    continue
                x = pieces[i, AX] + pieces[i, BX] - pieces[j, AX] - pieces[j, BX]
                y = pieces[i, AY] + pieces[i, BY] - pieces[j, AY] - pieces[j, BY]
                if x * x + y * y > wide * wide:
                    continue  # their middles are too far apart
                far = gap(pieces, i, j)
                if far <= reach_m:
                    if many == len(rows):
                        rows = np.concatenate((rows, np.empty_like(rows)))
                        off = np.concatenate((off, np.empty_like(off)))
                    rows[many, 0], rows[many, 1], off[many] = i, j, far
                    many += 1
    return rows[:many], off[:many]


@kernel
def root_of(parent: I64, i: int) -> int:
    """The part that a pair belongs to."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def parts_of(rows: I64) -> I64:
    """[n] for each pair the first of its part: pairs of neighbouring pieces hang together."""
    parent = np.arange(len(rows))
    low = 0
    for at in range(len(rows)):
        while rows[low, 0] < rows[at, 0] - 1:
            low += 1
        for before in range(low, at):
            if abs(rows[before, 1] - rows[at, 1]) <= 1:
                parent[root_of(parent, at)] = root_of(parent, before)
    for at in range(len(rows)):
        parent[at] = root_of(parent, at)
    return parent


@kernel
def nearest_points(pieces: F64, rows: I64, off: F64) -> F64:
    """[., 5] of each part: piece, piece, metres along both, metres off; once or twice."""
    part, five = parts_of(rows), np.empty((5, 3))
    points, many = np.empty((2 * len(rows), 5)), 0
    for root in range(len(rows)):
        if part[root] != root:
            continue
        least = 1e18
        for at in range(root, len(rows)):
            if part[at] == root:
                least = min(least, off[at])
        ends = np.zeros((2, 5))
        ends[0, 2], ends[1, 2] = 1e18, -1e18
        for at in range(root, len(rows)):
            if part[at] != root or off[at] > least + LEVEL_M:
                continue
            i, j = rows[at]
            closest(pieces[i], pieces[j], five)
            for c in range(5):
                if five[c, 2] > least + LEVEL_M:
                    continue
                for end in range(2):
                    sooner = five[c, 0] < ends[0, 2] - 1e-6
                    if (end == 0 and sooner) or (end == 1 and five[c, 0] > ends[1, 2] + 1e-6):
                        ends[end, 0], ends[end, 1] = i, j
                        ends[end, 2:] = five[c]
        points[many] = ends[0]
        many += 1
        if ends[1, 2] - ends[0, 2] > APART_M:
            points[many] = ends[1]
            many += 1
        elif ends[1, 4] < ends[0, 4]:
            points[many - 1] = ends[1]
    return points[:many]
