"""The obvious slow twin: every trip of every round, nothing pruned, read with `csv` alone.

A run is a template and a start (0 for a trip with a timetable). Rounds count rides exactly; walks
come between rides, never two in a row. It shares no line with `minga`.
"""

import csv
import datetime
import io
import itertools
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np

NONE = 1 << 30
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def seconds(text: str) -> int:
    if not text.strip():
        return -1
    h, m, s = text.strip().split(":")
    return int(h) * 3600 + int(m) * 60 + int(s)


@dataclass
class World:
    """Every run of a day, by row."""

    stops: dict[str, int]
    trips: dict[str, int]
    ofs: np.ndarray
    stop: np.ndarray
    arrive: np.ndarray
    depart: np.ndarray
    may: np.ndarray
    run_template: np.ndarray
    run_start: np.ndarray
    walk_ofs: np.ndarray
    walk: np.ndarray


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        if name not in archive.namelist():
            return []
        text = archive.read(name).decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    return [row for row in reader if any(row.values())]


def active(path: Path, day: datetime.date) -> set[str]:
    text = day.strftime("%Y%m%d")
    running = {
        row["service_id"]
        for row in rows_of(path, "calendar.txt")
        if row[DAYS[day.weekday()]] == "1" and row["start_date"] <= text <= row["end_date"]
    }
    for row in rows_of(path, "calendar_dates.txt"):
        if row["date"] == text:
            (running.add if row["exception_type"] == "1" else running.discard)(row["service_id"])
    return running


def filled(times: list[list[int]]) -> None:
    """[arrive, depart] of a trip: blanks on the line between their neighbours."""
    for pair in times:
        known = [value for value in pair if value >= 0]
        if known:
            pair[0], pair[1] = (
                (pair[0] if pair[0] >= 0 else known[0]),
                (pair[1] if pair[1] >= 0 else known[0]),
            )
    known_at = [i for i, pair in enumerate(times) if pair[0] >= 0]
    for a, b in itertools.pairwise(known_at):
        for j in range(a + 1, b):
            value = times[a][1] + (times[b][0] - times[a][1]) * (j - a) // (b - a)
            times[j][0] = times[j][1] = value
    last = -(10**9)
    for pair in times:
        pair[0] = max(pair[0], last)
        pair[1] = max(pair[1], pair[0])
        last = pair[1]


def read_world(path: Path, day: datetime.date) -> World:
    """The day's runs and the walks of straight lines up to 250 m."""
    running = active(path, day)
    templates: dict[str, list[tuple[int, str, list[int], int]]] = {
        row["trip_id"]: [] for row in rows_of(path, "trips.txt") if row["service_id"] in running
    }
    for row in rows_of(path, "stop_times.txt"):
        if row["trip_id"] in templates:
            may = (row.get("pickup_type") or "0") != "1"
            leave = (row.get("drop_off_type") or "0") != "1"
            pair = [seconds(row["arrival_time"]), seconds(row["departure_time"])]
            templates[row["trip_id"]].append(
                (int(row["stop_sequence"]), row["stop_id"], pair, may + 2 * leave)
            )
    windows: dict[str, list[tuple[int, int, int]]] = {}
    for row in rows_of(path, "frequencies.txt"):
        window = (seconds(row["start_time"]), seconds(row["end_time"]), int(row["headway_secs"]))
        windows.setdefault(row["trip_id"], []).append(window)
    stops: dict[str, int] = {}
    ofs, stop, arrive, depart, may_all = [0], [], [], [], []
    run_template, run_start = [], []
    for number, (trip, rows) in enumerate(templates.items()):
        rows.sort(key=lambda row: row[0])
        times = [row[2] for row in rows]
        filled(times)
        start = times[0][1] if trip in windows and times else 0
        for (_, name, _, may), (a, d) in zip(rows, times, strict=True):
            stop.append(stops.setdefault(name, len(stops)))
            arrive.append(a - start)
            depart.append(d - start)
            may_all.append(may)
        ofs.append(len(stop))
        starts = [0]
        if trip in windows:
            starts = [t for first, end, step in windows[trip] for t in range(first, end, step)]
        run_template += [number] * len(starts)
        run_start += starts
    walk_ofs, walk = walks(path, stops)
    whole = [np.array(part, np.int32) for part in (ofs, stop, arrive, depart, may_all)]
    numbers = {trip: number for number, trip in enumerate(templates)}
    runs = [np.array(part, np.int32) for part in (run_template, run_start)]
    return World(stops, numbers, *whole, *runs, walk_ofs, walk)


