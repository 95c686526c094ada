"""What really runs: delays, cancellations and added trips as a new timetable beside the old.

Nothing that a running search reads is changed: `patched` copies what it must, the caller swaps one
reference. A trip that a delay makes overtake, or be overtaken, leaves its chain for a line of its
own, so every line stays a FIFO chain. A cancelled trip becomes the next one of its chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.bounds import quickest_rides
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.patterns import boardings
from minga.kernels.transit.timetable import (
    I32,
    I64,
    MAY_ALIGHT,
    MAY_BOARD,
    U8,
    UNREACHED,
    Timetable,
)


@dataclass(frozen=True, slots=True)
class Delay:
    """From a position on (0: the whole trip), a trip is so much late; early is negative.

    Of several for one trip each holds until the next one's position.
    """

    trip_id: str
    delay_s: int
    from_position: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A trip that does not run."""

    trip_id: str


@dataclass(frozen=True, slots=True)
class Added:
    """A trip that no timetable has: stop ids with arrival and departure, in order."""

    trip_id: str
    calls: tuple[tuple[str, int, int], ...]
    route_name: str = ""
    headsign: str = ""


Change = Delay | Cancelled | Added


@dataclass
class Told:
    """What came of the changes."""

    used: int = 0
    unknown: int = 0
    """Trips or stops that the network does not have today, and trips with headways."""
    refused: int = 0
    """Delays of more than half a day, added trips that run back in time."""


MOST_DELAY_S = 12 * 3600


class Trips:
    """Which line and trip an id means, for the trips that have a timetable; the quickest rides
    from each position to the next, lines end to end."""

    def __init__(self, tt: Timetable, ids: list[str], shift: I32) -> None:
        line = np.repeat(np.arange(len(tt.line_trips)), np.diff(tt.trip_ofs))
        timed = (tt.line_trips[line] > 0) & (shift == 0)
        self.line, self.first = line.astype(np.int32), tt.trip_ofs
        self.least = quickest_rides(tt)[2]
        self.number = {ids[trip]: trip for trip in np.flatnonzero(timed).tolist()}


@dataclass(frozen=True)
class Patch:
    """A timetable with changes. After its own lines stand those of one trip each."""

    tt: Timetable
    moved: I32
    """Where the first of those came from: trip numbers."""
    added: list[Added]
    """The last of them."""
    homes: I32
    """The lines those came from."""
    gone: U8
    """[T] 1 for trips that no longer run where they stood."""
    cancelled: U8
    """[T] 1 for trips that do not run at all."""
    touched: U8
    """[T] 1 for trips of which a delay was told, be it none."""
    slack_s: int
    """By so much one ride can be quicker than the bounds know; -1: they do not hold."""
    told: Told


def patched(
    tt: Timetable, trips: Trips, stops: Mapping[str, int], changes: Iterable[Change]
) -> Patch:
    """The timetable with the changes, beside the one given, which stays as it is."""
    told, added = Told(), []
    changes = list(changes)
    rows = _delays([one for one in changes if type(one) is Delay], trips, told)
    out = [trips.number.get(one.trip_id, -1) for one in changes if type(one) is Cancelled]
    cancelled = [trip for trip in out if trip >= 0]
    told.unknown += len(out) - len(cancelled)
    for change in changes:
        if type(change) is Added:
            calls = _calls(change, stops)
            if calls is None:
                told.refused += 1
            else:
                added.append((change, calls))
    told.used = len(rows) + len(cancelled) + len(added)
    gone = np.zeros(len(tt.trip_access), np.uint8)
    gone[cancelled] = 1
    dropped = gone.copy()
    touched = np.unique(rows[:, 0])
    arrive, depart = _room(tt, trips.line[touched], [calls for _, calls in added])
    slack = delay_trips(tt, arrive, depart, trips.line, rows, trips.least)
    moved = overtakers(tt, arrive, depart, trips.line, touched, gone)
    spans = np.diff(tt.line_ofs)[trips.line[moved]]
    own = taken_out(tt, arrive, depart, trips.line, moved, int(spans.sum()))
    gone[moved] = 1
    close_gaps(tt, arrive, depart, trips.line, np.flatnonzero(gone).astype(np.int32), gone)
    parts = [own, *(calls for _, calls in added)]
    spans = np.concatenate([spans, [len(calls[0]) for _, calls in added]]).astype(np.int64)
    access = np.concatenate([tt.trip_access[moved], np.zeros(len(added), np.uint8)])
    grown = _with_lines(tt, arrive, depart, parts, spans, access)
    grown = _with_homes(grown, tt, trips.line[moved])
    slack = -1 if added else int(slack)
    known = np.zeros_like(gone)
    known[touched] = 1
    news = [change for change, _ in added]
    return Patch(grown, moved, news, trips.line[moved], gone, dropped, known, slack, told)


