"""What a feed says, as rows: lines, stops, its calendar, how much there is of everything."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from minga.ground.folding import fold
from minga.ground.text_safety import UNSTORABLE
from minga.kernels.transit.compile.feed import Feed, read_feed
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.transit.feeds.importing.public_codes import codes_of
from minga.transit.feeds.importing.remarks import remarks
from minga.transit.feeds.importing.route_shapes import ways_of
from minga.transit.feeds.importing.stop_sequences import sequences_of

MAX_ID_CHARS = 120
COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
BUS = 3
MAX_ROUTE_TYPE = 1799
"""The extended route types end here."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """The columns of `Line`."""

    code: str
    route_id: str
    short_name: str
    long_name: str
    mode: int
    colour: str
    text_colour: str
    operator: str
    hailed: bool
    position: int
    ways: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StopRow:
    """The columns of `Stop`."""

    code: str
    stop_id: str
    stop_code: str
    name: str
    folded: str
    lat: float
    lon: float
    wheelchair: int
    lines: list[str]


@dataclass(frozen=True)
class Reading:
    """A feed that can be used. `notices`: what was wrong and could be borne."""

    lines: list[LineRow]
    stops: list[StopRow]
    counts: dict[str, int]
    first_day: date
    last_day: date
    notices: list[Notice]
    sequences: dict[str, Any]


def read(path: Path, slug: str, *, hail_anywhere: bool = False) -> Reading:
    """Read and check a zip. Raises FeedRefused with row-level notices."""
    feed = read_feed(path, slug)
    _refuse_ids(feed)
    first, last = _calendar(feed)
    route_code = codes_of(slug, feed["routes"]["route_id"])
    stop_code = codes_of(slug, feed["stops"]["stop_id"])
    lines = _lines(feed, route_code, stop_code, hail_anywhere)
    stops = _stops(feed, route_code, stop_code)
    notices = [
        replace(notice, value=_clean(notice.value, 80))
        for notice in (*feed.notices, *remarks(feed))
    ]
    return Reading(lines, stops, _counts(feed), first, last, notices, sequences_of(feed))


def _refuse_ids(feed: Feed) -> None:
    """Ids stand in columns of a database: not too long, and storable."""
    notices = []
    for table, key in (("routes", "route_id"), ("stops", "stop_id"), ("trips", "trip_id")):
        for row, gtfs_id in feed[table].select("row", key).iter_rows():
            if len(gtfs_id) > MAX_ID_CHARS or UNSTORABLE.search(gtfs_id):
                notices.append(Notice("id_invalid", f"{table}.txt", row, key, _clean(gtfs_id, 80)))
    if notices:
        raise FeedRefused(feed.name, notices)


def _calendar(feed: Feed) -> tuple[date, date]:
    """The first and last day on which anything may run. Raises FeedRefused."""
    weekly = feed["calendar"].filter(
        pl.any_horizontal(
            pl.col("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
            == "1"
        )
    )
    single = feed["calendar_dates"].filter(pl.col("exception_type") == "1")["on"]
    days = [*weekly["first"].to_list(), *single.to_list()]
    ends = [*weekly["last"].to_list(), *single.to_list()]
    if not days or max(ends) < min(days):
        raise FeedRefused(feed.name, [Notice("no_service", "calendar.txt")])
    first, last = (datetime.strptime(str(day), "%Y%m%d") for day in (min(days), max(ends)))
    return first.date(), last.date()


def _lines(
    feed: Feed, code: dict[str, str], stop_code: dict[str, str], anywhere: bool
) -> list[LineRow]:
    """Lines with at least one trip, in the feed's own order or by their numbers."""
    ways, hailed = ways_of(feed, stop_code), _hailed(feed, anywhere)
    agencies = dict(feed["agency"].select("agency_id", "agency_name").iter_rows())
    only = next(iter(agencies.values())) if len(agencies) == 1 else ""
    rows = [row for row in feed["routes"].iter_rows(named=True) if row["route_id"] in ways]
    return [
        LineRow(
            code=code[row["route_id"]],
            route_id=row["route_id"],
            short_name=_clean(row["route_short_name"], 60),
            long_name=_clean(row["route_long_name"], 240),
            mode=_mode(row["route_type"]),
            colour=_colour(row["route_color"]),
            text_colour=_colour(row["route_text_color"]),
            operator=_clean(agencies.get(row["agency_id"]) or only, 160),
            hailed=row["route_id"] in hailed,
            position=position,
            ways=_clean_ways(ways[row["route_id"]]),
        )
        for position, row in enumerate(sorted(rows, key=_order))
    ]


