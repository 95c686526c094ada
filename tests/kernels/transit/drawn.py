"""Small worlds drawn as text, one statement a line, in the words of timetables.

stop A 0 0                     metres east and north of the middle; then name=value of stops.txt
route R continuous_pickup=0    only where a route is more than its name
service late 1111100           days from Monday; `daily` is there always
except daily 20261014 2        calendar_dates
trip T R daily A 8:00 B 8:10/8:12 C 8:20      the arrival/departure; B!p no pickup, B!d no drop-off
every T 6:00 9:00 600 0        frequencies: start, end, headway, exact_times
walk A B 120                   transfers: a rule for one pair, `kind=3` forbids it, `-` no time
path A B length=60             pathways: a way in a station; `node hall P`, `area a1 A` are on it
station P                      a station in the middle; `parent_station=P` on its stops
shape S 0,0 1000,0             and `shape=S` at the end of a trip's line
"""

import csv
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

from minga.kernels.planner import Network

DAY = datetime.date(2026, 10, 14)
THREE_TRIPS = """
stop A 0 0
stop B 5000 0
stop C 10000 0
trip t1 R daily A 8:00 B 8:10 C 8:20
trip t2 R daily A 8:30 B 8:40 C 8:50
trip t3 R daily A 9:00 B 9:10 C 9:20
"""
LAT, LON = -36.8, -73.05
METRE = 1 / 111_194.93
COS = 0.80073
HEADS = {
    "stops": ["stop_id", "stop_name", "stop_lat", "stop_lon", "wheelchair_boarding",
              "location_type", "parent_station"],
    "routes": ["route_id", "route_short_name", "route_type", "continuous_pickup",
               "continuous_drop_off"],
    "trips": ["trip_id", "route_id", "service_id", "shape_id", "wheelchair_accessible"],
    "stop_times": ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence",
                   "pickup_type", "drop_off_type"],
    "calendar": ["service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                 "sunday", "start_date", "end_date"],
    "calendar_dates": ["service_id", "date", "exception_type"],
    "frequencies": ["trip_id", "start_time", "end_time", "headway_secs", "exact_times"],
    "transfers": ["from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time",
                  "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"],
    "pathways": ["pathway_id", "from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional",
                 "length", "traversal_time"],
    "shapes": ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"],
}  # fmt: skip


def spot(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of metres east and north."""
    return LAT + y * METRE, LON + x * METRE / COS


def at(text: str) -> int:
    """Seconds of `8:05` or `8:05:30`."""
    h, m, *s = (int(part) for part in text.split(":"))
    return h * 3600 + m * 60 + (s[0] if s else 0)


def clock(text: str) -> str:
    s = at(text) if text else 0
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" if text else ""


def tables(text: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every file."""
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in HEADS}
    told["calendar"].append(service("daily", "1111111"))
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        words = [word for word in line.split() if "=" not in word]
        more = dict(word.split("=") for word in line.split() if "=" in word)
        kind, *rest = words
        if kind == "stop":
            lat, lon = spot(float(rest[1]), float(rest[2]))
            row = {"stop_id": rest[0], "stop_name": rest[0], "stop_lat": lat, "stop_lon": lon}
            told["stops"].append(row | more)
        elif kind == "station":
            row = {"stop_id": rest[0], "stop_name": rest[0], "stop_lat": LAT, "stop_lon": LON}
            told["stops"].append(row | {"location_type": 1} | more)
        elif kind == "route":
            told["routes"].append({"route_id": rest[0], "route_short_name": rest[0]} | more)
        elif kind == "service":
            told["calendar"].append(service(*rest))
        elif kind == "except":
            told["calendar_dates"].append(dict(zip(HEADS["calendar_dates"], rest, strict=True)))
        elif kind == "trip":
            trip(told, rest, more)
        elif kind == "every":
            row = dict(zip(HEADS["frequencies"], rest, strict=True))
            row["start_time"], row["end_time"] = clock(rest[1]), clock(rest[2])
            told["frequencies"].append(row)
        elif kind == "walk":
            row = {"from_stop_id": rest[0], "to_stop_id": rest[1]}
            row |= {"transfer_type": more.pop("kind", 2)}
            told["transfers"].append(row | {"min_transfer_time": rest[2].strip("-")} | more)
        elif kind == "path":
            row = {"pathway_id": len(told["pathways"]), "pathway_mode": more.pop("mode", 1)}
            row |= {"from_stop_id": rest[0], "to_stop_id": rest[1], "is_bidirectional": 1}
            told["pathways"].append(row | more)
        elif kind in ("node", "area"):
            row = {"stop_id": rest[0], "stop_name": rest[0], "parent_station": rest[1]}
            told["stops"].append(row | {"location_type": {"node": 3, "area": 4}[kind]})
        else:
            assert kind == "shape", line
            for number, point in enumerate(rest[1:]):
                lat, lon = spot(*map(float, point.split(",")))
                told["shapes"].append(
                    dict(zip(HEADS["shapes"], (rest[0], lat, lon, number), strict=True))
                )
    return told


def service(name: str, days: str) -> dict[str, Any]:
    return dict(zip(HEADS["calendar"], [name, *days, "20260101", "20261231"], strict=True))


def trip(told: dict[str, list[dict[str, Any]]], words: list[str], more: dict[str, str]) -> None:
    name, route, when, *calls = words
    if route not in {row["route_id"] for row in told["routes"]}:
        told["routes"].append({"route_id": route, "route_short_name": route})
    row = {"trip_id": name, "route_id": route, "service_id": when}
    told["trips"].append(
        row
        | {"shape_id": more.get("shape", ""), "wheelchair_accessible": more.get("wheelchair", 0)}
    )
    for number, (stop, time) in enumerate(zip(calls[::2], calls[1::2], strict=True)):
        stop, *marks = stop.split("!")
        arrive, _, depart = time.partition("/")
        told["stop_times"].append(
            {
                "trip_id": name,
                "arrival_time": clock("" if arrive == "-" else arrive),
                "departure_time": clock("" if arrive == "-" else depart or arrive),
                "stop_id": stop,
                "stop_sequence": number,
                "pickup_type": int("p" in marks),
                "drop_off_type": int("d" in marks),
            }
        )


def feed(path: Path, text: str) -> Path:
    """Write the world as a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables(text).items():
            if rows or name in ("stops", "routes", "trips", "stop_times"):
                page = io.StringIO()
                writer = csv.DictWriter(page, HEADS[name], restval="")
                writer.writeheader()
                writer.writerows(rows)
                archive.writestr(f"{name}.txt", page.getvalue())
    return path


def network(folder: Path, text: str, day: datetime.date = DAY, **how: Any) -> Network:
    """Compile and open the world."""
    path = feed(folder / "world.zip", text)
    Network.compile([path], day, folder / "world", **how)
    return Network.open(folder / "world")


def told(journeys: list[Any]) -> list[tuple[int, str]]:
    """(rides, arrival as h:mm:ss) of each journey."""
    return [(journey.rides, clock_of(journey.arrival_s)) for journey in journeys]


def clock_of(seconds: int) -> str:
    """`8:05`, with seconds where there are any."""
    h, m, s = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{h}:{m:02}" + (f":{s:02}" if s else "")
