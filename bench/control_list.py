"""The control room's list: 100 of 10,000 reports, as an operator's program asks for it."""

from bench.place import REPORTS, WORKERS, place
from bench.record import record
from bench.timed import timed

PEER = {
    "system": "Signalen backend v2.43.10, PostgreSQL 15, recorded on a machine of this kind",
    "per_s": 3.4,
    "p95_ms": 4825,
    "cpu_ms_per_request": 569,
    "statements": 538,
}


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with place(server) as city:
        path = "/api/v1/control/reports?limit=100"
        plan = {"what": "same", "path": path, "headers": city.bearer, "port": city.running.port}
        alone = timed({**plan, "clients": 1, "for_s": 5}, city.server)
        ours = timed(plan, city.server)
        figures = {
            "what": f"GET {path}",
            "reports": REPORTS,
            "workers": WORKERS,
            **ours,
            **city.statements()["list"],
            "alone": alone,
            "peer": PEER,
            "times_the_peer": {
                "per_s": round(ours["per_s"] / PEER["per_s"], 1),
                "cpu": round(PEER["cpu_ms_per_request"] / ours["cpu_ms_per_request"], 1),
            },
        }
        record("control_list", city.engine, figures)
