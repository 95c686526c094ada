"""From a feed's rows to the trips of a day: active services, filled times, one order."""

import datetime
from dataclasses import dataclass

import numpy as np
import polars as pl

from minga.kernels.transit.compile.calendar import services_on
from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.compile.notices import Notice
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.service_clock import shift_s
from minga.kernels.transit.timetable import I32, I64, U8


@dataclass
class Runs:
    """Trips that run, with their stop times end to end. `ofs` [T+1] into the others."""

    trips: pl.DataFrame
    """trip_id, route_id, wheelchair, shape_id, trip_headsign, shift (s), is_template, feed."""
    ofs: I64
    stop: I32
    arrive: I32
    depart: I32
    pickup: U8
    drop_off: U8
    along_pickup: U8
    along_drop_off: U8
    dist: np.ndarray


def runs_on(feed: Feed, number: int, day: datetime.date, days: tuple[int, ...], zone: str) -> Runs:
    """The trips of `day` and of the days `days` away (-1 is yesterday), shifted onto it.

    Of other days only what still runs after midnight stays. Template trips of headway lines come
    too. Stops are row numbers of the feed's stop table.
    """
    wanted = []
    for away in days:
        other = day + datetime.timedelta(days=away)
        active = services_on(feed, other)
        wanted.append(
            feed["trips"]
            .filter(pl.col("service_id").is_in(active.implode()))
            .with_columns(shift=pl.lit(shift_s(zone, day, other), pl.Int32))
        )
    templates = feed["templates"]["trip_id"].implode()
    trips = (
        pl.concat(wanted)
        .with_columns(is_template=pl.col("trip_id").is_in(templates))
        .with_row_index("number")
    )
    routes = feed["routes"].select("route_id", "pickup", "drop_off")
    trips = trips.join(routes, on="route_id", how="left", maintain_order="left")
    stops = feed["stops"].select("stop_id").with_row_index("stop")
    rows = (
        feed["stop_times"]
        .lazy()
        .join(
            trips.lazy().select(
                "trip_id", "number", "pickup", "drop_off",
                # A template's own times are no times of day: its windows are shifted instead.
                pl.when("is_template").then(0).otherwise("shift").alias("shift"),
            ),
            on="trip_id",
            suffix="_route",
        )
        .join(stops.lazy(), on="stop_id")
        .select(
            "number", "sequence", "stop", "pickup", "drop_off", "shape_dist",
            pl.col("arrival") + pl.col("shift"),
            pl.col("departure") + pl.col("shift"),
            _or_route("along_pickup", "pickup_route"),
            _or_route("along_drop_off", "drop_off_route"),
        )
        .sort("number", "sequence")
        .collect()
    )  # fmt: skip
    ofs = np.zeros(len(trips) + 1, np.int64)
    np.cumsum(np.bincount(rows["number"].to_numpy(), minlength=len(trips)), out=ofs[1:])
    missing = np.iinfo(np.int32).min
    arrive = rows["arrival"].fill_null(missing).to_numpy().astype(np.int32)
    depart = rows["departure"].fill_null(missing).to_numpy().astype(np.int32)
    keep = fill_times(ofs, arrive, depart)
    for trip in np.flatnonzero(keep == 2)[:100].tolist():
        name = str(trips["trip_id"][trip])
        feed.notices.append(Notice("end_without_time", "stop_times.txt", 0, "trip_id", name, False))
    return _kept(rows, trips.with_columns(feed=pl.lit(number)), ofs, arrive, depart, keep == 0)


def _or_route(own: str, route: str) -> pl.Expr:
    """A stop time's own word on boarding along the shape, else its route's."""
    return pl.when(pl.col(own) >= 0).then(pl.col(own)).otherwise(pl.col(route)).alias(own)


def _kept(
    rows: pl.DataFrame, trips: pl.DataFrame, ofs: I64, arrive: I32, depart: I32, keep: np.ndarray
) -> Runs:
    mask = np.repeat(keep, np.diff(ofs))
    lengths = np.diff(ofs)[keep]
    new = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=new[1:])
    small = {
        name: rows[name].to_numpy().astype(np.uint8)[mask]
        for name in ("pickup", "drop_off", "along_pickup", "along_drop_off")
    }
    return Runs(
        trips=trips.filter(pl.Series(keep)),
        ofs=new,
        stop=rows["stop"].to_numpy().astype(np.int32)[mask],
        arrive=arrive[mask],
        depart=depart[mask],
        dist=rows["shape_dist"].fill_null(np.nan).to_numpy()[mask],
        **small,
    )


@kernel
def fill_times(ofs: I64, arrive: I32, depart: I32) -> U8:
    """Fill what is blank by the line between its neighbours, force times not to run back.

    Blank is the least int32. Answers per trip: 0 runs, 1 is left out (under two stops, or over
    before midnight), 2 is left out for want of a time at its ends.
    """
    blank = np.int32(-(2**31))
    verdicts = np.zeros(len(ofs) - 1, np.uint8)
    for trip in range(len(ofs) - 1):
        a, b = ofs[trip], ofs[trip + 1]
        if b - a < 2:
            verdicts[trip] = 1
            continue
        for i in range(a, b):
            if arrive[i] == blank:
                arrive[i] = depart[i]
            if depart[i] == blank:
                depart[i] = arrive[i]
        if arrive[a] == blank or arrive[b - 1] == blank:
            verdicts[trip] = 2
            continue
        timed = a
        for i in range(a + 1, b):
            if arrive[i] == blank:
                continue
            for j in range(timed + 1, i):
                span = np.int64(arrive[i]) - depart[timed]
                arrive[j] = depart[timed] + span * (j - timed) // (i - timed)
                depart[j] = arrive[j]
            timed = i
        for i in range(a, b):
            if i > a:
                arrive[i] = max(arrive[i], depart[i - 1])
            depart[i] = max(depart[i], arrive[i])
        if arrive[b - 1] < 0:
            verdicts[trip] = 1
    return verdicts
