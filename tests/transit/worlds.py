"""The public transport of the small city, drawn in metres around lat -36.80, lon -73.05.

                   N  (0, -500)
                   │                 line BAHIAS, south to north and back: no stops but its ends,
  A ────B─────C────D────E            hailed anywhere, every 10 minutes
(-3000)    (-1500) (0)  (3000)       line 62 along y = -3300, by a timetable, every 20 minutes
                   │
  ═════════════════╪═════════        the highway of `tests.world`, y = -5560
                   S  (0, -6000)
"""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from minga.territory.models import City
from minga.transit.feeds.actions.feeds import Imported, import_feed
from tests.kernels.transit import drawn

SLUG = "lineas"
TIMED, HAILED = "lineas-62", "lineas-bahias"
"""The codes of the two lines."""
STOPS = {
    "A": ("Terminal Poniente", -3000, -3300),
    "B": ("Los Aromos", -1500, -3300),
    "C": ("Plaza Norte", -20, -3300),
    "E": ("Universidad", 3000, -3300),
    "S": ("Terminal Sur", 0, -6000),
    "N": ("Terminal Norte", 0, -500),
}
PLAZA = drawn.spot(-20, -3300)
HIGHWAY_CROSSING = drawn.spot(0, -5560)
Tables = dict[str, list[dict[str, Any]]]


def crossing() -> Tables:
    """The tables of the world above; change them before `written` to draw another one."""
    lines = [f"stop {key} {x} {y}" for key, (_, x, y) in STOPS.items()]
    lines += [
        "route 62 route_type=3",
        "route BAHIAS route_type=3 continuous_pickup=0 continuous_drop_off=0",
        "shape 62-out -3000,-3300 -1500,-3300 -20,-3300 3000,-3300",
        "shape 62-back 3000,-3300 -20,-3300 -1500,-3300 -3000,-3300",
        "shape B-out 0,-6000 0,-3300 0,-500",
        "shape B-back 0,-500 0,-3300 0,-6000",
        "trip B-out BAHIAS daily S 6:00 N 6:20 shape=B-out",
        "trip B-back BAHIAS daily N 6:00 S 6:20 shape=B-back",
        "every B-out 6:00 23:00 600 0",
        "every B-back 6:00 23:00 600 0",
    ]
    for number in range(50):
        at = 6 * 60 + 20 * number
        calls = [("A", at), ("B", at + 5), ("C", at + 10), ("E", at + 20)]
        lines += [_trip(f"62-out-{number}", calls, "62-out")]
        calls = [("E", at), ("C", at + 10), ("B", at + 15), ("A", at + 20)]
        lines += [_trip(f"62-back-{number}", calls, "62-back")]
    return _finished(drawn.tables("\n".join(lines)))


def _trip(name: str, calls: list[tuple[str, int]], shape: str) -> str:
    told = " ".join(f"{stop} {at // 60}:{at % 60:02}" for stop, at in calls)
    return f"trip {name} 62 daily {told} shape={shape}"


def _finished(tables: Tables) -> Tables:
    """What drawings leave out: names, headsigns, who runs it, and a long calendar."""
    for row in tables["stops"]:
        row["stop_name"] = STOPS[row["stop_id"]][0] if row["stop_id"] in STOPS else row["stop_id"]
        row["stop_code"] = f"P{row['stop_id']}"
    names = {"62": ("62", "Universidad - Terminal Poniente"), "BAHIAS": ("Bahías", "Las Bahías")}
    for row in tables["routes"]:
        row["route_short_name"], row["route_long_name"] = names[row["route_id"]]
        row |= {"agency_id": "buses-ines", "route_color": "1D4ED8", "route_text_color": "FFFFFF"}
    ends = {"62-out": "Universidad", "62-back": "Terminal Poniente", "B-out": "Norte",
            "B-back": "Sur"}  # fmt: skip
    for row in tables["trips"]:
        row["trip_headsign"] = ends[row["shape_id"]]
        row["direction_id"] = int(row["shape_id"].endswith("back"))
    for row in tables["calendar"]:
        row |= {"start_date": "20200101", "end_date": "20991231"}
    address = "https://buses-ines.invalid"
    tables["agency"] = [
        {"agency_id": "buses-ines", "agency_name": "Buses Inés", "agency_url": address,
         "agency_timezone": "America/Santiago", "agency_lang": "es"}
    ]  # fmt: skip
    tables["feed_info"] = [
        {"feed_publisher_name": "Buses Inés", "feed_publisher_url": address, "feed_lang": "es"}
    ]
    return tables


def written(path: Path, tables: Tables) -> Path:
    """The tables as a zip, the same bytes for the same tables."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            if not rows:
                continue
            page = io.StringIO()
            heads = list(dict.fromkeys(key for row in rows for key in row))
            writer = csv.DictWriter(page, heads, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(zipfile.ZipInfo(f"{name}.txt"), page.getvalue())
    return path


def brought(
    city: City,
    path: Path,
    *,
    at: datetime,
    slug: str = SLUG,
    starts_on: date = date(2020, 1, 1),
    **more: Any,
) -> Imported:
    """Import a zip as the keeper does."""
    more = {"name": "Buses Inés", "credit": "Buses Inés", "licence": "CC BY 4.0"} | more
    return import_feed(
        city=city, slug=slug, path=path, starts_on=starts_on, by=None, at=at, **more
    )  # fmt: skip
