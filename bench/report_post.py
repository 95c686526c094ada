"""A new report, with everything on, beside the floor of the same run."""

from typing import Any

from bench.floor.serving import measured
from bench.place import REPORTS, WORKERS, place
from bench.record import record
from bench.timed import timed

PEER = {
    "system": "Signalen backend v2.43.10, PostgreSQL 15, recorded on a machine of this kind",
    "per_s": 32.1,
    "p95_ms": 615,
    "cpu_ms_per_request": 54.5,
    "statements": 47,
}


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    # Devices are counted (each request is another phone); all come from one address here.
    with place(server, MINGA_LIMIT_DEVICE="10", MINGA_LIMIT_ADDRESS="0") as city:
        ours = timed({"what": "posts", "port": city.running.port}, city.server)
        counted = city.statements()["post"]
        engine = city.engine
    floor = measured(server, WORKERS)
    figures: dict[str, Any] = {
        "what": "POST /api/v1/reports: routing, fact, idempotency, limits, duplicates; FULL",
        "reports_before": REPORTS,
        "workers": WORKERS,
        **ours,
        **counted,
        "floor": floor,
        "peer": PEER,
        "times_the_peer": {
            "per_s": round(ours["per_s"] / PEER["per_s"], 1),
            "cpu": round(PEER["cpu_ms_per_request"] / ours["cpu_ms_per_request"], 1),
        },
        "times_the_floor_cpu": round(ours["cpu_ms_per_request"] / floor["cpu_ms_per_request"], 2),
    }
    record("report_post", engine, figures)
