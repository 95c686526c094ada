"""The only writers of the room transit."""

from minga.transit.actions.forgetting import unname
from minga.transit.actions.moving import stir

__all__ = ["stir", "unname"]
