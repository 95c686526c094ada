"""The peers' side of `bench.planner`: run by a peer's own Python, standard library only.

    python planner_peers.py ferrobus|cafein FOLDER DATE DEPART_S PASSES PROFILED

FOLDER holds a normalised feed as text files and `pairs.json`, [[from lat, from lon, from id, to
lat, to lon, to id]]. Prints one JSON line: the least milliseconds of each query over the passes,
and of the first pairs' profiles.
"""

import csv
import itertools
import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Load, ask every pair so often, print."""
    who, folder, date = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    depart, passes, profiled = (int(word) for word in sys.argv[4:7])
    pairs = json.loads((folder / "pairs.json").read_text())
    started = time.perf_counter()
    ask, profile = {"ferrobus": ferrobus, "cafein": cafein}[who](folder, date, depart, pairs)
    loaded = time.perf_counter() - started
    told = {"load_s": loaded, "queries_ms": timed(ask, len(pairs), passes)}
    told["found"] = sum(bool(ask(i)) for i in range(len(pairs)))
    if profile is not None:
        told["profile_ms"] = timed(profile, min(profiled, len(pairs)), 1)
    print(json.dumps(told))


def timed(ask, many, passes):
    """The least milliseconds of each query."""
    least = [1e9] * many
    for _ in range(passes):
        for i in range(many):
            started = time.perf_counter()
            ask(i)
            least[i] = min(least[i], (time.perf_counter() - started) * 1000)
    return least


def ferrobus(folder, date, depart, pairs):
    """Times only; streets are walks of up to 250 m between stops and a tree that joins all."""
    import datetime

    import ferrobus

    pbf = folder / "streets.osm.pbf"
    streets(folder, pbf)
    day = datetime.date.fromisoformat(date)
    model = ferrobus.create_transit_model(str(pbf), [str(folder)], day, 250)
    spots = {}
    for a, b, one, c, d, other in pairs:
        for lat, lon, name in ((a, b, one), (c, d, other)):
            if name not in spots:
                spots[name] = ferrobus.create_transit_point(lat, lon, model, 250, 10)
    ends = [(spots[pair[2]], spots[pair[5]]) for pair in pairs]
    return lambda i: ferrobus.find_route(model, *ends[i], depart, 7), None


def streets(folder, pbf):
    """A node per stop, a way for each walk of `transfers.txt`, and one long way through all."""
    import osmium

    with (folder / "stops.txt").open() as file:
        stops = list(csv.DictReader(file))
    number = {stop["stop_id"]: i + 1 for i, stop in enumerate(stops)}
    pbf.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(pbf))
    for stop in stops:
        place = (float(stop["stop_lon"]), float(stop["stop_lat"]))
        node = osmium.osm.mutable.Node(id=number[stop["stop_id"]], location=place, version=1)
        writer.add_node(node)
    ways = [[number[row["from_stop_id"]], number[row["to_stop_id"]]] for row in transfers(folder)]
    order = sorted(stops, key=lambda stop: (round(float(stop["stop_lat"]), 2), stop["stop_lon"]))
    ways = [way for way in ways if way[0] < way[1]]
    ways += [[number[a["stop_id"]], number[b["stop_id"]]] for a, b in itertools.pairwise(order)]
    for at, nodes in enumerate(ways, 1):
        tags = {"highway": "footway"}
        writer.add_way(osmium.osm.mutable.Way(id=at, nodes=nodes, tags=tags, version=1))
    writer.close()


def transfers(folder):
    """Rows of the walks."""
    with (folder / "transfers.txt").open() as file:
        return list(csv.DictReader(file))


def cafein(folder, date, depart, pairs):
    """With legs, as it answers; it does not walk from the origin's stop."""
    import datetime
    import shutil

    from cafein.network import TransportNetwork

    zipped = shutil.make_archive(str(folder.parent / f"{folder.name}-cafein"), "zip", folder)
    network = TransportNetwork.from_gtfs([zipped], trip_distances=False, leg_geometries=False)
    network.set_transfers(
        [
            (row["from_stop_id"], row["to_stop_id"], int(row["min_transfer_time"]), 100.0)
            for row in transfers(folder)
        ]
    )
    leave = datetime.datetime.fromisoformat(date) + datetime.timedelta(seconds=depart)

    def ask(i):
        return network.route_between_stops(
            pairs[i][2], pairs[i][5], leave, max_rides=8, geometries=False
        )

    def profile(i):
        return network.route_between_stops(pairs[i][2], pairs[i][5], leave, 8, 60, geometries=False)

    return ask, profile


if __name__ == "__main__":
    main()
