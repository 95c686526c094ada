"""Slow twins of changes along the way: nearest points by sampling, journeys by trying every trip.

Lines are drawn: a polyline, two stops at its ends, trips as (start, seconds for the whole way).
"""

import itertools
import math
from dataclasses import dataclass

Point = tuple[float, float]
NONE = 1 << 30
PARTS = 4096


@dataclass(frozen=True)
class Drawn:
    """A line drawn for a test."""

    name: str
    way: list[Point]
    trips: list[tuple[int, int]]

    def text(self) -> str:
        """In the words of `drawn`."""
        (ax, ay), (bx, by) = self.way[0], self.way[-1]
        n, shape = self.name, " ".join(f"{x:g},{y:g}" for x, y in self.way)
        rows = [
            f"stop {n}0 {ax:g} {ay:g}",
            f"stop {n}1 {bx:g} {by:g}",
            f"route {n} continuous_pickup=0 continuous_drop_off=0",
            f"shape s{n} {shape}",
        ]
        for number, (start, span) in enumerate(self.trips):
            calls = f"{n}0 {clock(start)} {n}1 {clock(start + span)}"
            rows.append(f"trip {n}t{number} {n} daily {calls} shape=s{n}")
        return "\n".join(rows) + "\n"

    @property
    def metres(self) -> float:
        """How long the way is."""
        return sum(math.dist(a, b) for a, b in itertools.pairwise(self.way))


def stands_alone(lines: list[Drawn], far: float) -> bool:
    """Whether no end of a line is near another line, or an end of its own."""
    for line in lines:
        for end, (x, y) in ((0, line.way[0]), (1, line.way[-1])):
            others = [point for other in lines for point in sampled(other.way, 200.0)
                      if other is not line]  # fmt: skip
            if any(math.hypot(x - px, y - py) < far for _, px, py in others):
                return False
            if end and math.dist(line.way[0], (x, y)) < far:
                return False
    return True


def clock(s: int) -> str:
    return f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}"


def sampled(way: list[Point], step: float) -> list[tuple[float, float, float]]:
    """(metres along, x, y) at every corner and so often between."""
    told, along = [], 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(way):
        long = math.hypot(bx - ax, by - ay)
        many = max(1, math.ceil(long / step))
        told += [
            (along + long * i / many, ax + (bx - ax) * i / many, ay + (by - ay) * i / many)
            for i in range(many)
        ]
        along += long
    return [*told, (along, *way[-1])]


def meetings(
    drawn: Drawn, other: Drawn, reach: float, step: float
) -> list[tuple[float, float, float]]:
    """(metres along one, along the other, metres off) where two ways are nearest, each time."""
    a, b = sampled(drawn.way, step), sampled(other.way, step)
    near = {
        (i, j): math.hypot(p[1] - q[1], p[2] - q[2])
        for i, p in enumerate(a)
        for j, q in enumerate(b)
        if math.hypot(p[1] - q[1], p[2] - q[2]) <= reach
    }
    told, left = [], set(near)
    while left:
        waiting = [min(left)]
        left.discard(waiting[0])
        part = []
        while waiting:
            i, j = waiting.pop()
            part.append((i, j))
            for x in (i - 1, i, i + 1):
                for y in (j - 1, j, j + 1):
                    if (x, y) in left:
                        left.discard((x, y))
                        waiting.append((x, y))
        i, j = min(part, key=near.__getitem__)
        told.append((a[i][0], b[j][0], near[i, j]))
    return sorted(told)


def earliest(
    lines: list[Drawn], hops: list[list[int]], origin: str, target: str, leave: int, most: int
) -> list[tuple[int, int]]:
    """[(rides, arrival)] from one line's first stop to another's last, by every trip there is.

    `hops` are rows (line, segment, fraction, seconds, line, segment, fraction) by line number.
    """
    ready = {(number, 0): leave for number, line in enumerate(lines) if f"{line.name}0" == origin}
    best, told = NONE, []
    for rides in range(1, most + 1):
        done: dict[tuple[int, int], int] = {}
        arrival = NONE
        for number, line in enumerate(lines):
            points = sorted(
                {part for at, part in ready if at == number}
                | {hop[2] for hop in hops if hop[0] == number}
                | {0, PARTS}
            )
            for start, span in line.trips:
                boarded = None
                for part in points:
                    passes = start + span * part // PARTS
                    for row, hop in enumerate(hops):
                        off = boarded is not None and boarded < part
                        if off and hop[0] == number and hop[2] == part:
                            done[row, 0] = min(done.get((row, 0), NONE), passes + hop[3])
                    if boarded is None and ready.get((number, part), NONE) <= passes:
                        boarded = part
                if boarded is not None and f"{line.name}1" == target:
                    arrival = min(arrival, start + span)
        if arrival < best:
            best = arrival
            told.append((rides, arrival))
        ready = {}
        for (row, _), at in done.items():
            place = (hops[row][4], hops[row][6])
            ready[place] = min(ready.get(place, NONE), at)
    return told
