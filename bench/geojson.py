"""Every public point: the first load, and the answer that nothing has changed."""

import time

import httpx

from bench.place import REPORTS, WORKERS, place
from bench.record import record
from bench.timed import timed

PATH = "/api/v1/reports.geojson"


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with place(server) as city:
        port = city.running.port
        started = time.perf_counter()
        first = httpx.get(f"{city.running.url}{PATH}", timeout=60)
        cold_ms = round((time.perf_counter() - started) * 1000, 1)
        etag = f"If-None-Match: {first.headers['etag']}\r\n"
        plan = {"what": "same", "path": PATH, "port": port}
        figures = {
            "what": f"GET {PATH}: cold, whole (gzip), unchanged (304)",
            "reports": REPORTS,
            "points": len(first.json()["features"]),
            "workers": WORKERS,
            "cold_ms": cold_ms,
            "bytes": len(first.content),
            "whole": timed({**plan, "headers": "Accept-Encoding: gzip\r\n"}, city.server),
            "unchanged": timed({**plan, "headers": etag}, city.server),
        }
        record("geojson", city.engine, figures)
