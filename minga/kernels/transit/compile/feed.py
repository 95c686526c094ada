"""A GTFS feed, read with polars and checked row by row before anything is built on it.

One bad row does not refuse a feed: it is left out with what hangs from it, and told (`rows`).
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from minga.kernels.transit.compile import columns
from minga.kernels.transit.compile.archive import read_files
from minga.kernels.transit.compile.columns import faults, real, seconds, whole
from minga.kernels.transit.compile.narrow_rules import NARROW, routes_at, widened
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.kernels.transit.compile.rows import Rows

BOARDING_AREA = 4
"""GTFS: a part of a platform (`location_type`)."""
MAY_STAY, MAY_NOT_STAY = 4, 5
"""GTFS: the vehicle goes on as another trip, and one may stay aboard or not (`transfer_type`)."""
STEPS = [2, 4]
"""GTFS: stairs and escalators (`pathway_mode`)."""


@dataclass(frozen=True)
class Feed:
    """The tables of one feed: ids as text, times as seconds, coordinates as floats.

    Every table has `row`, its line in the file. `notices` holds what was wrong and could be borne.
    """

    name: str
    tables: dict[str, pl.DataFrame]
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
    tables, notices = {}, list[Notice]()
    for table in columns.WANTED:
        tables[table], mended = columns.table(name, table, files.get(f"{table}.txt", b""))
        notices += mended
    try:
        notices += _typed(tables)
    except pl.exceptions.PolarsError as error:
        raise FeedRefused(name, [Notice("feed_unreadable", value=str(error)[:200])]) from error
    if any(notice.is_error for notice in notices):
        raise FeedRefused(name, sorted(notices, key=lambda notice: not notice.is_error))
    return Feed(name, tables, notices)


def _typed(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    """Turn text into numbers in place, leave out rows that cannot be used, and say so."""
    listed = {
        name: tables[name][f"{name[:-1]}_id"].unique() for name in ("stops", "routes", "trips")
    }
    return [
        *_stops(tables),
        *_trips(tables, listed),
        *_stop_times(tables, listed),
        *_frequencies(tables, listed),
        *_calendars(tables),
        *_transfers(tables),
        *_pathways(tables, listed),
        *_shapes(tables),
    ]


def _stops(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    stops = Rows(
        "stops",
        tables["stops"].with_columns(
            lat=real("stop_lat"),
            lon=real("stop_lon"),
            kind=whole("location_type", 0).fill_null(0),
            wheelchair=whole("wheelchair_boarding", 0).fill_null(0),
        ),
    )
    placed = pl.col("kind") <= 1
    stops.keep_first("stop_id")
    _placed(stops, "stop_lat", "stop_lon", placed)
    areas = stops.frame.filter(pl.col("kind") == BOARDING_AREA)
    tables["boarding_areas"] = areas.select("stop_id", "parent_station")
    # A platform that says nothing of wheelchairs has what its station says.
    said = stops.frame.select(pl.col("stop_id").alias("parent_station"), station="wheelchair")
    tables["stops"] = (
        stops.frame.filter(placed)
        .join(said, on="parent_station", how="left", maintain_order="left")
        .with_columns(
            wheelchair=pl.when(pl.col("wheelchair") == 0)
            .then(pl.col("station").fill_null(0))
            .otherwise(pl.col("wheelchair"))
        )
        .drop("station")
    )
    return stops.notices


def _placed(rows: Rows, lat: str, lon: str, needed: pl.Expr, *, refuses: bool = True) -> None:
    for text, number, most in ((lat, "lat", 90), (lon, "lon", 180)):
        wrong = pl.col(number).is_null() | (pl.col(number).abs() > most)
        rows.leave_out("coordinate_invalid", text, needed & wrong, refuses=refuses)


def _trips(tables: dict[str, pl.DataFrame], listed: dict[str, pl.Series]) -> list[Notice]:
    routes = Rows(
        "routes",
        tables["routes"].with_columns(
            pickup=whole("continuous_pickup", 1).fill_null(1),
            drop_off=whole("continuous_drop_off", 1).fill_null(1),
        ),
    )
    trips = Rows(
        "trips",
        tables["trips"].with_columns(wheelchair=whole("wheelchair_accessible", 0).fill_null(0)),
    )
    routes.keep_first("route_id")
    trips.keep_first("trip_id")
    trips.refer("route_id", listed["routes"], routes.frame["route_id"], "route_unknown")
    tables["routes"], tables["trips"] = routes.frame, trips.frame
    return routes.notices + trips.notices


def _stop_times(tables: dict[str, pl.DataFrame], listed: dict[str, pl.Series]) -> list[Notice]:
    times = Rows(
        "stop_times",
        tables["stop_times"].with_columns(
            arrival=seconds("arrival_time"),
            departure=seconds("departure_time"),
            sequence=whole("stop_sequence"),
            pickup=whole("pickup_type", 0, 3),
            drop_off=whole("drop_off_type", 0, 3),
            along_pickup=whole("continuous_pickup", -1, 3),
            along_drop_off=whole("continuous_drop_off", -1, 3),
            shape_dist=real("shape_dist_traveled"),
        ),
    )
    # GTFS-Flex: a zone or a group of places where one is fetched on demand is no stop.
    zone = (pl.col("location_group_id") != "") | (pl.col("location_id") != "")
    times.leave_out("on_demand_unused", "stop_id", (pl.col("stop_id") == "") & zone, refuses=False)
    for text, number in (("arrival_time", "arrival"), ("departure_time", "departure")):
        wrong = (pl.col(text) != "") & pl.col(number).is_null()
        times.leave_out("time_invalid", text, wrong)
    for text, number in (
        ("stop_sequence", "sequence"),
        ("pickup_type", "pickup"),
        ("drop_off_type", "drop_off"),
        ("continuous_pickup", "along_pickup"),
        ("continuous_drop_off", "along_drop_off"),
    ):
        times.leave_out("number_invalid", text, pl.col(number).is_null())
    times.refer("stop_id", listed["stops"], tables["stops"]["stop_id"], "stop_unknown")
    times.refer("trip_id", listed["trips"], tables["trips"]["trip_id"], "trip_unknown")
    again = ~pl.struct("trip_id", "sequence").is_first_distinct()
    times.leave_out("sequence_twice", "stop_sequence", again)
    tables["stop_times"] = times.frame.drop(
        "arrival_time", "departure_time", "stop_sequence", "pickup_type", "drop_off_type",
        "location_group_id", "location_id",
    )  # fmt: skip
    return times.notices


def _frequencies(tables: dict[str, pl.DataFrame], listed: dict[str, pl.Series]) -> list[Notice]:
    rows = Rows(
        "frequencies",
        tables["frequencies"].with_columns(
            start=seconds("start_time"),
            end=seconds("end_time"),
            headway=whole("headway_secs", most=7 * 86_400),
            exact=whole("exact_times", 0, 1),
        ),
    )
    # A trip whose windows are all unreadable has none; its own times are no times of day.
    tables["templates"] = rows.frame.select("trip_id").unique()
    for text, number in (("start_time", "start"), ("end_time", "end")):
        rows.leave_out("time_invalid", text, pl.col(number).is_null())
    wrong = pl.col("headway").is_null() | (pl.col("headway") == 0)
    rows.leave_out("headway_invalid", "headway_secs", wrong)
    rows.leave_out("number_invalid", "exact_times", pl.col("exact").is_null())
    rows.refer(
        "trip_id", listed["trips"], tables["trips"]["trip_id"], "trip_unknown", refuses=False
    )
    tables["frequencies"] = rows.frame
    return rows.notices


def _calendars(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    weekly = Rows(
        "calendar",
        tables["calendar"].with_columns(
            columns.day_number("start_date").alias("first"),
            columns.day_number("end_date").alias("last"),
        ),
    )
    dates = Rows(
        "calendar_dates",
        tables["calendar_dates"].with_columns(columns.day_number("date").alias("on")),
    )
    weekly.keep_first("service_id")
    for text, number in (("start_date", "first"), ("end_date", "last")):
        weekly.leave_out("date_invalid", text, pl.col(number).is_null())
    dates.leave_out("date_invalid", "date", pl.col("on").is_null())
    tables["calendar"], tables["calendar_dates"] = weekly.frame, dates.frame
    return weekly.notices + dates.notices


def _transfers(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    walks = Rows(
        "transfers",
        tables["transfers"].with_columns(
            kind=whole("transfer_type", 0, 5), secs=whole("min_transfer_time", -1, 86_400)
        ),
    )
    for text, number in (("transfer_type", "kind"), ("min_transfer_time", "secs")):
        walks.leave_out("number_invalid", text, pl.col(number).is_null(), refuses=False)
    # Whoever may not stay seated (5) changes as usual.
    walks.frame = walks.frame.filter(pl.col("kind") != MAY_NOT_STAY)
    stays = pl.col("kind") == MAY_STAY
    walks.leave_out("stay_seated_unused", "from_trip_id", stays, refuses=False)
    known = tables["stops"]["stop_id"]
    for key in ("from_stop_id", "to_stop_id"):
        walks.refer(key, known, known, "stop_unknown", refuses=False)
    is_narrow = pl.any_horizontal(pl.col(*NARROW) != "")
    narrow = walks.frame.filter(is_narrow)
    general = narrow.select("from_stop_id", "to_stop_id", "kind", "secs")
    if len(narrow):
        lines = routes_at(tables["stop_times"], tables["trips"])
        general, unused = widened(narrow, tables["stops"], lines)
        walks.leave_out(
            "rule_unused", "from_stop_id", pl.col("row").is_in(unused.implode()), refuses=False
        )
    tables["transfers"] = walks.frame.filter(~is_narrow)
    tables["widened"] = general
    return walks.notices


def _pathways(tables: dict[str, pl.DataFrame], listed: dict[str, pl.Series]) -> list[Notice]:
    paths = Rows(
        "pathways",
        tables["pathways"].with_columns(
            mode=whole("pathway_mode", 1).fill_null(1),
            both_ways=whole("is_bidirectional", 1, 1).fill_null(1),
            length=real("length"),
            traversal_time=real("traversal_time"),
        ),
    )
    for key in ("from_stop_id", "to_stop_id"):
        paths.refer(key, listed["stops"], listed["stops"], "stop_unknown", refuses=False)
    tables["pathways"] = paths.frame
    steps = faults(
        paths.frame, "pathways", "steps_unused", "pathway_mode", pl.col("mode").is_in(STEPS),
        is_error=False,
    )  # fmt: skip
    return paths.notices + steps


def _shapes(tables: dict[str, pl.DataFrame]) -> list[Notice]:
    points = Rows(
        "shapes",
        tables["shapes"].with_columns(
            lat=real("shape_pt_lat"),
            lon=real("shape_pt_lon"),
            sequence=whole("shape_pt_sequence"),
            dist=real("shape_dist_traveled"),
        ),
    )
    _placed(points, "shape_pt_lat", "shape_pt_lon", pl.lit(True), refuses=False)
    wrong = pl.col("sequence").is_null()
    points.leave_out("number_invalid", "shape_pt_sequence", wrong, refuses=False)
    tables["shapes"] = points.frame
    return points.notices
