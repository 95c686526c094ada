"""Plans, departures and reach as the API tells them: the field names of MOTIS, and ours."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from django.utils.translation import get_language

from minga.transit.phrases import header_of, text_of, url_of
from minga.transit.planning.itinerary import Itinerary, Spot, Step
from minga.transit.planning.polyline import PRECISION, encoded
from minga.transit.planning.queries.geocoding import Match
from minga.transit.planning.sentences import sentences, spot_name
from minga.transit.planning.shapes import (
    AlertOut,
    ItineraryOut,
    LegOut,
    MatchOut,
    PlaceOut,
    PointOut,
    ReachableOut,
    StopTimeOut,
)
from minga.transit.timetables.line_look import LineLook

if TYPE_CHECKING:
    from minga.kernels.planner import Departure
    from minga.transit.models import Alert

MODES = {0: "TRAM", 1: "SUBWAY", 2: "REGIONAL_RAIL", 3: "BUS", 4: "FERRY", 5: "TRAM",
         6: "AERIAL_LIFT", 7: "FUNICULAR", 11: "BUS", 12: "OTHER"}  # fmt: skip
HUNDREDS = {1: "REGIONAL_RAIL", 2: "COACH", 4: "SUBWAY", 7: "BUS", 8: "BUS", 9: "TRAM",
            10: "FERRY", 12: "FERRY", 13: "AERIAL_LIFT", 14: "FUNICULAR"}  # fmt: skip
MATCH_TYPES: dict[str, Literal["PLACE", "STOP", "LINE"]] = {
    "place": "PLACE",
    "stop": "STOP",
    "line": "LINE",
}


def mode_of(route_type: int) -> str:
    """A GTFS route_type, plain or extended, as a mode of MOTIS."""
    if route_type >= 100:
        return HUNDREDS.get(route_type // 100, "OTHER")
    return MODES.get(route_type, "OTHER")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC. An answer tells hundreds: `strftime` would take three times as long."""
    at = at.astimezone(UTC)
    day = f"{at.year:04}-{at.month:02}-{at.day:02}"
    return f"{day}T{at.hour:02}:{at.minute:02}:{at.second:02}Z"


def itinerary(itinerary: Itinerary) -> ItineraryOut:
    """An itinerary with its legs."""
    return {
        "duration": _s(itinerary.arrives_at - itinerary.leaves_at),
        "startTime": moment(itinerary.leaves_at),
        "endTime": moment(itinerary.arrives_at),
        "transfers": itinerary.changes,
        "walkDistance": round(itinerary.walked_m),
        "estimated": itinerary.about,
        "legs": [leg(step) for step in itinerary.steps],
    }


def leg(step: Step) -> LegOut:
    """A walk or a ride."""
    late = timedelta(seconds=step.delay_s or 0)
    starts, ends = moment(step.starts_at), moment(step.ends_at)
    leg: LegOut = {
        "mode": mode_of(step.line.mode) if step.line else "WALK",
        "from": place(step.start, departure=step.starts_at, late=late, ride=step.is_ride),
        "to": place(step.end, arrival=step.ends_at, late=late, ride=step.is_ride),
        "duration": _s(step.lasts),
        "startTime": starts,
        "endTime": ends,
        "scheduledStartTime": moment(step.starts_at - late) if late else starts,
        "scheduledEndTime": moment(step.ends_at - late) if late else ends,
        "realTime": step.delay_s is not None,
        "distance": round(step.metres),
        "estimated": step.about,
        "instructions": sentences(step),
        "legGeometry": {
            "points": encoded(step.path),
            "precision": PRECISION,
            "length": len(step.path),
        },
    }
    if step.line:
        _add_ride(leg, step, step.line)
    else:
        leg["straightLine"] = True
    return leg


