"""What really runs: delays, cancellations and added trips as a new timetable beside the old.

Nothing that a running search reads is changed: `patched` copies what it must, the caller swaps one
reference. A trip that a delay makes overtake, or be overtaken, leaves its chain for a line of its
own, so every line stays a FIFO chain; so does one that skips a stop. A cancelled trip becomes the
next one of its chain. Runs of lines with headways that are late have lines of their own as well,
see `runs`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from minga.kernels.transit.compile.bounds import quickest_rides
from minga.kernels.transit.compile.patterns import boardings
from minga.kernels.transit.live.added import Call, calls_of
from minga.kernels.transit.live.late import close_gaps, delay_trips, overtakers, taken_out
from minga.kernels.transit.live.runs import Part, Runs, Split, late_run
from minga.kernels.transit.service_clock import DAY_S
from minga.kernels.transit.timetable import I32, I64, MAY_ALIGHT, MAY_BOARD, U8, Timetable


@dataclass(frozen=True, slots=True)
class Delay:
    """From a position on (0: the whole trip), a trip is so much late; early is negative.

    Of several for one trip each holds until the next one's position. Of a line with headways,
    `trip_id` is its template and `start_s` the run that would leave then; None: all of them.
    `day` -1 is the trip that began the day before and runs past midnight, 1 one of the next day.
    `arrival_s`: so late it comes to that one position, where this is not `delay_s`; of trips with
    a timetable only.
    """

    trip_id: str
    delay_s: int
    from_position: int = 0
    start_s: int | None = None
    day: int = 0
    arrival_s: int | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A trip that does not run; of a line with headways, a run of it or all, as in `Delay`."""

    trip_id: str
    start_s: int | None = None
    day: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stop of a trip with a timetable, by position, where nobody can board or alight."""

    trip_id: str
    position: int
    day: int = 0


@dataclass(frozen=True, slots=True)
class Added:
    """A trip that no timetable has: stop ids with arrival and departure, in order."""

    trip_id: str
    calls: tuple[Call, ...]
    route_name: str = ""
    headsign: str = ""


Change = Delay | Cancelled | Skipped | Added


@dataclass
class ChangeCounts:
    """What came of the changes."""

    used: int = 0
    unknown: int = 0
    """Trips, runs or stops that the network does not have today."""
    refused: int = 0
    """Delays of more than half a day, added trips that run back in time."""


MAX_DELAY_S = 12 * 3600


class Trips:
    """Which trip an id means, and of a line with headways which line; the quickest rides from each
    position to the next, lines end to end."""

    def __init__(self, tt: Timetable, ids: list[str], shift: I32) -> None:
        line = np.repeat(np.arange(len(tt.line_trips)), np.diff(tt.trip_ofs))
        has_times = tt.line_trips[line] > 0
        templates = np.flatnonzero(~has_times).tolist()
        self.line, self.first = line.astype(np.int32), tt.trip_ofs
        self.least = quickest_rides(tt)[2]
        away = np.rint(shift / DAY_S).astype(np.int32)
        self._on = {
            day: {ids[trip]: trip for trip in np.flatnonzero(has_times & on_day).tolist()}
            for day in (0, -1, 1)
            if (on_day := away == day).any() or not day
        }
        self.number = self._on[0]
        self.template = {ids[trip]: int(line[trip]) for trip in templates}

    def find(self, change: "Delay | Cancelled | Skipped") -> int:
        """The trip's number; -1 for a stranger."""
        return self._on.get(change.day, {}).get(change.trip_id, -1)


@dataclass(frozen=True)
class Patch:
    """A timetable with changes. After its own lines stand those of one trip, or of late runs."""

    tt: Timetable
    moved: I32
    """Where those came from, but for added trips: trip numbers, templates last."""
    added: list[Added]
    """The last of them."""
    parts: list[Part]
    """Stops and times of the added ones."""
    homes: I32
    """The lines that the others came from."""
    gone: U8
    """[T] 1 for trips that no longer run where they stood."""
    cancelled: U8
    """[T] 1 for trips that do not run at all."""
    touched: U8
    """[T] 1 for trips of which a delay was told, be it none, or a stop that is skipped."""
    slack_s: int
    """By so much one ride can be quicker than the bounds know, added trips aside."""
    counts: ChangeCounts


