"""Plans, departures and reach as the API tells them: the field names of MOTIS, and ours."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from minga.transit.phrases import header_of, text_of
from minga.transit.planning.itinerary import Itinerary, Passed, Spot, Step
from minga.transit.planning.polyline import PRECISION, encoded
from minga.transit.planning.sentences import sentences, spot_name
from minga.transit.timetables.line_look import LineLook

if TYPE_CHECKING:
    from minga.kernels.planner import Departure
    from minga.transit.models import Alert

MODES = {0: "TRAM", 1: "SUBWAY", 2: "REGIONAL_RAIL", 3: "BUS", 4: "FERRY", 5: "TRAM",
         6: "AERIAL_LIFT", 7: "FUNICULAR", 11: "BUS", 12: "OTHER"}  # fmt: skip
HUNDREDS = {1: "REGIONAL_RAIL", 2: "COACH", 4: "SUBWAY", 7: "BUS", 8: "BUS", 9: "TRAM",
            10: "FERRY", 12: "FERRY", 13: "AERIAL_LIFT", 14: "FUNICULAR"}  # fmt: skip


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


def itinerary(one: Itinerary) -> dict[str, Any]:
    """An itinerary with its legs."""
    return {
        "duration": _s(one.arrives_at - one.leaves_at),
        "startTime": moment(one.leaves_at),
        "endTime": moment(one.arrives_at),
        "transfers": one.changes,
        "walkDistance": round(one.walked_m),
        "estimated": one.about,
        "legs": [leg(step) for step in one.steps],
    }


def leg(step: Step) -> dict[str, Any]:
    """A walk or a ride."""
    late = timedelta(seconds=step.delay_s or 0)
    starts, ends = moment(step.starts_at), moment(step.ends_at)
    told = {
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
    return told | (_ride(step, step.line) if step.line else {"straightLine": True})


def _ride(step: Step, line: LineLook) -> dict[str, Any]:
    told: dict[str, Any] = {
        **_line(line),
        "headsign": step.headsign,
        "tripId": step.trip_id,
        "intermediateStops": [_passed(one) for one in step.passed],
        "alongShape": step.hailed or step.leaves_along,
        "alerts": [alert(one) for one in step.alerts],
    }
    if step.told_at:
        told["toldAt"] = moment(step.told_at)
    if step.hailed:
        told["boardingPoint"] = _point(step.start)
    if step.leaves_along:
        told["alightingPoint"] = _point(step.end)
    if step.headway_s:
        told["headwaySecs"] = step.headway_s
        told["waitEstimate"] = {
            "kind": "expected",
            "expectedSecs": step.wait_s,
            "worstSecs": step.worst_wait_s,
        }
    return told


def place(
    spot: Spot,
    *,
    arrival: datetime | None = None,
    departure: datetime | None = None,
    late: timedelta = timedelta(),
    ride: bool = False,
) -> dict[str, Any]:
    """A place, with what happens there and when; `late`: how much later than planned."""
    told: dict[str, Any] = {
        "name": spot_name(spot),
        "lat": round(spot.lat, 6),
        "lon": round(spot.lon, 6),
        "vertexType": "TRANSIT" if spot.stop else "NORMAL",
    }
    if spot.stop:
        told["stopId"] = spot.stop
    for name, at in (("arrival", arrival), ("departure", departure)):
        if at is not None:
            told[name] = moment(at)
            if ride:
                planned = moment(at - late) if late else told[name]
                told[f"scheduled{name.capitalize()}"] = planned
    return told


def departure(one: "Departure", line: LineLook | None, spot: Spot, at: datetime) -> dict[str, Any]:
    """One line of a board."""
    late = timedelta(seconds=one.delay_s or 0)
    told = {
        "place": place(spot, departure=at, late=late, ride=True),
        "mode": mode_of(line.mode if line else 3),
        "realTime": one.delay_s is not None,
        "headsign": one.headsign,
        "tripId": one.trip_id,
        **_line(line or LineLook(code="", name=one.route_name)),
        "cancelled": one.is_cancelled,
        "alongShape": one.hailed,
        "distance": round(one.metres),
    }
    return told | ({"headwaySecs": one.headway_s} if one.headway_s else {})


def alert(one: "Alert") -> dict[str, Any]:
    """What passengers are warned of, in the reader's language."""
    language = get_language() or "es"
    return {
        "id": one.public_id,
        "headerText": header_of(one, language),
        "descriptionText": text_of(one, language),
        "cause": one.cause.upper(),
        "effect": one.effect.upper(),
        "source": one.source,
        "toldAt": moment(one.told_at),
    }


def reachable(found: Iterable[tuple[Spot, timedelta]]) -> list[dict[str, Any]]:
    """Places with the minutes it takes to be there."""
    return [{"place": place(spot), "duration": -(-_s(passed) // 60)} for spot, passed in found]


def _line(line: LineLook) -> dict[str, Any]:
    return {
        "routeId": line.code,
        "routeShortName": line.name,
        "routeLongName": line.long_name,
        "routeColor": line.colour,
        "routeTextColor": line.text_colour,
        "agencyName": line.operator,
        "demonstration": line.is_demo,
    }


def _passed(one: Passed) -> dict[str, Any]:
    return place(one.spot, arrival=one.arrives_at, departure=one.leaves_at)


def _point(spot: Spot) -> dict[str, Any]:
    return {"lat": round(spot.lat, 6), "lon": round(spot.lon, 6), "name": spot_name(spot)}


def _s(passed: timedelta) -> int:
    return int(passed.total_seconds())
