"""What `transfers.txt` says of changes: exceptions to the walks that we find by ourselves.

A pair that is told wins over a straight line, in its direction; a forbidden one goes, be it within
a stop; a row about a station holds for its platforms unless a row about a platform says otherwise
(GTFS Schedule, "transfers.txt"). Rows for some routes come first where they say the same of all
(`narrow_rules`). Inside a station one walks as `pathways.txt` says where no row tells how long it
takes. Whatever no row names stays as it is.
"""

import math
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.compile.pathways import ways_inside
from minga.kernels.transit.compile.walks import WalkRules, as_rows, near_pairs
from minga.kernels.transit.timetable import I32, UNREACHED

RECOMMENDED, WAITED_FOR, STATED, IMPOSSIBLE = 0, 1, 2, 3
"""GTFS transfer types; the vehicle one changes to waits for who comes by the other."""
NO_CHANGE = UNREACHED + UNREACHED // 2
"""Longer than any day, and still an int32 when a time of day is added to it."""


class Told(NamedTuple):
    """Pairs of served stops: from, to, seconds; `NO_CHANGE` where one may not change."""

    source: NDArray
    target: NDArray
    seconds: NDArray


def walk_arrays(
    feeds: list[Feed], numbers: list[I32], places: NDArray, rules: WalkRules
) -> dict[str, NDArray]:
    """Walks in both directions and the time to change within a stop.

    `numbers[f]` maps a feed's stop rows to the network's stops, -1 for what is not served.
    """
    stops = len(places)
    parts = [
        _told(feed, number, places, rules) for feed, number in zip(feeds, numbers, strict=True)
    ]
    pairs = Told(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    source, target, metres = near_pairs(places, rules.most_m)
    free = ~np.isin(source * stops + target, pairs.source * stops + pairs.target)
    same = pairs.source == pairs.target
    walked = ~same & (pairs.seconds < NO_CHANGE)
    source = np.concatenate([source[free], pairs.source[walked]])
    target = np.concatenate([target[free], pairs.target[walked]])
    seconds = np.concatenate([rules.seconds(metres[free]), pairs.seconds[walked].astype(np.int32)])
    change = np.full(stops, rules.change_s, np.int32)
    change[pairs.source[same]] = pairs.seconds[same]
    walk_ofs, walk = as_rows(stops, source, target, seconds)
    back_ofs, back = as_rows(stops, target, source, seconds)
    return {
        "walk_ofs": walk_ofs,
        "walk": walk,
        "back_ofs": back_ofs,
        "back": back,
        "change": change,
    }


def _told(feed: Feed, number: I32, places: NDArray, rules: WalkRules) -> Told:
    """Each pair once: as the row says that is nearest to it, a forbidding one before others."""
    pairs = pl.concat(
        [
            _pairs(feed["stops"], feed["transfers"]),
            _pairs(feed["stops"], feed["widened"]).with_columns(depth=pl.lit(-1)),
        ],
        how="diagonal_relaxed",
    )
    source = number[pairs["at"].to_numpy()].astype(np.int64)
    target = number[pairs["at_to"].to_numpy()].astype(np.int64)
    kind, stated = pairs["kind"].to_numpy(), pairs["secs"].to_numpy().astype(np.int64)
    depth = pairs["depth"].to_numpy()
    used = (source >= 0) & (target >= 0)
    source, target, kind = source[used], target[used], kind[used]
    stated, depth = stated[used], depth[used]
    same = source == target
    metres = np.hypot(*(places[source] - places[target]).T)
    usual = np.where(same, rules.change_s, rules.seconds(metres)).astype(np.int64)
    quick = np.where(same, 0, np.ceil(metres / rules.speed_m_s)).astype(np.int64)
    inside, all_keys = _inside(feed, number, rules, len(places)), source * len(places) + target
    for row in np.flatnonzero(np.isin(all_keys, list(inside))).tolist():
        usual[row], quick[row] = inside[int(all_keys[row])]
    seconds = np.where(stated >= 0, stated, np.where(kind == WAITED_FOR, quick, usual))
    seconds[kind == IMPOSSIBLE] = NO_CHANGE
    # Of several rows for one pair a forbidding one holds, else the quickest walk; within a stop
    # the longest change.
    order = np.lexsort((np.where(same, -seconds, seconds), kind != IMPOSSIBLE, depth))
    _, first = np.unique((source * (len(places) + 1) + target)[order], return_index=True)
    chosen = order[first]
    source, target, seconds = source[chosen], target[chosen], seconds[chosen]
    untold = sorted(inside.keys() - (source * len(places) + target).tolist())
    keys = np.array(untold, np.int64)
    walks = np.array([inside[key][0] for key in untold], np.int64)
    return Told(
        np.concatenate([source, keys // max(1, len(places))]),
        np.concatenate([target, keys % max(1, len(places))]),
        np.concatenate([seconds, walks]),
    )


def _inside(feed: Feed, number: I32, rules: WalkRules, stops: int) -> dict[int, tuple[int, int]]:
    """Seconds between platforms of one station by from * stops + to: as usual, and in a hurry."""
    inside = {}
    for (source, target), far_s in ways_inside(feed, number, rules).items():
        quick = NO_CHANGE if math.isinf(far_s) else math.ceil(far_s)
        inside[source * stops + target] = (max(quick, rules.change_s), quick)
    return inside


def _pairs(stops: pl.DataFrame, transfers: pl.DataFrame) -> pl.DataFrame:
    """Rows between stops as rows of the stop table, those of stations for every platform.

    `depth`: how many of the two ends were named by their station.
    """
    rows = stops.select("stop_id", "parent_station").with_row_index("at")
    own = rows.select("stop_id", "at", pl.lit(0).alias("depth"))
    below = rows.filter(pl.col("parent_station") != "").select(
        pl.col("parent_station").alias("stop_id"), "at", pl.lit(1).alias("depth")
    )
    reach = pl.concat([own, below])
    return (
        transfers.join(reach, left_on="from_stop_id", right_on="stop_id")
        .join(reach, left_on="to_stop_id", right_on="stop_id", suffix="_to")
        .with_columns(depth=pl.col("depth") + pl.col("depth_to"))
    )
