"""Lines as people draw them, made into a GTFS feed: lines in, the bytes of a zip out.

    about = About("Gran Concepción", "https://city.example/", "America/Santiago", first, last)
    line = Line("60x", "60X", ways=(Way("Barrio Norte", "Centro", path),), periods=(Period(...),))
    content = make_feed([line], about)

A line needs no stops: it says with `continuous_pickup` that one hails it anywhere along its shape,
and has stop times at its ends and at the places that were named only. How often it runs is said by
headways. The same lines give the same bytes (with the same zlib), so that a digest names them.
"""

from minga.kernels.feedmaking.along import length_m, placed, simplified
from minga.kernels.feedmaking.checks import DrawingRefused, Flaw, flaws
from minga.kernels.feedmaking.gpx import TrackRefused, points_of
from minga.kernels.feedmaking.gtfs_files import make_feed, running_s
from minga.kernels.feedmaking.lines import About, Days, Halt, Line, Period, Point, Way

__all__ = [
    "About",
    "Days",
    "DrawingRefused",
    "Flaw",
    "Halt",
    "Line",
    "Period",
    "Point",
    "TrackRefused",
    "Way",
    "flaws",
    "length_m",
    "make_feed",
    "placed",
    "points_of",
    "running_s",
    "simplified",
]