def _delays(delays: list[Delay], trips: Trips, told: Told) -> I32:
    """[., 3] trip, from position, seconds of the delays that are known and can be; sorted."""
    number = trips.number.get
    trip = np.array([number(one.trip_id, -1) for one in delays], np.int64)
    from_p = np.array([one.from_position for one in delays], np.float64)
    late = np.array([one.delay_s for one in delays], np.float64)  # whatever numbers these are
    known, fine = trip >= 0, np.abs(late) <= MOST_DELAY_S
    told.unknown += int((~known).sum())
    told.refused += int((known & ~fine).sum())
    used = known & fine
    rows = np.stack([trip[used], np.clip(from_p[used], -1, 1 << 20), late[used]], axis=1)
    return np.ascontiguousarray(rows[np.lexsort(rows.T[::-1])].astype(np.int32))


def _room(tt: Timetable, lines: I32, added: list["Part"]) -> tuple[I32, I32]:
    """Copies of the times, with room behind them for every trip that may get its own line."""
    spans = int((tt.line_ofs[lines + 1] - tt.line_ofs[lines]).sum())
    most = len(tt.arrive) + spans + sum(len(calls[0]) for calls in added)
    arrive, depart = np.empty(most, np.int32), np.empty(most, np.int32)
    arrive[: len(tt.arrive)], depart[: len(tt.arrive)] = tt.arrive, tt.depart
    return arrive, depart


Part = tuple[I32, I32, I32]
"""Packed stops, arrivals, departures."""


