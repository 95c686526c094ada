"""The only writers of the room transit."""

from minga.transit.actions.forgetting import unname
from minga.transit.actions.moving import MOVED, Position, clear_vehicles, place_vehicles, stir

__all__ = ["MOVED", "Position", "clear_vehicles", "place_vehicles", "stir", "unname"]
