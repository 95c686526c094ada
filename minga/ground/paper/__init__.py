"""Papers: documents and pictures that leave the screen, in Minga's own type and colours."""

from minga.ground.paper.sheet import Paper

__all__ = ["Paper"]
