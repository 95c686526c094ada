"""What leaves a stop or passes a spot next, as it runs now, and when a line runs at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from minga.territory.models import City
from minga.transit.feeds.queries.lines import lines_by_code
from minga.transit.models import Line, TripUpdate
from minga.transit.service_days import day_of, moment_of, seconds_of
from minga.transit.timetables import days
from minga.transit.timetables.serving import serving_of

if TYPE_CHECKING:
    from minga.kernels.planner import Departure, Network
    from minga.transit.timetables.days import CompiledDay

NEAR_M = 400.0
BESIDE_M = 30.0
"""A line that is hailed and passes a stop so near by can be hailed at it."""
LOOKED_AT = 4
"""So many departures are looked at for each that is told: lines with headways come once."""
MAX_RUNS = 5000
MORNING_S, NEXT_MORNING_S = 3 * 3600, 27 * 3600
"""Between the last buses of the night and the first of the morning."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """One departure, in public codes and moments. `line` is None where its feed just changed.

    `told_at`: when the operator last told of it; `is_assumed`: it is late because an alert makes
    us think so. With `headway_s` it comes every so often, and `at` is the middle of the wait; where
    `is_first`, it does not run yet, and `at` is when the first one comes.
    """

    at: datetime
    line: Line | None
    name: str
    headsign: str
    stop: str
    stop_name: str
    metres: float
    headway_s: int
    delay_s: int | None
    is_cancelled: bool
    hailed: bool
    step_free: bool
    told_at: datetime | None
    is_first: bool = False

    @property
    def every_s(self) -> int:
        """The headway, in the hours in which it holds."""
        return 0 if self.is_first else self.headway_s

    @property
    def is_assumed(self) -> bool:
        """Late by an alert, not by what anybody measured."""
        return bool(self.delay_s) and self.told_at is None


@dataclass(frozen=True, kw_only=True)
class Running:
    """When one direction of a line runs on a day, from MORNING_S on for 24 hours.

    `headway_s` is the one of now, 0 where it is unknown or the line does not run now.
    """

    headsign: str
    first: datetime
    last: datetime
    following: datetime | None
    headway_s: int
    trips: int


def departures_of(
    city: City, where: str | tuple[float, float], *, at: datetime, most: int = 20
) -> list[Leaving]:
    """What leaves a stop (by its code) or passes within NEAR_M of a spot, soonest first.

    Empty for a stop that nothing serves today. Raises NoService.
    """
    day = day_of(city, at)
    serving = serving_of(city)
    held = days.day_of_service(city, day, serving.versions(day))
    network = days.running(held, serving, day, at=at)
    spot = held.stop_id.get(where) if isinstance(where, str) else where
    departures = _departures(network, spot, seconds_of(city, day, at), most) if spot else []
    ends = [
        (departure, network.calls(departure)[-1].place)
        for departure in _once(departures)[: most + 2]
    ]
    # Nobody boards a line where it ends, though it could be hailed a step before.
    signed = [
        (departure, departure.headsign or end.name)
        for departure, end in ends
        if end.stop_id != spot
    ]
    return _leaving(city, day, held, signed[:most], at)


def _departures(
    network: "Network", spot: str | tuple[float, float], after_s: int, most: int
) -> list["Departure"]:
    from minga.kernels.planner import PlaceUnknown

    metres = BESIDE_M if isinstance(spot, str) else NEAR_M
    try:
        departures: list[Departure] = network.departures(
            spot, after_s, most * LOOKED_AT, wait=days.WAIT, within_m=metres
        )
    except (PlaceUnknown, ValueError):
        return []
    if isinstance(spot, str):
        return [
            departure
            for departure in departures
            if departure.hailed or departure.place.stop_id == spot
        ]
    return departures


def _once(departures: Iterable["Departure"]) -> list["Departure"]:
    """A line with a headway is told once for each headsign."""
    seen: set[tuple[str, str]] = set()
    once = []
    for departure in departures:
        key = (departure.route_id, departure.headsign)
        if departure.headway_s and key in seen:
            continue
        if departure.headway_s:
            seen.add(key)
        once.append(departure)
    return once


def _leaving(
    city: City, day: date, held: "CompiledDay", signed: list[tuple["Departure", str]], at: datetime
) -> list[Leaving]:
    departures = [departure for departure, _ in signed]
    lines = lines_by_code(
        city, day, {held.line_code.get(departure.route_id, "") for departure in departures}
    )
    reported = report_times(
        city, [departure.trip_id for departure in departures if departure.delay_s is not None], at
    )
    now_s = seconds_of(city, day, at)
    leaving = [
        Leaving(
            at=moment_of(city, day, departure.departure_s - _unopened_s(departure, now_s)),
            line=lines.get(held.line_code.get(departure.route_id, "")),
            name=departure.route_name,
            headsign=sign,
            stop=held.stop_code.get(departure.place.stop_id or "", ""),
            stop_name=departure.place.name if departure.place.stop_id else "",
            metres=departure.metres,
            headway_s=departure.headway_s,
            delay_s=departure.delay_s,
            is_cancelled=departure.is_cancelled,
            hailed=departure.hailed,
            step_free=departure.step_free,
            told_at=reported.get(departure.trip_id),
            is_first=_unopened_s(departure, now_s) > 0,
        )
        for departure, sign in signed
    ]
    return sorted(leaving, key=lambda departure: departure.at)


def _unopened_s(departure: "Departure", now_s: int) -> int:
    """The wait that is reckoned with, where the line does not run yet: its first one is sooner."""
    waited_s = (departure.headway_s + 1) // 2
    return waited_s if departure.departure_s - waited_s > now_s else 0


def report_times(city: City, trips: list[str], at: datetime) -> dict[str, datetime]:
    """When the operator last told of these trips, by the network's ids."""
    ids = [trip.partition(":")[2] for trip in trips]
    if not ids:
        return {}
    rows = TripUpdate.objects.filter(feed__city=city, trip_id__in=ids, expires_at__gt=at)
    return {
        f"{slug}:{trip}": moment
        for slug, trip, moment in rows.values_list("feed__slug", "trip_id", "at")
    }