def _stops(feed: Feed, route_code: dict[str, str], code: dict[str, str]) -> list[StopRow]:
    calls = (
        feed["stop_times"]
        .lazy()
        .select("trip_id", "stop_id")
        .join(feed["trips"].lazy().select("trip_id", "route_id"), on="trip_id")
        .select("stop_id", "route_id")
        .unique()
        .collect()
    )
    # A station has the lines of its platforms.
    parent = feed["stops"].filter(pl.col("parent_station") != "").select(
        "stop_id", "parent_station"
    )  # fmt: skip
    above = calls.join(parent, on="stop_id").select(stop_id="parent_station", route_id="route_id")
    lines: dict[str, set[str]] = {}
    for stop, route in pl.concat([calls, above]).iter_rows():
        lines.setdefault(stop, set()).add(route_code[route])
    return [
        StopRow(
            code=code[row["stop_id"]],
            stop_id=row["stop_id"],
            stop_code=_clean(row["stop_code"], 60),
            name=(name := _clean(row["stop_name"], 200) or _clean(row["stop_id"], 200)),
            folded=fold(name)[:200],
            lat=row["lat"],
            lon=row["lon"],
            wheelchair=row["wheelchair"] if row["wheelchair"] in (1, 2) else 0,
            lines=sorted(lines.get(row["stop_id"], ())),
        )
        for row in feed["stops"].iter_rows(named=True)
    ]


def _hailed(feed: Feed, anywhere: bool) -> set[str]:
    """Routes of which some stretch is boarded wherever one waves."""
    along = pl.col("along_pickup").is_in([0, 2, 3])
    says = ("continuous_pickup", "continuous_drop_off")
    speaks = any((feed[t][c] != "").any() for t in ("routes", "stop_times") for c in says)
    if anywhere and not speaks:
        return set(feed["routes"]["route_id"])
    routes = set(feed["routes"].filter(pl.col("pickup") != 1)["route_id"])
    trips = feed["stop_times"].filter(along)["trip_id"].unique()
    return routes | set(feed["trips"].filter(pl.col("trip_id").is_in(trips.implode()))["route_id"])


def _counts(feed: Feed) -> dict[str, int]:
    served = feed["trips"]["route_id"].n_unique()
    return {
        "agencies": len(feed["agency"]),
        "lines": served,
        "stops": len(feed["stops"]),
        "trips": len(feed["trips"]),
        "stop_times": len(feed["stop_times"]),
        "frequencies": len(feed["frequencies"]),
        "shapes": feed["shapes"]["shape_id"].n_unique(),
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """`2` before `10`, and `10A` after it, unless the feed itself gives an order."""
    stated = row["route_sort_order"]
    name = row["route_short_name"] or row["route_long_name"] or row["route_id"]
    number, rest = re.fullmatch(r"(\d{0,9})(.*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return (
        int(stated) if stated.isdecimal() and stated.isascii() else 2**31,
        not number,
        int(number or 0),
        rest,
        row["route_id"],
    )


def _clean_ways(ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [way | {"headsign": _clean(way["headsign"], 200)} for way in ways]


def _clean(text: str, most: int) -> str:
    return UNSTORABLE.sub("", text)[:most].strip()


def _colour(text: str) -> str:
    return text.upper() if COLOUR.fullmatch(text) else ""


def _mode(text: str) -> int:
    mode = int(text) if text.isascii() and text.isdecimal() else BUS
    return mode if mode <= MAX_ROUTE_TYPE else BUS
