"""Least travel times that no journey can undercut: what the search may leave out.

Stops are cut into districts of equal number; for each, one backward search over the graph of
quickest rides and walks gives every stop's least time to any stop of the district. One number per
stop and query bounds the rest of the way, closer than differences to far landmarks would
(precomputed cluster distances: Maue, Sanders, Matijevic, Goal-directed shortest-path queries
using precomputed cluster distances, 2009). Waiting counts nothing, and walks do not chain. Points
where one changes along the way count by themselves: the ways there and on take their time.
"""

import heapq

import numpy as np

from minga.kernels.transit.compile.hops import Edges, hop_graph
from minga.kernels.transit.compile.walks import F64
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I16, I32, Timetable

MAX_DISTRICTS = 400
BUDGET_BYTES, BACK_BYTES = 3_100_000, 1_300_000
"""Room for the bounds ahead, and for those of arriving by a time."""
FARTHEST_S = 32_767
Whole = int | np.int64


def cut_districts(places: F64, room: int) -> I32:
    """[S] a district for each stop, by halving the longer side again and again."""
    many = int(min(MAX_DISTRICTS, max(1, room // max(1, 2 * len(places)))))
    parts = [np.arange(len(places))]
    while len(parts) < many:
        parts.sort(key=len)
        part = parts.pop()
        if len(part) < 2:
            parts.append(part)
            break
        side = int(np.argmax(np.ptp(places[part], axis=0)))
        ranked = part[np.argsort(places[part, side], kind="stable")]
        parts += [ranked[: len(part) // 2], ranked[len(part) // 2 :]]
    district = np.zeros(len(places), np.int32)
    for number, part in enumerate(parts):
        district[part] = number
    return district


@kernel
def quickest_rides(tt: Timetable) -> tuple[I32, I32, I32]:
    """Every ride from one position to the next: from, to, least seconds over the line's trips."""
    many = 0
    for line in range(len(tt.line_ofs) - 1):
        many += tt.line_ofs[line + 1] - tt.line_ofs[line] - 1
    source, target = np.empty(many, np.int32), np.empty(many, np.int32)
    least = np.empty(many, np.int32)
    at = 0
    for line in range(len(tt.line_ofs) - 1):
        a, base = tt.line_ofs[line], tt.time_ofs[line]
        n, trips = tt.line_ofs[line + 1] - a, max(tt.line_trips[line], 1)
        for p in range(n - 1):
            quick = np.int32(2**31 - 1)
            for t in range(trips):
                quick = min(
                    quick, tt.arrive[base + t * n + p + 1] - tt.depart[base + p * trips + t]
                )
            source[at], target[at] = tt.line_stop[a + p] >> 2, tt.line_stop[a + p + 1] >> 2
            least[at] = quick
            at += 1
    return source, target, least


@kernel
def least_to_districts(
    ride_ofs: I32, ride: I32, walk_ofs: I32, walk: I32, district: I32, districts: int
) -> I16:
    """[D, S] least seconds from having come to a stop by vehicle to a stop of the district.

    `ride` and `walk` are rows (from, seconds) by the stop, or point of a line, where they end;
    points are numbered after the stops. Two layers: `walked` (one must ride on from here) and
    `rode` (one may walk or ride); who walked to a point sits in a vehicle.
    """
    stops = len(district)
    least = np.empty((districts, stops), np.int16)
    for d in range(districts):
        walked = np.full(stops, FARTHEST_S, np.int32)
        rode = np.full(len(ride_ofs) - 1, FARTHEST_S, np.int32)
        heap = [np.int64(0)]  # seconds * 2^32 + stop
        heap.pop()
        for s in range(stops):
            if district[s] == d:
                rode[s] = 0
                heapq.heappush(heap, np.int64(s))
                walk_to(s, 0, walk_ofs, walk, rode, heap)
        while len(heap):
            top = heapq.heappop(heap)
            far, end = top >> 32, top & 0xFFFFFFFF
            if far > rode[end]:
                continue
            if end >= stops:
                walk_to(end, far, walk_ofs, walk, rode, heap)
            # Whoever sits in a vehicle at `end` may stay: the ride before ends there as well.
            for i in range(ride_ofs[end], ride_ofs[end + 1]):
                u, from_u_s = ride[i, 0], far + ride[i, 1]
                if from_u_s < rode[u]:
                    rode[u] = from_u_s
                    heapq.heappush(heap, (np.int64(from_u_s) << 32) | u)
                if u < stops and from_u_s < walked[u]:
                    walked[u] = from_u_s
                    walk_to(u, from_u_s, walk_ofs, walk, rode, heap)
        for s in range(stops):
            least[d, s] = min(rode[s], FARTHEST_S)
    return least


@kernel
def walk_to(end: Whole, far: Whole, walk_ofs: I32, walk: I32, rode: I32, heap: list) -> None:
    """Walk to a stop or point from which it is so far."""
    for i in range(walk_ofs[end], walk_ofs[end + 1]):
        v, from_v_s = walk[i, 0], far + walk[i, 1]
        if from_v_s < rode[v]:
            rode[v] = from_v_s
            heapq.heappush(heap, (np.int64(from_v_s) << 32) | v)


def bounds(tt: Timetable, places: F64, room: int = BUDGET_BYTES) -> tuple[I32, I16]:
    """`Timetable.district` and `Timetable.least` of a timetable without them, in so many bytes."""
    stops = len(places)
    district = cut_districts(places, room)
    source, target, least = quickest_rides(tt)
    points, rides, hops = hop_graph(tt.hop, tt.line_ofs, tt.line_stop, least, stops)
    walks = tt.back[:, 0], np.repeat(np.arange(stops), np.diff(tt.back_ofs)), tt.back[:, 1]
    ride_ofs, ride = quickest_into(stops + points, [(source, target, least), rides])
    walk_ofs, walk = quickest_into(stops + points, [walks, hops])
    many = int(district.max(initial=0)) + 1
    return district, least_to_districts(ride_ofs, ride, walk_ofs, walk, district, many)


def quickest_into(nodes: int, parts: list[Edges]) -> tuple[I32, I32]:
    """Rides or walks by where they end, of several between two places the quickest."""
    source, target, least = (np.concatenate(column) for column in zip(*parts, strict=True))
    key = target.astype(np.int64) * nodes + source
    order = np.lexsort((least, key))
    _, first = np.unique(key[order], return_index=True)
    keep = order[first]
    ofs = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(target[keep], minlength=nodes), out=ofs[1:])
    return ofs, np.stack([source[keep], least[keep]], axis=1).astype(np.int32)


def no_bounds(stops: int) -> tuple[I32, I16]:
    """Bounds that leave nothing out."""
    return np.zeros(stops, np.int32), np.zeros((1, stops), np.int16)
