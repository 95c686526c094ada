"""From the runs of all feeds to the arrays of lines, trips and windows."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.compile.patterns import (
    boardings,
    group_trips,
    lay_times,
    packed_stops,
    split_chains,
)
from minga.kernels.transit.compile.trips import Runs
from minga.kernels.transit.timetable import I32, I64, U8

STATED_ACCESSIBLE = 1


@dataclass
class AllRuns:
    """The runs of every feed in one, stops renumbered; `trips` row i has times `ofs[i:i+1]`."""

    trips: pl.DataFrame
    """As `Runs.trips`, with `route` (row of all routes) and `shape` (-1: none)."""
    ofs: I64
    stop: I32
    arrive: I32
    depart: I32
    pickup: U8
    drop_off: U8
    along: U8
    """Whether one may board (1) and alight (2) along the shape after this stop."""
    dist: NDArray


def joined(runs: list[Runs], stop_numbers: list[I32], hail_anywhere: list[bool]) -> AllRuns:
    """All feeds' runs as one; `stop_numbers[f]` maps a feed's stop rows to the network's."""
    ofs = [np.zeros(1, np.int64)]
    for part in runs:
        ofs.append(part.ofs[1:] + ofs[-1][-1])
    along = []
    for part, anywhere in zip(runs, hail_anywhere, strict=True):
        if anywhere:
            along.append(np.full(len(part.stop), 3, np.uint8))
        else:
            board, leave = part.along_pickup != 1, part.along_drop_off != 1
            along.append((board + 2 * leave).astype(np.uint8))
    return AllRuns(
        trips=pl.concat([part.trips for part in runs]),
        ofs=np.concatenate(ofs),
        stop=np.concatenate(
            [numbers[part.stop] for part, numbers in zip(runs, stop_numbers, strict=True)]
        ).astype(np.int32),
        arrive=np.concatenate([part.arrive for part in runs]),
        depart=np.concatenate([part.depart for part in runs]),
        pickup=np.concatenate([part.pickup for part in runs]),
        drop_off=np.concatenate([part.drop_off for part in runs]),
        along=np.concatenate(along) if along else np.empty(0, np.uint8),
        dist=np.concatenate([part.dist for part in runs]),
    )


@dataclass
class Windows:
    """Headway windows by trip row: trip, start, end, headway, exact."""

    trip: I64
    rows: I32


def windows_of(feeds: list[Feed], runs: AllRuns) -> Windows:
    """The windows of all templates, shifted onto the day; what ends before midnight is left."""
    parts = [
        feed["frequencies"].select(
            pl.lit(number, pl.Int32).alias("feed"), "trip_id", "start", "end", "headway", "exact"
        )
        for number, feed in enumerate(feeds)
    ]
    trips = runs.trips.select(pl.col("feed").cast(pl.Int32), "trip_id", "shift").with_row_index(
        "trip"
    )
    rows = pl.concat(parts).join(trips, on=["feed", "trip_id"]).sort("trip", "start")
    trip = rows["trip"].to_numpy().astype(np.int64)
    shift = rows["shift"].to_numpy()
    table = np.stack(
        [
            rows["start"].to_numpy() + shift,
            rows["end"].to_numpy() + shift,
            rows["headway"].to_numpy(),
            rows["exact"].to_numpy(),
        ],
        axis=1,
    ).astype(np.int32)
    # Yesterday's and today's windows of one template make one line.
    same = rows.select(pl.col("trip").min().over("feed", "trip_id"))["trip"]
    lasts = runs.arrive[runs.ofs[trip + 1] - 1] - runs.depart[runs.ofs[trip]]
    keep = (table[:, 1] > table[:, 0]) & (table[:, 1].astype(np.int64) + lasts >= 0)
    line = same.to_numpy().astype(np.int64)[keep]
    order = np.argsort(line, kind="stable")
    return Windows(line[order], table[keep][order])


