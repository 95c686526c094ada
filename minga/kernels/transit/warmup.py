"""Loading the kernels before somebody waits for them: a day of two lines, planned every way."""

import datetime
import tempfile
from pathlib import Path
from typing import Any

DAY = datetime.date(2026, 10, 14)
FEED = {
    "stops": "stop_id,stop_lat,stop_lon\na,0,0\nb,0,0.05\nc,0,0.1\nd,0.05,0.05\n",
    "routes": "route_id,route_type,continuous_pickup,continuous_drop_off\nr,3,0,0\ns,3,0,0\n",
    "trips": "trip_id,route_id,service_id,shape_id\nt,r,x,y\nu,r,x,y\nv,s,x,\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t,8:00:00,8:00:00,a,1\nt,8:10:00,8:10:00,b,2\nt,8:20:00,8:20:00,c,3\n"
    "u,9:00:00,9:00:00,a,1\nu,9:10:00,9:10:00,b,2\nu,9:20:00,9:20:00,c,3\n"
    "v,0:00:00,0:00:00,b,1\nv,0:10:00,0:10:00,d,2\n",
    "frequencies": "trip_id,start_time,end_time,headway_secs\nv,8:00:00,10:00:00,600\n",
    "calendar_dates": "service_id,date,exception_type\nx,20261014,1\n",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ny,0,0,1\ny,0,0.1,2\n",
}


def warm(network: Any) -> None:
    """Ask a small network everything once. `network`: the class `planner.Network`."""
    from minga.kernels.transit.live.realtime import Added, Cancelled, Change, Delay

    with tempfile.TemporaryDirectory() as folder:
        feed, out = Path(folder, "feed"), Path(folder, "network")
        feed.mkdir()
        for name, text in FEED.items():
            (feed / f"{name}.txt").write_text(text)
        network.compile([feed], DAY, out)
        planned = network.open(out)
        extra = Added("w", (("a", 30_000, 30_000), ("c", 31_000, 31_000)))
        news: list[Change] = [Delay("t", 4000), Cancelled("u"), Delay("v", 60, 1, 8 * 3600), extra]
        for city in (planned, planned.changed(news)):
            ends = (0.001, 0.01), (0.04, 0.05)
            city.plan(*ends, 8 * 3600)
            city.plan("a", "d", arrive_by_s=10 * 3600)
            city.profile(*ends, 8 * 3600)
            city.reach("a", 8 * 3600)
            city.departures(ends[0], 8 * 3600)
            city.lines_near(*ends[0], 200.0)