def walks(path: Path, stops: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    place = np.zeros((len(stops), 2))
    for row in rows_of(path, "stops.txt"):
        if row["stop_id"] in stops:
            place[stops[row["stop_id"]]] = float(row["stop_lat"]), float(row["stop_lon"])
    y = np.radians(place[:, 0]) * 6_371_000
    x = np.radians(place[:, 1]) * 6_371_000 * math.cos(math.radians(place[:, 0].mean()))
    found = []
    for i in range(len(stops)):
        for j in np.flatnonzero((np.abs(x - x[i]) < 260) & (np.abs(y - y[i]) < 260)):
            far = math.hypot(x[i] - x[j], y[i] - y[j])
            if i != j and far <= 250:
                found.append((i, j, math.ceil((far / 1.2 + 60) / 60) * 60))
    ofs = np.zeros(len(stops) + 1, np.int64)
    for i, _, _ in found:
        ofs[i + 1] += 1
    return np.cumsum(ofs), np.array([(j, s) for _, j, s in found], np.int64).reshape(-1, 2)


@numba.njit(cache=True)
def rounds(ofs, stop, arrive, depart, may, run_template, run_start, walk_ofs, walk, origin, target,
           leave, most):  # fmt: skip
    """[most+1] the earliest arrival with exactly so many rides (0: on foot)."""
    none = 1 << 30
    stops = len(walk_ofs) - 1
    told = np.full(most + 1, none)
    ready = np.full(stops, none)
    ready[origin] = leave
    for w in range(walk_ofs[origin], walk_ofs[origin + 1]):
        ready[walk[w, 0]] = min(ready[walk[w, 0]], leave + walk[w, 1])
    told[0] = ready[target]
    ever = np.full(stops, none)
    for k in range(1, most + 1):
        came = np.full(stops, none)
        for run in range(len(run_template)):
            trip, start, aboard = run_template[run], run_start[run], False
            if start + depart[ofs[trip + 1] - 1] < leave:
                continue
            for i in range(ofs[trip], ofs[trip + 1]):
                s = stop[i]
                if aboard and may[i] & 2 and start + arrive[i] < came[s]:
                    came[s] = start + arrive[i]
                if may[i] & 1 and ready[s] <= start + depart[i]:
                    aboard = True
        if not np.any(came < ever):
            break  # no more rides reach anything sooner
        ever = np.minimum(ever, came)
        ready = came.copy()
        for s in range(stops):
            if came[s] < none:
                for w in range(walk_ofs[s], walk_ofs[s + 1]):
                    ready[walk[w, 0]] = min(ready[walk[w, 0]], came[s] + walk[w, 1])
        told[k] = ready[target]
    return told


def pareto(
    world: World, origin: str, target: str, leave: int, most: int = 8
) -> list[tuple[int, int]]:
    """[(rides, arrival)] that no other journey beats."""
    told = rounds(world.ofs, world.stop, world.arrive, world.depart, world.may,
                  world.run_template, world.run_start, world.walk_ofs, world.walk,
                  world.stops[origin], world.stops[target], leave, most)  # fmt: skip
    best, found = NONE, []
    for k, arrival in enumerate(told.tolist()):
        if arrival < best:
            best = arrival
            found.append((k, arrival))
    return found


def board(world: World, stop: str, after: int) -> list[tuple[int, str]]:
    """[(time, trip)] of every departure from a stop, by time."""
    found, names = [], list(world.trips)
    for i in np.flatnonzero((world.stop == world.stops[stop]) & (world.may & 1 > 0)).tolist():
        trip = int(np.searchsorted(world.ofs, i, "right")) - 1
        if i < world.ofs[trip + 1] - 1:
            starts = world.run_start[world.run_template == trip]
            leaves = starts[starts + world.depart[i] >= after] + world.depart[i]
            found += [(time, names[trip]) for time in leaves.tolist()]
    return sorted(found)
