"""Feeds and what they say, what moves now, lines drawn here, phones that are a bus, rides."""

from minga.transit.models.drawing import DrawnLine
from minga.transit.models.feeds import Feed, FeedVersion, Line, Stop
from minga.transit.models.moving import Alert, Informed, Moving, TripUpdate, Vehicle
from minga.transit.models.rides import Ride, RideNotice
from minga.transit.models.sources import RealtimeSource, Upload
from minga.transit.models.tracking import Tracker

__all__ = [
    "Alert",
    "DrawnLine",
    "Feed",
    "FeedVersion",
    "Informed",
    "Line",
    "Moving",
    "RealtimeSource",
    "Ride",
    "RideNotice",
    "Stop",
    "Tracker",
    "TripUpdate",
    "Upload",
    "Vehicle",
]
