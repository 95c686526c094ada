"""What a feed that can be read says that changes our answers: lines that never run before all."""

import polars as pl

from minga.kernels.transit.compile.columns import faults
from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.compile.notices import Notice
from minga.kernels.transit.service_clock import is_zone


def remarks(feed: Feed) -> list[Notice]:
    """Notices of what can be borne, and none of it an error."""
    trips, frequencies = feed["trips"], feed["frequencies"]
    services = pl.concat([feed["calendar"]["service_id"], feed["calendar_dates"]["service_id"]])
    unknown = ~pl.col("service_id").is_in(services.unique().implode())
    no_zone = ~pl.col("agency_timezone").map_elements(is_zone, pl.Boolean)
    never = pl.col("end") <= pl.col("start")
    return [
        *_lines_that_never_run(feed),
        *_notices(trips, "trips", "service_unknown", "service_id", unknown),
        *_notices(frequencies, "frequencies", "window_never_runs", "end_time", never),
        *_notices(_running_back(feed), "stop_times", "times_run_back", "trip_id", pl.lit(True)),
        *_notices(
            _going_on(trips).head(1), "trips", "stay_seated_unused", "block_id", pl.lit(True)
        ),
        *_notices(feed["agency"], "agency", "zone_unknown", "agency_timezone", no_zone),
    ]


def _notices(frame: pl.DataFrame, file: str, code: str, field: str, wrong: pl.Expr) -> list[Notice]:
    return faults(frame, file, code, field, wrong, is_error=False)


def _lines_that_never_run(feed: Feed) -> list[Notice]:
    """Lines without a trip that has two stops, a day on which it runs and, told so, a window."""
    dates = feed["calendar_dates"].filter(pl.col("exception_type") == "1")["service_id"]
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    weekly = feed["calendar"].filter(
        pl.any_horizontal(pl.col(*week) == "1") & (pl.col("first") <= pl.col("last"))
    )["service_id"]
    calls = feed["stop_times"].group_by("trip_id").len().filter(pl.col("len") > 1)["trip_id"]
    windows = feed["frequencies"].filter(pl.col("end") > pl.col("start"))["trip_id"]
    is_template = pl.col("trip_id").is_in(feed["templates"]["trip_id"].implode())
    trips = feed["trips"]
    running = trips.filter(
        pl.col("service_id").is_in(pl.concat([dates, weekly]).implode())
        & pl.col("trip_id").is_in(calls.implode())
        & (~is_template | pl.col("trip_id").is_in(windows.unique().implode()))
    )["route_id"]
    has_trips = pl.col("route_id").is_in(trips["route_id"].unique().implode())
    idle = has_trips & ~pl.col("route_id").is_in(running.unique().implode())
    return [
        *_notices(feed["routes"], "routes", "line_never_runs", "route_id", idle),
        *_notices(feed["routes"], "routes", "route_without_trips", "route_id", ~has_trips),
    ]


def _going_on(trips: pl.DataFrame) -> pl.DataFrame:
    """Trips of a vehicle that has another one on the same days: one might stay seated."""
    again = pl.len().over("block_id", "service_id") > 1
    return trips.filter((pl.col("block_id") != "") & again)


def _running_back(feed: Feed) -> pl.DataFrame:
    """The rows at which a trip arrives before it left the stop before."""
    times = feed["stop_times"].select("row", "trip_id", "sequence", "arrival", "departure")
    before = pl.col("departure").forward_fill().shift().over("trip_id")
    return (
        times.sort("trip_id", "sequence")
        .filter(pl.col("arrival").is_not_null() | pl.col("departure").is_not_null())
        .with_columns(before=before)
        .filter(pl.col("arrival") < pl.col("before"))
    )
