"""The trips of a day by their ids: where each stands in the arrays, and its planned times."""

from typing import NamedTuple

import numpy as np

from minga.kernels.transit import timetable
from minga.kernels.transit.network import Opened


class PlannedTrip(NamedTuple):
    """A trip as planned; seconds since the service day's midnight, one of each for every stop."""

    trip_id: str
    route_id: str
    stop_ids: list[str]
    arrivals: list[int]
    departures: list[int]


class TimedTrips:
    """Trips that have a timetable and begin on the day of the network, by id."""

    def __init__(self, network: Opened) -> None:
        tt = network.tt
        self._network = network
        self._line = np.repeat(np.arange(len(tt.line_trips)), np.diff(tt.trip_ofs))
        shift = timetable.load(network.folder, "trip_shift")
        ids = network.names.texts["trip_id"].whole()
        timed = tt.line_trips[self._line] > 0
        own = np.flatnonzero(timed & (shift == 0))
        self._stops = network.names.texts["stop_id"].whole()
        self._number = {ids[trip]: trip for trip in own.tolist()}
        self.with_headways = {ids[trip]: trip for trip in np.flatnonzero(~timed).tolist()}
        """Templates of lines with headways, one for all days: no run of theirs can be late."""

    def __contains__(self, trip_id: str) -> bool:
        return trip_id in self._number or trip_id in self.with_headways

    def route_of(self, trip_id: str) -> str:
        """The id of its route; "" for a stranger."""
        number = self._number.get(trip_id, self.with_headways.get(trip_id))
        names = self._network.names
        return "" if number is None else names.texts["route_id"][int(names.trip_route[number])]

    def planned(self, trip_id: str) -> PlannedTrip | None:
        """A trip's stops and times; None for a stranger, or where the line has headways."""
        number = self._number.get(trip_id)
        if number is None:
            return None
        tt, names = self._network.tt, self._network.names
        line = int(self._line[number])
        first, end = tt.line_ofs[line : line + 2].tolist()
        n, base, trips = end - first, int(tt.time_ofs[line]), int(tt.line_trips[line])
        run = number - int(tt.trip_ofs[line])
        stops = (tt.line_stop[first:end] >> 2).tolist()
        return PlannedTrip(
            trip_id,
            names.texts["route_id"][int(names.trip_route[number])],
            [self._stops[stop] for stop in stops],
            tt.arrive[base + run * n : base + run * n + n].tolist(),
            tt.depart[base + run : base + n * trips : trips].tolist(),
        )
