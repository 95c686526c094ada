"""Plans beside ferrobus and cafein: same feeds, same questions, one run, each pinned to one core.

    MINGA_REAL_DATA=... python -m bench planner

Peers get venvs of their own (MINGA_PEERS names a folder that keeps them) and a feed normalised to
one day: active services, filled times, headways expanded, `transfers.txt` of all stop pairs up to
250 m. Ours reads the feed as it is, through the plain door, with legs. On a shared machine read
ratios, not milliseconds.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl

from bench.machine import between, spent
from bench.record import record
from minga.kernels.planner import Delay, Network
from tests.kernels.transit import naive
from tests.kernels.transit.test_transit_exact import FEEDS

PASSES = 5
PROFILED = 100
"""So many of the pairs are asked for a profile of an hour."""
PEERS = {"ferrobus": ["ferrobus==0.2.1", "osmium"], "cafein": ["cafein==0.29.0"]}
SCRIPT = Path(__file__).with_name("planner_peers.py")
CHECKED = {"gran_concepcion": 60}
"""Of so many pairs only the brute force is asked, where it is slow; all of the others."""
ALONE = {"cochabamba": ("cafein",), "trujillo": ("cafein",)}
"""Where headways would expand to too much, only the peer that keeps them is asked."""


def run(server: str) -> None:
    """Measure every feed; `server` names no database here: only the first call measures."""
    if server:
        return
    real = Path(os.environ["MINGA_REAL_DATA"]) / "gtfs"
    with tempfile.TemporaryDirectory() as folder:
        pythons = peers(Path(os.environ.get("MINGA_PEERS", folder)))
        for name in os.environ.get("MINGA_BENCH_FEEDS", ",".join(FEEDS)).split(","):
            told = {name: measured(name, real, Path(folder), pythons)}
            record("planner", "none", {"what": "plan() with legs beside peers", "feeds": told})


def peers(folder: Path) -> dict[str, Path]:
    """Each peer's Python, installed if it is not there."""
    pythons = {}
    for name, packages in PEERS.items():
        python = folder / name / "bin" / "python"
        if not python.exists():
            venv.create(folder / name, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        pythons[name] = python
    return pythons


def measured(name: str, real: Path, folder: Path, pythons: dict[str, Path]) -> dict[str, Any]:
    """One feed: ours, exactness on every pair, peers, ratios of medians."""
    zipped, queries, day, at = FEEDS[name]
    path = real / zipped
    world = naive.read_world(path, day)
    pairs = drawn(world) if not queries else json.loads((real / queries).read_text())
    started = time.perf_counter()
    Network.compile([path], day, folder / name)
    compiled = time.perf_counter() - started
    started = time.perf_counter()
    network = Network.open(folder / name)
    opened = time.perf_counter() - started
    checked = pairs[: CHECKED.get(name, len(pairs))]
    wrong = sum(
        [(j.rides, j.arrival_s) for j in network.plan(a, b, at)] != naive.pareto(world, a, b, at)
        for a, b in checked
    )
    size = sum(file.stat().st_size for file in (folder / name).glob("*.npy"))
    told: dict[str, Any] = {
        "pairs": len(pairs), "compile_s": round(compiled, 2), "open_ms": round(opened * 1000, 1),
        "arrays_mb": round(size / 1e6, 1), "pairs_by_brute_force": len(checked),
        "differ_from_brute_force": wrong,
    }  # fmt: skip
    written(world, path, folder / f"{name}-peers", pairs, name not in ALONE)
    pin = os.sched_getaffinity(0)
    core = max(pin)
    os.sched_setaffinity(0, {core})
    before = spent([os.getpid()])
    told["minga"] = summary(asked(network, pairs, at))
    told["minga_arrive_by"] = summary(asked(network, pairs, at + 3600, back=True))
    told["minga_profile"] = summary(profiled(network, pairs[:PROFILED], at))
    told["changes_5000_ms"] = round(changed(network), 2)
    told["others_share_of_machine"] = between(before, spent([os.getpid()]), [])["others_share"]
    os.sched_setaffinity(0, pin)
    for peer in ALONE.get(name, tuple(PEERS)):
        words = ["taskset", "-c", str(core), str(pythons[peer]), str(SCRIPT), peer]
        words += [str(folder / f"{name}-peers"), day.isoformat()]
        words += [str(number) for number in (at, PASSES, PROFILED)]
        ran = subprocess.run(words, capture_output=True, text=True, check=False)
        if ran.returncode:
            told[peer] = {"failed": ran.stderr[-300:]}
            continue
        answer = json.loads(ran.stdout.splitlines()[-1])
        told[peer] = summary(answer["queries_ms"]) | {"found": answer["found"]}
        told[f"times_{peer}"] = round(told[peer]["median_ms"] / told["minga"]["median_ms"], 2)
        if "profile_ms" in answer:
            told[f"{peer}_profile"] = summary(answer["profile_ms"])
    return told


def drawn(world: naive.World) -> list[list[str]]:
    """300 pairs of stops."""
    draw, stops = Random(42), sorted(world.stops)
    return [draw.sample(stops, 2) for _ in range(300)]


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile of each query's least time."""
    return {
        "median_ms": round(float(np.median(times)), 3),
        "p95_ms": round(float(np.percentile(times, 95)), 3),
    }


def asked(network: Network, pairs: list[list[str]], at: int, *, back: bool = False) -> list[float]:
    """The least milliseconds of each plan that leaves, or (`back`) arrives, at a time."""
    how = {"arrive_by_s": at} if back else {"departure_s": at}
    least = [1e9] * len(pairs)
    for _ in range(PASSES):
        for i, (origin, target) in enumerate(pairs):
            started = time.perf_counter()
            network.plan(origin, target, **how)
            least[i] = min(least[i], (time.perf_counter() - started) * 1000)
    return least


def profiled(network: Network, pairs: list[list[str]], at: int) -> list[float]:
    """The least milliseconds of two of each one-hour profile."""
    told = []
    network.profile(*pairs[0], at)
    for origin, target in pairs:
        times = []
        for _ in range(2):
            started = time.perf_counter()
            network.profile(origin, target, at)
            times.append((time.perf_counter() - started) * 1000)
        told.append(min(times))
    return told


def changed(network: Network) -> float:
    """Milliseconds for 5,000 delays (0 where the feed has no timetable), the least of nine."""
    draw, ids = Random(1), network.names.texts["trip_id"].whole()
    if len(ids) < 1500:
        return 0.0
    changes = [Delay(draw.choice(ids), draw.randint(0, 900), 0) for _ in range(5000)]
    times = []
    for _ in range(9):
        started = time.perf_counter()
        network.changed(changes)
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


def written(
    world: naive.World, path: Path, folder: Path, pairs: list[list[str]], expand: bool
) -> None:
    """The day as text files for the peers; headways expanded to trips where asked."""
    folder.mkdir()
    ids = list(world.stops)
    rows = {row["stop_id"]: row for row in naive.rows_of(path, "stops.txt")}
    spots = [(float(rows[stop]["stop_lat"]), float(rows[stop]["stop_lon"])) for stop in ids]
    lat, lon = zip(*spots, strict=True)
    stops = pl.DataFrame({"stop_id": ids, "stop_name": ids, "stop_lat": lat, "stop_lon": lon})
    stops.write_csv(folder / "stops.txt")
    source = np.repeat(np.arange(len(ids)), np.diff(world.walk_ofs))
    name = np.array(ids, object)
    pl.DataFrame({
        "from_stop_id": name[source].tolist(), "to_stop_id": name[world.walk[:, 0]].tolist(),
        "transfer_type": [2] * len(source), "min_transfer_time": world.walk[:, 1],
    }).write_csv(folder / "transfers.txt")  # fmt: skip
    runs, starts = world.run_template, world.run_start
    if not expand:
        runs = np.arange(len(world.ofs) - 1)
        starts = np.zeros(len(runs), np.int32)
        (folder / "frequencies.txt").write_text(
            "trip_id,start_time,end_time,headway_secs,exact_times\n"
            + "".join(
                f"{world.trips[row['trip_id']]},{row['start_time']},{row['end_time']},"
                f"{row['headway_secs']},1\n"
                for row in naive.rows_of(path, "frequencies.txt")
                if row["trip_id"] in world.trips
            )
        )
    spans = np.diff(world.ofs)[runs]
    trip = np.repeat(np.arange(len(runs)), spans)
    inside = np.arange(len(trip)) - np.repeat(np.cumsum(spans) - spans, spans)
    at = world.ofs[runs][trip] + inside
    pl.DataFrame({
        "trip_id": trip, "s": starts[trip] + world.arrive[at],
        "d": starts[trip] + world.depart[at], "stop": world.stop[at], "stop_sequence": inside,
    }).select(
        "trip_id", _clock("s").alias("arrival_time"), _clock("d").alias("departure_time"),
        pl.lit(pl.Series(ids)).gather(pl.col("stop")).alias("stop_id"), "stop_sequence",
    ).write_csv(folder / "stop_times.txt")  # fmt: skip
    route_of = {row["trip_id"]: row["route_id"] for row in naive.rows_of(path, "trips.txt")}
    numbers = {route: i for i, route in enumerate(dict.fromkeys(route_of.values()))}
    route = [numbers[route_of[trip]] for trip in world.trips]
    trips = "".join(f"r{route[run]},{i},all\n" for i, run in enumerate(runs.tolist()))
    routes = "".join(f"r{i},a,{i},,3\n" for i in range(len(numbers)))
    plain = {
        "trips": "route_id,trip_id,service_id\n" + trips,
        "routes": "route_id,agency_id,route_short_name,route_long_name,route_type\n" + routes,
        "agency": "agency_id,agency_name,agency_url,agency_timezone\na,A,https://example.org,UTC\n",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        "start_date,end_date\nall,1,1,1,1,1,1,1,20000101,20991231\n",
    }
    for file, text in plain.items():
        (folder / f"{file}.txt").write_text(text)
    ends = [[*spots[world.stops[a]], a, *spots[world.stops[b]], b] for a, b in pairs]
    (folder / "pairs.json").write_text(json.dumps(ends))


def _clock(column: str) -> pl.Expr:
    def two(value: pl.Expr) -> pl.Expr:
        return value.cast(pl.String).str.zfill(2)

    whole = pl.col(column)
    return pl.concat_str(
        two(whole // 3600), pl.lit(":"), two(whole // 60 % 60), pl.lit(":"), two(whole % 60)
    )


if __name__ == "__main__":
    sys.exit(run(""))