def line_arrays(runs: AllRuns, windows: Windows, stops: int) -> dict[str, NDArray]:
    """The part of `Timetable` that lines make, `line_how`, `line_along` and the order of trips.

    Timed lines come first, then one line for each template with a window.
    """
    template = runs.trips["is_template"].to_numpy()
    shape = runs.trips["shape"].to_numpy().astype(np.int64)
    many = np.diff(runs.ofs)
    how = runs.pickup.astype(np.int64) + 4 * runs.drop_off + 16 * runs.along
    # Only where one hails along the shape does a line need one shape.
    call_codes = (runs.stop.astype(np.int64) * 64 + how) << 24
    call_codes += np.where(runs.along > 0, np.repeat((shape + 1) % (1 << 24), many), 0)
    order, line_first = _chained(runs, call_codes, np.flatnonzero(~template))
    models, window_ofs, window = _templates(runs, windows)
    timed_lines = len(line_first) - 1
    order = np.concatenate([order, models]).astype(np.int64)
    firsts: I64 = np.concatenate(
        [line_first, len(order) - len(models) + 1 + np.arange(len(models))]
    ).astype(np.int64)
    model = order[firsts[:-1]]
    spans = many[model]
    times = np.diff(firsts) * spans
    time_ofs: I64 = (np.cumsum(times) - times).astype(np.int64)
    arrive, depart = lay_times(
        order, firsts, time_ofs, runs.ofs,
        *_from_start(runs, template),
    )  # fmt: skip
    rows = np.concatenate(
        [np.arange(runs.ofs[trip], runs.ofs[trip + 1]) for trip in model] or [np.empty(0, np.int64)]
    )
    line_ofs = np.concatenate([[0], np.cumsum(spans)]).astype(np.int32)
    line_stop = packed_stops(runs.stop[rows], runs.pickup[rows], runs.drop_off[rows])
    line_trips = np.diff(firsts).astype(np.int32)
    line_trips[timed_lines:] = 0
    stop_ofs, stop_line = boardings(line_ofs, line_stop, stops)
    access = runs.trips["wheelchair"].to_numpy()[order] == STATED_ACCESSIBLE
    none = np.zeros(timed_lines, np.int32)
    return {
        "line_ofs": line_ofs,
        "line_stop": line_stop,
        "line_trips": line_trips,
        "time_ofs": time_ofs,
        "arrive": arrive,
        "depart": depart,
        "trip_ofs": firsts.astype(np.int32),
        "trip_access": access.astype(np.uint8),
        "window_ofs": np.concatenate([none, window_ofs]).astype(np.int32),
        "window": window,
        "stop_ofs": stop_ofs,
        "stop_line": stop_line,
        "line_how": how[rows].astype(np.uint8),
        "line_shape": shape[model].astype(np.int32),
        "line_dist": runs.dist[rows],
        "order": order,
    }


def _chained(runs: AllRuns, call_codes: I64, timed: NDArray) -> tuple[I64, I64]:
    """Trips with a timetable by line and departure; where each line begins, and the end."""
    group = group_trips(runs.ofs, call_codes)
    first_s, last_s = runs.depart[runs.ofs[timed]], runs.arrive[runs.ofs[timed + 1] - 1]
    order = timed[np.lexsort((last_s, first_s, group[timed]))]
    chain = split_chains(order, group, runs.ofs, runs.arrive, runs.depart)
    by_line = np.lexsort((chain, group[order]))  # stable: departures stay in order
    order, chain = order[by_line], chain[by_line]
    key = np.stack([group[order], chain], axis=1)
    starts = np.flatnonzero(np.any(key[1:] != key[:-1], axis=1)) + 1 if len(key) else np.empty(0)
    line_first = np.concatenate([[0], starts, [len(order)]]) if len(key) else np.zeros(1)
    return order, line_first.astype(np.int64)


def _from_start(runs: AllRuns, template: NDArray) -> tuple[I32, I32]:
    """Times, those of templates counted from their first departure."""
    many = np.diff(runs.ofs)
    start = np.where(template, runs.depart[runs.ofs[:-1]], 0)
    off = np.repeat(start, many).astype(np.int32)
    return runs.arrive - off, runs.depart - off


def _templates(runs: AllRuns, windows: Windows) -> tuple[I64, I32, I32]:
    """Template trips with windows, in order; the windows of each."""
    models, first = np.unique(windows.trip, return_index=True)
    ofs = np.concatenate([first, [len(windows.trip)]]).astype(np.int32)
    return models, ofs, windows.rows
