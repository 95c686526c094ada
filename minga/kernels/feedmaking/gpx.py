"""A recorded GPS track (GPX 1.0 and 1.1) as points; hostile files are refused, never expanded."""

from xml.parsers import expat

from minga.kernels.feedmaking.lines import Point

MOST_BYTES = 8 << 20
MOST_POINTS = 20_000
DEEPEST = 32
POINTS = ("trkpt", "rtept")


class TrackRefused(ValueError):
    """A file that is no track; `code` says why."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code} {value}".strip())
        self.code, self.value = code, value


def points_of(content: bytes) -> list[Point]:
    """The points of all track segments in their order, or of the routes where there is no track.

    Documents with a DOCTYPE are refused, so there are no entities to expand. A point that is the
    same as the one before is left out. Raises TrackRefused.
    """
    if len(content) > MOST_BYTES:
        raise TrackRefused("track_too_large", str(len(content)))
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as trouble:
        raise TrackRefused("track_unreadable", str(trouble)[:120]) from trouble
    except (UnicodeError, LookupError, ValueError) as trouble:
        if isinstance(trouble, TrackRefused):
            raise
        raise TrackRefused("track_unreadable", type(trouble).__name__) from trouble
    points = reader.points["trkpt"] or reader.points["rtept"]
    if not reader.is_gpx:
        raise TrackRefused("track_is_no_gpx")
    if len(points) < 2:
        raise TrackRefused("track_empty", str(len(points)))
    return points


class _Reader:
    """What expat tells, kept as points."""

    def __init__(self) -> None:
        self.points: dict[str, list[Point]] = {name: [] for name in POINTS}
        self.is_gpx = False
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:
        raise TrackRefused("track_has_a_doctype")

    def _begin(self, name: str, told: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TrackRefused("track_unreadable", "depth")
        tag = name.rpartition(" ")[2]
        if self.depth == 1:
            self.is_gpx = tag == "gpx"
        if tag not in POINTS:
            return
        try:
            point = Point(float(told["lat"]), float(told["lon"]))
        except (KeyError, ValueError) as trouble:
            raise TrackRefused("track_point_invalid", str(told)[:80]) from trouble
        if not (abs(point.lat) <= 85 and abs(point.lon) <= 180):
            raise TrackRefused("track_point_invalid", f"{point.lat},{point.lon}"[:80])
        kept = self.points[tag]
        if not kept or kept[-1] != point:
            kept.append(point)
        if len(kept) > MOST_POINTS:
            raise TrackRefused("track_too_long", str(MOST_POINTS))

    def _end(self, _: str) -> None:
        self.depth -= 1