def patched(
    tt: Timetable, trips: Trips, stops: Mapping[str, int], changes: Iterable[Change]
) -> Patch:
    """The timetable with the changes, beside the one given, which stays as it is."""
    counts, runs = ChangeCounts(), Runs(tt)
    kinds: dict[type, list[Any]] = {Delay: [], Cancelled: [], Skipped: [], Added: []}
    for change in changes:
        kinds[type(change)].append(change)
    added = _added(kinds[Added], stops, counts)
    rows = _delays(kinds[Delay], trips, runs, counts)
    cancelled = _cancelled(kinds[Cancelled], trips, runs, counts)
    skipped = _skipped(kinds[Skipped], tt, trips, counts)
    gone = np.zeros(len(tt.trip_access), np.uint8)
    gone[cancelled] = 1
    dropped = gone.copy()
    leaving = np.setdiff1d(skipped[:, 0], cancelled).astype(np.int32)
    gone[leaving] = 1
    touched = rows[np.diff(rows[:, 0], prepend=-1) > 0, 0]
    split = runs.split()
    late = [late_run(tt, line, said, trips.least) for line, said, _ in split.lines]
    parts = [part for part, _ in late] + [part for _, part in added]
    arrive, depart = _room(tt, trips.line[np.concatenate([touched, leaving])], parts)
    slack = max(
        int(delay_trips(tt, arrive, depart, trips.line, rows, trips.least)),
        *(gain for _, gain in late),
        0,
    )
    moved = overtakers(tt, arrive, depart, trips.line, touched, gone)
    moved = np.concatenate([moved, leaving])
    spans = np.diff(tt.line_ofs)[trips.line[moved]]
    own = taken_out(tt, arrive, depart, trips.line, moved, int(spans.sum()))
    _pass_by(own[0], spans, moved, skipped)
    gone[moved] = 1
    close_gaps(tt, arrive, depart, trips.line, np.flatnonzero(gone).astype(np.int32), gone)
    spans = np.concatenate([spans, [len(part[0]) for part in parts]]).astype(np.int64)
    models = tt.trip_ofs[[line for line, _, _ in split.lines]].astype(np.int32)
    homes = np.concatenate([trips.line[moved], trips.line[models]])
    grown = _with_lines(tt, arrive, depart, [own, *parts], spans)
    grown = _with_trip_texts(grown, tt, np.concatenate([moved, models]), len(moved), split)
    grown = _with_homes(grown, tt, homes)
    mentioned = np.zeros_like(gone)
    mentioned[touched] = mentioned[leaving] = 1
    moved = np.concatenate([moved, models])
    news, extra = [trip for trip, _ in added], [part for _, part in added]
    return Patch(grown, moved, news, extra, homes, gone, dropped, mentioned, slack, counts)


def _added(
    added: list[Added], stops: Mapping[str, int], counts: ChangeCounts
) -> list[tuple[Added, Part]]:
    """The added trips that can run, with their stops and times."""
    read = [(trip, calls_of(trip.calls, stops)) for trip in added]
    fine = [(trip, part) for trip, part in read if part is not None]
    counts.refused += len(read) - len(fine)
    counts.used += len(fine)
    return fine


def _delays(delays: list[Delay], trips: Trips, runs: Runs, counts: ChangeCounts) -> I32:
    """[., 4] trip, from position, seconds, seconds of the arrival there; of the delays that are
    known and can be; sorted.

    Those of lines with headways go to `runs`.
    """
    number, find = trips.number.get, trips.find
    numbers = [find(delay) if delay.day else number(delay.trip_id, -1) for delay in delays]
    trip = np.array(numbers, np.int64)
    from_p = np.array([delay.from_position for delay in delays], np.float64)
    late = np.array([delay.delay_s for delay in delays], np.float64)  # whatever numbers these are
    comes_s = [delay.delay_s if delay.arrival_s is None else delay.arrival_s for delay in delays]
    comes = np.array(comes_s, np.float64)
    from_p = np.clip(from_p, -1, 1 << 20)
    fine = np.maximum(np.abs(late), np.abs(comes)) <= MAX_DELAY_S
    is_here = trip >= 0
    used = is_here & fine
    counts.refused += int((is_here & ~fine).sum())
    counts.used += int(used.sum())
    for row in np.flatnonzero(~is_here).tolist():
        line = trips.template.get(delays[row].trip_id, -1)
        if line >= 0 and not fine[row]:
            counts.refused += 1
        elif line >= 0 and runs.add_change(
            line, delays[row].start_s, (int(from_p[row]), int(late[row]))
        ):
            counts.used += 1
        else:
            counts.unknown += 1
    columns = (trip, from_p, late, comes)
    rows = np.stack([column[used] for column in columns], axis=1).astype(np.int32)
    return rows[np.lexsort(rows.T[::-1])]


