"""Which lines are whose, by the feed's own ids: realtime messages name operators by them."""

import csv
import io
from functools import lru_cache
from pathlib import Path

from minga.kernels.encodings import encoding_of
from minga.kernels.transit.compile.archive import read_files

Rows = list[dict[str, str]]


@lru_cache(maxsize=8)
def routes_by_agency(zipped: Path) -> dict[str, frozenset[str]]:
    """Route ids by agency id; a route without one is the only agency's (GTFS Schedule)."""
    files = read_files(zipped, {"agency.txt", "routes.txt"})
    agencies = [row.get("agency_id", "") for row in _rows(files.get("agency.txt", b""))]
    only = agencies[0] if len(agencies) == 1 else ""
    routes: dict[str, set[str]] = {agency: set() for agency in agencies if agency}
    for row in _rows(files.get("routes.txt", b"")):
        agency = row.get("agency_id") or only
        if agency:
            routes.setdefault(agency, set()).add(row.get("route_id", ""))
    return {agency: frozenset(ids) for agency, ids in routes.items()}


def _rows(content: bytes) -> Rows:
    text = io.StringIO(content.decode(encoding_of(content), errors="replace"), newline="")
    return [
        {name.strip(): (value or "").strip() for name, value in row.items() if name}
        for row in csv.DictReader(text)
    ]
