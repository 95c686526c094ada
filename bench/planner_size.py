"""How large a big city's day is, and how long it takes to open: a generated feed.

14,700 stops on a grid, 400 lines with both directions, 65,300 trips, 2.0 million stop times.
"""

import datetime
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from bench.record import record
from minga.kernels.planner import Delay, Network

STOPS_WIDE, STOPS_HIGH = 140, 105
LINES, TRIPS_EACH, CALLS = 800, 82, 31
DAY = datetime.date(2026, 10, 14)


def run(server: str) -> None:
    """Generate, compile, open, plan, change; `server` names no database here."""
    if server:
        return
    with tempfile.TemporaryDirectory() as folder:
        feed, out = Path(folder) / "feed", Path(folder) / "network"
        calls = generate(feed)
        started = time.perf_counter()
        Network.compile([feed], DAY, out)
        compiled = time.perf_counter() - started
        opened = []
        for _ in range(5):
            started = time.perf_counter()
            network = Network.open(out)
            opened.append(time.perf_counter() - started)
        sizes = {file.stem: file.stat().st_size for file in out.glob("*.npy")}
        draw = np.random.default_rng(3)
        ids = network.names.texts["trip_id"].whole()
        changes = [
            Delay(ids[draw.integers(len(ids))], int(draw.integers(900))) for _ in range(5000)
        ]
        network.changed(changes)
        changed = []
        for _ in range(60):
            started = time.perf_counter()
            network.changed(changes)
            changed.append(time.perf_counter() - started)
        figures = {
            "what": "a generated day of a large city",
            "stops": STOPS_WIDE * STOPS_HIGH, "stop_times": calls,
            "compile_s": round(compiled, 2), "open_ms": round(min(opened) * 1000, 2),
            "arrays_mb": round(sum(sizes.values()) / 1e6, 2),
            "kernel_arrays_mb": round(
                sum(sizes[name] for name in network.tt._fields) / 1e6, 2
            ),
            "changes_5000_ms": round(min(changed) * 1000, 2),
        }  # fmt: skip
    record("planner_size", "none", figures)


def generate(folder: Path) -> int:
    """Write the feed; answers how many stop times it has."""
    folder.mkdir()
    draw = np.random.default_rng(42)
    x, y = np.divmod(np.arange(STOPS_WIDE * STOPS_HIGH), STOPS_HIGH)
    ids = [f"s{i}" for i in range(len(x))]
    spots = {"stop_lat": -36.8 + y * 0.0027, "stop_lon": -73.0 + x * 0.0033}
    pl.DataFrame({"stop_id": ids, "stop_name": ids, **spots}).write_csv(folder / "stops.txt")
    stop, line = [], []
    for number in range(LINES):
        here = np.array([draw.integers(STOPS_WIDE), draw.integers(STOPS_HIGH)])
        step = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)][number % 4])
        for _ in range(CALLS):
            stop.append(int(here[0] * STOPS_HIGH + here[1]))
            line.append(number)
            here = np.clip(here + step, 0, [STOPS_WIDE - 1, STOPS_HIGH - 1])
            if draw.random() < 0.15:
                step = step[::-1]
    table = np.array(stop).reshape(LINES, CALLS)
    trips = np.arange(LINES * TRIPS_EACH)
    start = 5 * 3600 + (trips % TRIPS_EACH) * 780 + draw.integers(0, 300, len(trips))
    ride = np.cumsum(draw.integers(60, 150, (LINES, CALLS)), axis=1)
    at = start[:, None] + ride[trips // TRIPS_EACH]
    clock = pl.col("s")
    parts = [
        value.cast(pl.String).str.zfill(2)
        for value in (clock // 3600, clock // 60 % 60, clock % 60)
    ]
    pl.DataFrame({
        "trip_id": np.repeat(trips, CALLS), "s": at.ravel(),
        "stop": table[trips // TRIPS_EACH].ravel(),
        "stop_sequence": np.tile(np.arange(CALLS), len(trips)),
    }).select(
        ("t" + pl.col("trip_id").cast(pl.String)).alias("trip_id"),
        pl.concat_str(parts, separator=":").alias("arrival_time"),
        pl.concat_str(parts, separator=":").alias("departure_time"),
        ("s" + pl.col("stop").cast(pl.String)).alias("stop_id"), "stop_sequence",
    ).write_csv(folder / "stop_times.txt")  # fmt: skip
    pl.DataFrame({
        "route_id": [f"r{i}" for i in range(LINES)],
        "route_short_name": [f"{i}" for i in range(LINES)],
        "route_type": [3] * LINES,
    }).write_csv(folder / "routes.txt")  # fmt: skip
    pl.DataFrame({
        "trip_id": [f"t{i}" for i in trips], "route_id": [f"r{i // TRIPS_EACH}" for i in trips],
        "service_id": ["all"] * len(trips),
    }).write_csv(folder / "trips.txt")  # fmt: skip
    (folder / "calendar.txt").write_text(
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "all,1,1,1,1,1,1,1,20260101,20261231\n"
    )
    return at.size


if __name__ == "__main__":
    run("")
