"""What the planning API takes and answers, as `/api/v1/openapi.json` tells it.

A subset of MOTIS's REST interface under the same names, and what it has no name for: hailing
between two stops (`alongShape`, `boardingPoint`), headways (`headwaySecs`, `waitEstimate`), times
that are expected (`estimated`), walks measured straight (`straightLine`), and sentences.

Answers are `TypedDict`s: `motis_json` builds them and mypy checks them; nothing does at run time.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypedDict

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""RFC 3339 in UTC."""
Text = Annotated[str, Field(max_length=160)]


class RequestModel(BaseModel):
    """Parameters are named as in MOTIS; those that are not listed are passed over."""

    model_config = ConfigDict(populate_by_name=True)


class PlanRequest(RequestModel):
    """`GET /plan`."""

    from_place: Text = Field(alias="fromPlace", description='"lat,lon" or a stop\'s code')
    to_place: Text = Field(alias="toPlace", description='"lat,lon" or a stop\'s code')
    time: str = Field("", max_length=40, description="ISO 8601; without a zone, the city's clock")
    arrive_by: bool = Field(False, alias="arriveBy")
    max_transfers: int = Field(4, alias="maxTransfers", ge=0, le=8)
    num_itineraries: int = Field(
        5, alias="numItineraries", ge=1, le=12, description="at most so many"
    )
    timetable_view: bool = Field(
        True, alias="timetableView", description="false: only what is best at that very time"
    )
    search_window: int = Field(
        3600, alias="searchWindow", ge=0, le=7200, description="seconds after `time`"
    )
    pedestrian_profile: Literal["FOOT", "WHEELCHAIR"] = Field("FOOT", alias="pedestrianProfile")
    page_cursor: str = Field("", alias="pageCursor", max_length=40)


class StopTimesRequest(RequestModel):
    """`GET /stoptimes`."""

    stop_id: Text = Field(
        alias="stopId",
        description='a stop\'s code, or "lat,lon": what leaves or can be hailed near it',
    )
    time: str = Field("", max_length=40)
    n: int = Field(20, ge=1, le=100)
    radius: int = Field(0, ge=0, le=1000, description="metres around the stop; 250 for a point")


class OneToAllRequest(RequestModel):
    """`GET /one-to-all`."""

    one: Text = Field(description='"lat,lon" or a stop\'s code')
    time: str = Field("", max_length=40)
    max_travel_time: int = Field(30, alias="maxTravelTime", ge=1, le=120, description="minutes")
    max_transfers: int = Field(4, alias="maxTransfers", ge=0, le=8)
    pedestrian_profile: Literal["FOOT", "WHEELCHAIR"] = Field("FOOT", alias="pedestrianProfile")


class PlaceOut(TypedDict):
    """A stop (`stopId`) or a point."""

    name: str
    lat: float
    lon: float
    vertexType: Literal["NORMAL", "TRANSIT"]
    stopId: NotRequired[str]
    arrival: NotRequired[Moment]
    departure: NotRequired[Moment]
    scheduledArrival: NotRequired[Moment]
    scheduledDeparture: NotRequired[Moment]


class PointOut(TypedDict):
    """Where to hail a vehicle, or to ask to be let off: no stop."""

    lat: float
    lon: float
    name: str


class WaitOut(TypedDict):
    """How long one waits for a line with a headway: reckoned, not promised."""

    kind: Literal["expected"]
    expectedSecs: int
    worstSecs: int


class AlertOut(TypedDict):
    """What passengers are warned of."""

    id: str
    headerText: str
    descriptionText: str
    url: Annotated[str, Field(description="where the operator says more; empty where nowhere")]
    cause: str
    effect: str
    source: str
    toldAt: Moment


class GeometryOut(TypedDict):
    """An encoded polyline with six decimals."""

    points: str
    precision: int
    length: int


class RideFields(TypedDict, total=False):
    """What a ride has that a walk has not."""

    routeId: str
    routeShortName: str
    routeLongName: str
    routeColor: str
    routeTextColor: str
    agencyName: str
    demonstration: bool
    headsign: str
    tripId: str
    intermediateStops: list[PlaceOut]
    alongShape: bool
    boardingPoint: PointOut
    alightingPoint: PointOut
    headwaySecs: int
    waitEstimate: WaitOut
    toldAt: Annotated[Moment, Field(description="when the operator told how it runs now")]
    alerts: list[AlertOut]


_From = TypedDict("_From", {"from": PlaceOut})  # a word of Python


class LegOut(RideFields, _From):
    """A walk or a ride; what names a route, stops or waits is of rides only."""

    mode: str
    to: PlaceOut
    duration: int
    startTime: Moment
    endTime: Moment
    scheduledStartTime: Moment
    scheduledEndTime: Moment
    realTime: bool
    distance: int
    estimated: bool
    instructions: list[str]
    legGeometry: GeometryOut
    straightLine: NotRequired[bool]


class ItineraryOut(TypedDict):
    """A way from door to door."""

    duration: int
    startTime: Moment
    endTime: Moment
    transfers: int
    walkDistance: int
    estimated: bool
    legs: list[LegOut]


class TroubleOut(TypedDict):
    """Why there is no itinerary."""

    code: str
    message: str


class PlanOut(_From):
    """`direct`: walking all the way; `itineraries`: with at least one ride."""

    to: PlaceOut
    direct: list[ItineraryOut]
    itineraries: list[ItineraryOut]
    previousPageCursor: str
    nextPageCursor: str
    trouble: NotRequired[TroubleOut]


class StopTimeOut(TypedDict):
    """A vehicle that leaves, or passes where it can be hailed."""

    place: PlaceOut
    mode: str
    realTime: bool
    headsign: str
    tripId: str
    routeId: str
    routeShortName: str
    routeLongName: str
    routeColor: str
    routeTextColor: str
    agencyName: str
    demonstration: bool
    cancelled: bool
    alongShape: bool
    distance: int
    headwaySecs: NotRequired[int]


class StopTimesOut(TypedDict):
    """What leaves a place next."""

    place: PlaceOut
    stopTimes: list[StopTimeOut]


class ReachableOut(TypedDict):
    """A stop, and in how many minutes one is there."""

    place: PlaceOut
    duration: int


class OneToAllOut(TypedDict):
    """Every stop within reach, the nearest first."""

    one: PlaceOut
    all: list[ReachableOut]


class MatchOut(TypedDict):
    """A place, stop or line of that name; a line has no place of its own."""

    type: Literal["PLACE", "STOP", "LINE"]
    name: str
    id: str
    lat: float | None
    lon: float | None
    area: str
    url: str | None