def running_of(city: City, line: Line, *, at: datetime) -> list[Running]:
    """When a line runs today, for each headsign; raises NoService."""
    day = day_of(city, at)
    serving = serving_of(city)
    held = days.day_of_service(city, day, serving.versions(day))
    route = held.route_id.get(line.code)
    if route is None:
        return []
    network = days.running(held, serving, day, at=at)
    signs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    now_s = seconds_of(city, day, at)
    first_s = min(now_s, MORNING_S)
    for passage in network.trips_through(
        route, from_s=first_s, until_s=NEXT_MORNING_S, most=MAX_RUNS
    ):
        if not passage.is_cancelled:
            signs[passage.headsign or passage.after.name].append(
                (passage.passes_s, passage.headway_s)
            )
    return [_running(city, day, sign, sorted(runs), now_s) for sign, runs in signs.items()]


def _running(
    city: City, day: date, headsign: str, runs: list[tuple[int, int]], now_s: int
) -> Running:
    following = next((run for run, _ in runs if run >= now_s), None)
    times = [run for run, _ in runs if run >= MORNING_S] or [run for run, _ in runs]
    return Running(
        headsign=headsign,
        first=moment_of(city, day, times[0]),
        last=moment_of(city, day, times[-1]),
        following=moment_of(city, day, following) if following is not None else None,
        headway_s=_headway(runs, now_s),
        trips=len(times),
    )


def _headway(runs: list[tuple[int, int]], now_s: int) -> int:
    """How often it comes now: as the feed says, or the middle gap of the hour around now; 0 before
    the first and after the last.
    """
    stated = [
        headway
        for (run, headway), (following, _) in pairwise(runs)
        if headway and run <= now_s < following <= run + headway
    ]
    if stated:
        return min(stated)
    times = [run for run, headway in runs if not headway and abs(run - now_s) <= 3600]
    if not times or not times[0] <= now_s <= times[-1]:
        return 0
    gaps = sorted(b - a for a, b in pairwise(times) if b > a)
    return gaps[len(gaps) // 2] if len(gaps) > 1 else 0
