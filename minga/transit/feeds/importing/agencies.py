"""Which lines are whose, by the feed's own ids: realtime messages name operators by them."""

from functools import lru_cache
from pathlib import Path

from minga.kernels.transit.compile.archive import read_files


@lru_cache(maxsize=8)
def routes_by_agency(zipped: Path) -> dict[str, frozenset[str]]:
    """Route ids by agency id; a route without one is the only agency's (GTFS Schedule).

    Read as the feed itself was: in whatever encoding its tables came.
    """
    from minga.kernels.transit.compile import columns

    files = read_files(zipped, {"agency.txt", "routes.txt"})
    (agency_rows, _), (route_rows, _) = (
        columns.table(zipped.stem, name, files.get(f"{name}.txt", b""))
        for name in ("agency", "routes")
    )
    agencies = agency_rows["agency_id"].to_list()
    only = agencies[0] if len(agencies) == 1 else ""
    routes: dict[str, set[str]] = {agency: set() for agency in agencies if agency}
    for route, named in route_rows.select("route_id", "agency_id").iter_rows():
        agency = named or only
        if agency:
            routes.setdefault(agency, set()).add(route)
    return {agency: frozenset(ids) for agency, ids in routes.items()}