def _cancelled(
    cancelled: list[Cancelled], trips: Trips, runs: Runs, counts: ChangeCounts
) -> list[int]:
    """The numbers of the trips that do not run; runs of lines with headways go to `runs`."""
    numbers = []
    for change in cancelled:
        trip, line = trips.find(change), trips.template.get(change.trip_id, -1)
        if trip >= 0:
            numbers.append(trip)
        elif line < 0 or not runs.add_change(line, change.start_s, None):
            counts.unknown += 1
            continue
        counts.used += 1
    return numbers


def _skipped(skipped: list[Skipped], tt: Timetable, trips: Trips, counts: ChangeCounts) -> I32:
    """[., 2] trip, position of the stops that are skipped."""
    rows = [(trips.find(stop), stop.position) for stop in skipped]
    spans = np.diff(tt.line_ofs)
    used = [(trip, p) for trip, p in rows if trip >= 0 and 0 <= p < spans[trips.line[trip]]]
    counts.used += len(used)
    counts.unknown += len(rows) - len(used)
    return np.array(used, np.int32).reshape(-1, 2)


def _pass_by(packed: I32, spans: I64, moved: I32, skipped: I32) -> None:
    """Let nobody board or alight where the last of the trips that moved skip a stop."""
    if not len(skipped):
        return
    starts = dict(zip(moved.tolist(), (np.cumsum(spans) - spans).tolist(), strict=True))
    for trip, position in skipped.tolist():
        if trip in starts:
            packed[starts[trip] + position] &= ~(MAY_BOARD | MAY_ALIGHT)


def _room(tt: Timetable, lines: I32, parts: list[Part]) -> tuple[I32, I32]:
    """Copies of the times, with room behind them for every trip that may get its own line."""
    spans = int((tt.line_ofs[lines + 1] - tt.line_ofs[lines]).sum())
    most = len(tt.arrive) + spans + sum(len(part[0]) for part in parts)
    arrive, depart = np.empty(most, np.int32), np.empty(most, np.int32)
    arrive[: len(tt.arrive)], depart[: len(tt.arrive)] = tt.arrive, tt.depart
    return arrive, depart


def _with_lines(
    tt: Timetable, arrive: I32, depart: I32, parts: list[Part], spans: I64
) -> Timetable:
    """The timetable with new times, and with the stops of so many lines after its own."""
    own, many = len(tt.arrive), len(tt.arrive) + int(spans.sum())
    at = own
    for part in parts:
        end = at + len(part[1])
        arrive[at:end], depart[at:end] = part[1], part[2]
        at = end
    tt = tt._replace(arrive=arrive[:many], depart=depart[:many])
    if not len(spans):
        return tt
    line_ofs = np.concatenate([tt.line_ofs, tt.line_ofs[-1] + np.cumsum(spans)]).astype(np.int32)
    line_stop = np.concatenate([tt.line_stop, *[part[0] for part in parts]])
    starts = own + np.cumsum(spans) - spans
    stop_ofs, stop_line = boardings(line_ofs, line_stop, len(tt.change))
    return tt._replace(
        line_ofs=line_ofs,
        line_stop=line_stop,
        time_ofs=np.concatenate([tt.time_ofs, starts]),
        stop_ofs=stop_ofs,
        stop_line=stop_line,
    )


def _with_trip_texts(
    grown: Timetable, tt: Timetable, moved: I32, timed: int, split: Split
) -> Timetable:
    """What else is known of the lines after its own: their one trip each, or their windows.

    `moved` are trips, `timed` of which have a timetable; lines of added trips follow them.
    """
    own, lines = len(tt.line_trips), len(grown.line_ofs) - 1
    trips = np.ones(lines - own, np.int32)
    access = np.zeros(lines - own, np.uint8)
    access[: len(moved)] = tt.trip_access[moved]
    numbers = tt.trip_ofs[-1] + np.cumsum(trips)
    trips[timed : len(moved)] = 0
    window_ofs, window = split.windows(tt, own + timed, lines)
    return grown._replace(
        line_trips=np.concatenate([tt.line_trips, trips]),
        trip_ofs=np.concatenate([tt.trip_ofs, numbers]).astype(np.int32),
        trip_access=np.concatenate([tt.trip_access, access]),
        window_ofs=window_ofs,
        window=window,
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