def _calls(added: Added, stops: Mapping[str, int]) -> Part | None:
    """An added trip as a line, or None where it cannot run."""
    if len(added.calls) < 2 or any(stop not in stops for stop, _, _ in added.calls):
        return None
    packed = [stops[stop] * 4 + MAY_BOARD + MAY_ALIGHT for stop, _, _ in added.calls]
    times = [time for _, arrive, depart in added.calls for time in (arrive, depart)]
    if times != sorted(times) or not all(abs(time) < UNREACHED // 2 for time in times):
        return None
    table = np.array(times, np.int32).reshape(-1, 2)
    return np.array(packed, np.int32), table[:, 0].copy(), table[:, 1].copy()


def _with_lines(
    tt: Timetable, arrive: I32, depart: I32, parts: list[Part], spans: I64, access: U8
) -> Timetable:
    """The timetable with new times, and with lines of one trip each after its own."""
    known, many = len(tt.arrive), len(tt.arrive) + int(spans.sum())
    at = known
    for part in parts:
        end = at + len(part[1])
        arrive[at:end], depart[at:end] = part[1], part[2]
        at = end
    tt = tt._replace(arrive=arrive[:many], depart=depart[:many])
    if not len(spans):
        return tt
    one = np.ones(len(spans), np.int32)
    line_ofs = np.concatenate([tt.line_ofs, tt.line_ofs[-1] + np.cumsum(spans)]).astype(np.int32)
    line_stop = np.concatenate([tt.line_stop, *[part[0] for part in parts]])
    starts = known + np.cumsum(spans) - spans
    stop_ofs, stop_line = boardings(line_ofs, line_stop, len(tt.change))
    return tt._replace(
        line_ofs=line_ofs,
        line_stop=line_stop,
        line_trips=np.concatenate([tt.line_trips, one]),
        time_ofs=np.concatenate([tt.time_ofs, starts]),
        trip_ofs=np.concatenate([tt.trip_ofs, tt.trip_ofs[-1] + np.cumsum(one)]).astype(np.int32),
        trip_access=np.concatenate([tt.trip_access, access]),
        window_ofs=np.concatenate([tt.window_ofs, tt.window_ofs[-1] * one]).astype(np.int32),
        stop_ofs=stop_ofs,
        stop_line=stop_line,
    )


def _with_homes(grown: Timetable, tt: Timetable, homes: I32) -> Timetable:
    """Lines of their own are hailed where the lines are that their trips came from."""
    home: I32 = np.full(len(grown.line_trips), -1, np.int32)
    home[: len(tt.home)] = tt.home
    home[len(tt.home) : len(tt.home) + len(homes)] = tt.home[homes]
    own = np.flatnonzero(home[len(tt.home) :] >= 0) + len(tt.home)
    order = np.argsort(home[own], kind="stable")
    away_ofs = np.zeros(len(tt.home) + 1, np.int32)
    np.cumsum(np.bincount(home[own], minlength=len(tt.home)), out=away_ofs[1:])
    return grown._replace(home=home, away_ofs=away_ofs, away=own[order].astype(np.int32))


@kernel
def taken_out(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, moved: I32, total: int
) -> tuple[I32, I32, I32]:
    """Packed stops, arrivals and departures of trips that leave their chains, end to end."""
    packed = np.empty(total, np.int32)
    comes, leaves = np.empty(total, np.int32), np.empty(total, np.int32)
    at = 0
    for trip in moved:
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n = tt.line_ofs[line + 1] - tt.line_ofs[line]
        for p in range(n):
            packed[at] = tt.line_stop[tt.line_ofs[line] + p]
            comes[at] = arrive[base + t * n + p]
            leaves[at] = depart[base + p * many + t]
            at += 1
    return packed, comes, leaves


@kernel
def delay_trips(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, rows: I32, least: I32
) -> int:
    """Shift trips (rows, sorted: trip, from position, seconds); time never runs back within one.

    Answers by how much a ride on one of them is at most quicker than its line's quickest trips.
    """
    slack, i = 0, 0
    while i < len(rows):
        trip = rows[i, 0]
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        ofs = tt.line_ofs[line]
        n, before, shift, gain = tt.line_ofs[line + 1] - ofs, -UNREACHED, 0, 0
        for p in range(n):
            while i < len(rows) and rows[i, 0] == trip and rows[i, 1] <= p:
                shift = rows[i, 2]
                i += 1
            a, d = base + t * n + p, base + p * many + t
            arrive[a] = max(tt.arrive[a] + shift, before)
            depart[d] = max(tt.depart[d] + shift, arrive[a])
            if p > 0:
                # Each line has one ride fewer than positions.
                gain = max(0, gain + least[ofs - line + p - 1] - (arrive[a] - before))
                slack = max(slack, gain)
            before = depart[d]
        while i < len(rows) and rows[i, 0] == trip:
            i += 1  # positions that the trip does not have
    return slack


@kernel
def overtakers(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, touched: I32, gone: np.ndarray
) -> I32:
    """The changed trips that no longer fit between their neighbours, cancelled ones aside."""
    moved, out = np.empty(len(touched), np.int32), np.zeros(len(gone), np.uint8)
    changed = np.zeros(len(gone), np.uint8)
    many = 0
    for i in range(len(touched)):
        changed[touched[i]] = 1
    for i in range(len(touched)):
        trip = touched[i]
        if gone[trip]:
            continue
        line = trip_line[trip]
        base, trips, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n, fits = tt.line_ofs[line + 1] - tt.line_ofs[line], True
        # The neighbours that stay: before, all that have been judged; after, the unchanged one.
        u = t - 1
        while u >= 0 and (gone[tt.trip_ofs[line] + u] or out[tt.trip_ofs[line] + u]):
            u -= 1
        v = t + 1
        while v < trips and (gone[tt.trip_ofs[line] + v] or changed[tt.trip_ofs[line] + v]):
            v += 1
        for p in range(n):
            a, d = base + p, base + p * trips
            if u >= 0 and (arrive[a + t * n] < arrive[a + u * n] or depart[d + t] < depart[d + u]):
                fits = False
            if v < trips and (
                arrive[a + t * n] > arrive[a + v * n] or depart[d + t] > depart[d + v]
            ):
                fits = False
        if not fits:
            out[trip] = 1
            moved[many] = trip
            many += 1
    return moved[:many].copy()


@kernel
def close_gaps(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, trips: I32, gone: np.ndarray
) -> None:
    """Give trips that are gone the times of the next one that runs; UNREACHED after the last."""
    for i in range(len(trips) - 1, -1, -1):
        trip = trips[i]
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n = tt.line_ofs[line + 1] - tt.line_ofs[line]
        for p in range(n):
            a, d = base + t * n + p, base + p * many + t
            if t + 1 < many:
                arrive[a], depart[d] = arrive[a + n], depart[d + 1]
            else:
                arrive[a], depart[d] = UNREACHED, UNREACHED
