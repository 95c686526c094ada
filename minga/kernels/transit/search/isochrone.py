"""What can be reached from a place, stop by stop, and the area around those stops."""

from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.search.journeys import Names, Place
from minga.kernels.transit.timetable import I32


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc that can be walked in what is left of the time."""

    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True)
class Reach:
    """Earliest arrivals from one place. `arrivals` [S] int32 by the network's stop numbers."""

    names: Names
    origin: Place
    departure_s: int
    within_s: int
    arrivals: I32

    def stops(self) -> dict[str, int]:
        """Arrival in seconds since midnight, by stop id."""
        reached = np.flatnonzero(self.arrivals < self.departure_s + self.within_s).tolist()
        ids = self.names.texts["stop_id"]
        return {ids[stop]: int(self.arrivals[stop]) for stop in reached}

    def isochrone(self, minutes: float, speed_m_s: float = 1.2) -> list[Circle]:
        """Discs that together are what lies within so many minutes, straight lines assumed."""
        until = self.departure_s + min(minutes * 60, self.within_s)
        reached = np.flatnonzero(self.arrivals < until)
        left = (until - self.arrivals[reached]) * speed_m_s
        spots = self.names.stop_place[reached]
        discs = [
            Circle(lat, lon, radius)
            for (lat, lon), radius in zip(spots.tolist(), left.tolist(), strict=True)
        ]
        origin = Circle(self.origin.lat, self.origin.lon, (until - self.departure_s) * speed_m_s)
        return [origin, *discs]
