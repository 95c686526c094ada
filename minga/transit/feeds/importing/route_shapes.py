"""Where lines go: for each direction and headsign the commonest run of stops, and its path."""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from minga.kernels.transit.compile.feed import Feed

OFF_M = 6.0
"""A drawn path may lie so far from the feed's: half a street's width."""
MAX_WAYS = 24
"""A line with more headsigns than this is drawn by its commonest."""
METRES_A_DEGREE = 111_195.0

Path = list[list[float]]


def ways_of(feed: Feed, stop_code: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """`Line.ways` by route id, the commonest way first.

    A trip without a headsign goes by the name of its last stop.
    """
    patterns = _patterns(feed)
    names = dict(feed["stops"].select("stop_id", "stop_name").iter_rows())
    places = {stop: (lon, lat) for stop, lat, lon in _placed(feed["stops"])}
    paths = _paths(feed, set(patterns["shape_id"].to_list()))
    ways_by_route: dict[str, dict[tuple[int, str], dict[str, Any]]] = defaultdict(dict)
    for route, direction, headsign, shape, stops in patterns.select(
        "route_id", "direction_id", "trip_headsign", "shape_id", "stops"
    ).iter_rows():
        key = (1 if direction == "1" else 0, headsign or names.get(stops[-1]) or "")
        if key in ways_by_route[route] or len(ways_by_route[route]) >= MAX_WAYS:
            continue
        ways_by_route[route][key] = {
            "direction": key[0],
            "headsign": key[1][:200],
            "path": paths.get(shape) or simplified([places[stop] for stop in stops]),
            "stops": [stop_code[stop] for stop in stops],
        }
    return {route: list(ways.values()) for route, ways in ways_by_route.items()}


def _patterns(feed: Feed) -> pl.DataFrame:
    """Each different run of a route with its stops in order, the commonest first."""
    runs = (
        feed["stop_times"]
        .lazy()
        .sort("trip_id", "sequence")
        .group_by("trip_id", maintain_order=True)
        .agg(pl.col("stop_id").alias("stops"))
        .with_columns(key=pl.col("stops").list.join("\n"))
        .collect()
    )
    weights = _weights(feed)
    keys = ["route_id", "direction_id", "trip_headsign", "shape_id", "key"]
    return (
        feed["trips"]
        .join(runs, on="trip_id")
        .join(weights, on="trip_id", how="left")
        .with_columns(pl.col("runs").fill_null(1))
        .group_by(keys, maintain_order=True)
        .agg(pl.col("runs").sum(), pl.col("stops").first())
        .sort(["route_id", "runs", *keys[1:]], descending=[False, True, *[False] * 4])
    )


def _weights(feed: Feed) -> pl.DataFrame:
    """How often each template of a line with headways leaves."""
    span = pl.col("end") - pl.col("start")
    return (
        feed["frequencies"]
        .select("trip_id", runs=(span // pl.col("headway")).clip(1, None).cast(pl.Int64))
        .group_by("trip_id")
        .agg(pl.col("runs").sum())
    )


def _placed(stops: pl.DataFrame) -> Any:
    return stops.select("stop_id", "lat", "lon").iter_rows()


def _paths(feed: Feed, used: set[str]) -> dict[str, Path]:
    """Simplified paths by shape id."""
    points = feed["shapes"].filter(pl.col("shape_id").is_in(list(used - {""})))
    grouped = (
        points.sort("shape_id", "sequence")
        .group_by("shape_id", maintain_order=True)
        .agg("lon", "lat")
    )
    return {
        shape: simplified(list(zip(lon, lat, strict=True)))
        for shape, lon, lat in grouped.iter_rows()
        if len(lon) > 1
    }


def simplified(points: list[tuple[float, float]]) -> Path:
    """[lon, lat] points with those left out that lie less than OFF_M beside the line
    (Douglas and Peucker 1973), to a tenth of a metre's tenth: six decimals."""
    from shapely import LineString

    if len(points) > 2:
        wide = math.cos(math.radians(points[0][1]))
        flat = LineString([(lon * wide, lat) for lon, lat in points])
        kept = flat.simplify(OFF_M / METRES_A_DEGREE, preserve_topology=False).coords
        points = [(x / wide, y) for x, y in kept]
    return [[round(lon, 6), round(lat, 6)] for lon, lat in points]
