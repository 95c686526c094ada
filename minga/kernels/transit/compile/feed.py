"""A GTFS feed, read with polars and checked row by row before anything is built on it."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from minga.kernels.transit.compile import columns
from minga.kernels.transit.compile.archive import read_files
from minga.kernels.transit.compile.columns import faults, real, seconds, whole
from minga.kernels.transit.compile.notices import FeedRefused, Notice


@dataclass(frozen=True)
class Feed:
    """The tables of one feed: ids as text, times as seconds, coordinates as floats.

    Every table has `row`, its line in the file. `notices` holds what was wrong and could be borne.
    """

    name: str
    tables: dict[str, pl.DataFrame]
    present: frozenset[str]
    """Which optional files the feed has."""
    notices: list[Notice] = field(default_factory=list)

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]


def read_feed(path: Path, name: str = "") -> Feed:
    """Read and check a zip or a folder. Raises FeedRefused with row-level notices."""
    name = name or path.stem
    files = read_files(path, {f"{table}.txt" for table in columns.WANTED})
    absent = [f"{table}.txt" for table in columns.NEEDED if f"{table}.txt" not in files]
    if "calendar.txt" not in files and "calendar_dates.txt" not in files:
        absent.append("calendar.txt")
    if absent:
        raise FeedRefused(name, [Notice("file_missing", file) for file in absent])
    tables = {
        table: columns.table(name, table, files.get(f"{table}.txt", b""))
        for table in columns.WANTED
    }
    try:
        notices = _typed(tables)
    except pl.exceptions.PolarsError as error:
        raise FeedRefused(name, [Notice("feed_unreadable", value=str(error)[:200])]) from error
    errors = [notice for notice in notices if notice.is_error]
    if errors:
        raise FeedRefused(name, errors)
    present = frozenset(file.removesuffix(".txt") for file in files)
    return Feed(name, tables, present, notices)


def _typed(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    """Turn text into numbers in place, and say what is wrong."""
    notices = [
        *_stops(tables),
        *_trips(tables),
        *_stop_times(tables),
        *_frequencies(tables),
        *_calendars(tables),
        *_transfers(tables),
        *_shapes(tables),
    ]
    return notices


def _twice(frame: pl.DataFrame, file: str, key: str) -> list[Notice]:
    return faults(frame, file, "id_twice", key, pl.col(key).is_duplicated()) + faults(
        frame, file, "id_missing", key, pl.col(key) == ""
    )


def _stops(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    stops = tables["stops"].with_columns(
        lat=real("stop_lat"),
        lon=real("stop_lon"),
        kind=whole("location_type", 0).fill_null(0),
        wheelchair=whole("wheelchair_boarding", 0).fill_null(0),
    )
    placed = pl.col("kind") <= 1
    notices = _twice(stops, "stops", "stop_id")
    for text, number, most in (("stop_lat", "lat", 90), ("stop_lon", "lon", 180)):
        wrong = pl.col(number).is_null() | (pl.col(number).abs() > most)
        notices += faults(stops, "stops", "coordinate_invalid", text, placed & wrong)
    tables["stops"] = stops.filter(placed)
    return notices


def _trips(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    routes = tables["routes"].with_columns(
        pickup=whole("continuous_pickup", 1).fill_null(1),
        drop_off=whole("continuous_drop_off", 1).fill_null(1),
    )
    trips = tables["trips"].with_columns(wheelchair=whole("wheelchair_accessible", 0).fill_null(0))
    tables["routes"], tables["trips"] = routes, trips
    stranger = ~pl.col("route_id").is_in(routes["route_id"].implode())
    return (
        _twice(routes, "routes", "route_id")
        + _twice(trips, "trips", "trip_id")
        + faults(trips, "trips", "route_unknown", "route_id", stranger)
    )


def _stop_times(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    times = tables["stop_times"].with_columns(
        arrival=seconds("arrival_time"),
        departure=seconds("departure_time"),
        sequence=whole("stop_sequence"),
        pickup=whole("pickup_type", 0, 3),
        drop_off=whole("drop_off_type", 0, 3),
        along_pickup=whole("continuous_pickup", -1, 3),
        along_drop_off=whole("continuous_drop_off", -1, 3),
        shape_dist=real("shape_dist_traveled"),
    )
    notices = []
    for text, number in (("arrival_time", "arrival"), ("departure_time", "departure")):
        wrong = (pl.col(text) != "") & pl.col(number).is_null()
        notices += faults(times, "stop_times", "time_invalid", text, wrong)
    for text, number in (
        ("stop_sequence", "sequence"),
        ("pickup_type", "pickup"),
        ("drop_off_type", "drop_off"),
        ("continuous_pickup", "along_pickup"),
        ("continuous_drop_off", "along_drop_off"),
    ):
        notices += faults(times, "stop_times", "number_invalid", text, pl.col(number).is_null())
    for key, file in (("stop_id", "stops"), ("trip_id", "trips")):
        ids = tables[file][key].unique()
        used = times[key].unique()
        if not used.is_in(ids.implode()).all():
            stranger = ~pl.col(key).is_in(ids.implode())
            notices += faults(times, "stop_times", f"{key[:-3]}_unknown", key, stranger)
    if not notices:
        again = pl.struct("trip_id", "sequence").is_duplicated()
        notices += faults(times, "stop_times", "sequence_twice", "stop_sequence", again)
    tables["stop_times"] = times.drop(
        "arrival_time", "departure_time", "stop_sequence", "pickup_type", "drop_off_type"
    )
    return notices


def _frequencies(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    rows = tables["frequencies"].with_columns(
        start=seconds("start_time"),
        end=seconds("end_time"),
        headway=whole("headway_secs", most=7 * 86_400),
        exact=whole("exact_times", 0, 1),
    )
    tables["frequencies"] = rows
    notices = []
    for text, number in (("start_time", "start"), ("end_time", "end")):
        notices += faults(rows, "frequencies", "time_invalid", text, pl.col(number).is_null())
    wrong = pl.col("headway").is_null() | (pl.col("headway") == 0)
    notices += faults(rows, "frequencies", "headway_invalid", "headway_secs", wrong)
    notices += faults(
        rows, "frequencies", "number_invalid", "exact_times", pl.col("exact").is_null()
    )
    stranger = ~pl.col("trip_id").is_in(tables["trips"]["trip_id"].implode())
    return notices + faults(rows, "frequencies", "trip_unknown", "trip_id", stranger)


def _calendars(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    weekly = tables["calendar"].with_columns(
        columns.day_number("start_date").alias("first"),
        columns.day_number("end_date").alias("last"),
    )
    dates = tables["calendar_dates"].with_columns(columns.day_number("date").alias("on"))
    tables["calendar"], tables["calendar_dates"] = weekly, dates
    notices = _twice(weekly, "calendar", "service_id")
    for text, number in (("start_date", "first"), ("end_date", "last")):
        notices += faults(weekly, "calendar", "date_invalid", text, pl.col(number).is_null())
    return notices + faults(dates, "calendar_dates", "date_invalid", "date", pl.col("on").is_null())


def _transfers(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    walks = tables["transfers"].with_columns(
        kind=whole("transfer_type", 0, 5), secs=whole("min_transfer_time", -1, 86_400)
    )
    notices = faults(
        walks, "transfers", "number_invalid", "transfer_type", pl.col("kind").is_null()
    )
    wrong = pl.col("secs").is_null()
    notices += faults(walks, "transfers", "number_invalid", "min_transfer_time", wrong)
    # Rules between two routes or trips are narrower than we plan; general ones are used.
    narrow = pl.any_horizontal(
        pl.col("from_trip_id", "to_trip_id", "from_route_id", "to_route_id") != ""
    )
    notices += faults(walks, "transfers", "rule_unused", "from_stop_id", narrow, is_error=False)
    walks = walks.filter(~narrow & (pl.col("kind") <= 3))
    for key in ("from_stop_id", "to_stop_id"):
        stranger = ~pl.col(key).is_in(tables["stops"]["stop_id"].implode())
        notices += faults(walks, "transfers", "stop_unknown", key, stranger)
    tables["transfers"] = walks
    return notices


def _shapes(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    points = tables["shapes"].with_columns(
        lat=real("shape_pt_lat"),
        lon=real("shape_pt_lon"),
        sequence=whole("shape_pt_sequence"),
        dist=real("shape_dist_traveled"),
    )
    notices = []
    for text, number, most in (("shape_pt_lat", "lat", 90), ("shape_pt_lon", "lon", 180)):
        wrong = pl.col(number).is_null() | (pl.col(number).abs() > most)
        notices += faults(points, "shapes", "coordinate_invalid", text, wrong)
    wrong = pl.col("sequence").is_null()
    tables["shapes"] = points
    return notices + faults(points, "shapes", "number_invalid", "shape_pt_sequence", wrong)