def _add_ride(leg: LegOut, step: Step, line: LineLook) -> None:
    leg["routeId"] = line.code
    leg["routeShortName"] = line.name
    leg["routeLongName"] = line.long_name
    leg["routeColor"] = line.colour
    leg["routeTextColor"] = line.text_colour
    leg["agencyName"] = line.operator
    leg["demonstration"] = line.is_demo
    leg["headsign"] = step.headsign
    leg["tripId"] = step.trip_id
    leg["intermediateStops"] = [
        place(passed.spot, arrival=passed.arrives_at, departure=passed.leaves_at)
        for passed in step.passed
    ]
    leg["alongShape"] = step.hailed or step.leaves_along
    leg["alerts"] = [alert(warning) for warning in step.alerts]
    if step.told_at:
        leg["toldAt"] = moment(step.told_at)
    if step.hailed:
        leg["boardingPoint"] = _point(step.start)
    if step.leaves_along:
        leg["alightingPoint"] = _point(step.end)
    if step.headway_s:
        leg["headwaySecs"] = step.headway_s
        leg["waitEstimate"] = {
            "kind": "expected",
            "expectedSecs": step.wait_s,
            "worstSecs": step.worst_wait_s,
        }


def place(
    spot: Spot,
    *,
    arrival: datetime | None = None,
    departure: datetime | None = None,
    late: timedelta = timedelta(),
    ride: bool = False,
) -> PlaceOut:
    """A place, with what happens there and when; `late`: how much later than planned."""
    place: PlaceOut = {
        "name": spot_name(spot),
        "lat": round(spot.lat, 6),
        "lon": round(spot.lon, 6),
        "vertexType": "TRANSIT" if spot.stop else "NORMAL",
    }
    if spot.stop:
        place["stopId"] = spot.stop
    if arrival is not None:
        place["arrival"] = moment(arrival)
        if ride:
            place["scheduledArrival"] = moment(arrival - late) if late else place["arrival"]
    if departure is not None:
        place["departure"] = moment(departure)
        if ride:
            place["scheduledDeparture"] = moment(departure - late) if late else place["departure"]
    return place


def departure(
    departure: "Departure", line: LineLook | None, spot: Spot, at: datetime
) -> StopTimeOut:
    """One line of a board."""
    late = timedelta(seconds=departure.delay_s or 0)
    line = line or LineLook(code="", name=departure.route_name)
    stop_time: StopTimeOut = {
        "place": place(spot, departure=at, late=late, ride=True),
        "mode": mode_of(line.mode),
        "realTime": departure.delay_s is not None,
        "headsign": departure.headsign,
        "tripId": departure.trip_id,
        "routeId": line.code,
        "routeShortName": line.name,
        "routeLongName": line.long_name,
        "routeColor": line.colour,
        "routeTextColor": line.text_colour,
        "agencyName": line.operator,
        "demonstration": line.is_demo,
        "cancelled": departure.is_cancelled,
        "alongShape": departure.hailed,
        "distance": round(departure.metres),
    }
    if departure.headway_s:
        stop_time["headwaySecs"] = departure.headway_s
    return stop_time


def alert(alert: "Alert") -> AlertOut:
    """What passengers are warned of, in the reader's language."""
    language = get_language() or "es"
    return {
        "id": alert.public_id,
        "headerText": header_of(alert, language),
        "descriptionText": text_of(alert, language),
        "url": url_of(alert, language),
        "cause": alert.cause.upper(),
        "effect": alert.effect.upper(),
        "source": alert.source,
        "toldAt": moment(alert.told_at),
    }


def reachable(stops: Iterable[tuple[Spot, timedelta]]) -> list[ReachableOut]:
    """Places with the minutes it takes to be there."""
    return [{"place": place(spot), "duration": -(-_s(travel) // 60)} for spot, travel in stops]


def match(match: Match) -> MatchOut:
    """What a search found. A line has an address and no place."""
    is_line = match.kind == "line"
    return {
        "type": MATCH_TYPES[match.kind],
        "name": match.name,
        "id": match.code,
        "lat": None if is_line else round(match.lat, 6),
        "lon": None if is_line else round(match.lon, 6),
        "area": match.area,
        "url": f"/move/lines/{match.code}/" if is_line else None,
    }


def _point(spot: Spot) -> PointOut:
    return {"lat": round(spot.lat, 6), "lon": round(spot.lon, 6), "name": spot_name(spot)}


def _s(duration: timedelta) -> int:
    return int(duration.total_seconds())
