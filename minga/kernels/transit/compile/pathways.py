"""`pathways.txt`: how long the ways inside a station take, from platform to platform.

Where a station tells its ways they are all there are (GTFS Schedule, "pathways.txt"): two of its
platforms that no way joins are not joined. A boarding area stands for its platform.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

import polars as pl

from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.compile.walks import WalkRules
from minga.kernels.transit.timetable import I32

Graph = dict[str, list[tuple[str, float]]]
"""By node of a station (its stop id): where ways lead, and the seconds that each takes."""


def ways_inside(feed: Feed, number: I32, rules: WalkRules) -> dict[tuple[int, int], float]:
    """Seconds of the quickest way between each two served platforms of a station, by their
    numbers (`number` as in `walk_arrays`); infinite where nothing leads.
    """
    graph = _graph(feed, rules)
    stations: dict[str, dict[str, int]] = defaultdict(dict)
    rows = feed["stops"].with_row_index("at").filter(pl.col("parent_station") != "")
    for at, stop, station in rows.select("at", "stop_id", "parent_station").iter_rows():
        if number[at] >= 0 and stop in graph:
            stations[station][stop] = int(number[at])
    ways = {}
    for platforms in stations.values():
        seconds = {stop: _quickest(graph, stop) for stop in platforms}
        for start, end in permutations(platforms, 2):
            ways[platforms[start], platforms[end]] = seconds[start].get(end, math.inf)
    return ways


def _graph(feed: Feed, rules: WalkRules) -> Graph:
    """Every node of `pathways.txt`, those without a way onwards too."""
    stand_for = dict(feed["boarding_areas"].iter_rows())
    graph: Graph = {}
    for start, end, seconds in _edges(feed["pathways"], rules):
        start, end = stand_for.get(start, start), stand_for.get(end, end)
        graph.setdefault(start, []).append((end, seconds))
        graph.setdefault(end, [])
    return graph


def _edges(paths: pl.DataFrame, rules: WalkRules) -> Iterator[tuple[str, str, float]]:
    """A way's time is its `traversal_time`, else its length at walking speed, else `extra_s`."""
    columns = ("from_stop_id", "to_stop_id", "both_ways", "traversal_time", "length")
    for start, end, both_ways, stated, length in paths.select(columns).iter_rows():
        seconds = stated or (length / rules.speed_m_s if length else rules.extra_s)
        yield start, end, max(seconds, 0.0)
        if both_ways:
            yield end, start, max(seconds, 0.0)


def _quickest(graph: Graph, start: str) -> dict[str, float]:
    """Least seconds from a node to every other (Dijkstra 1959)."""
    least = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        far, node = heapq.heappop(heap)
        if far > least[node]:
            continue
        for end, seconds in graph[node]:
            if far + seconds < least.get(end, math.inf):
                least[end] = far + seconds
                heapq.heappush(heap, (far + seconds, end))
    return least
