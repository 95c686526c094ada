"""A recorded GPS track (GPX 1.0 and 1.1) as points; hostile files are refused, never expanded."""

from xml.parsers import expat

from minga.kernels.feedmaking.lines import Point

MAX_BYTES = 8 << 20
MAX_POINTS = 20_000
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
    if len(content) > MAX_BYTES:
        raise TrackRefused("track_too_large", str(len(content)))
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise TrackRefused("track_unreadable", str(error)[:120]) from error
    except (UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, TrackRefused):
            raise
        raise TrackRefused("track_unreadable", type(error).__name__) from error
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

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TrackRefused("track_unreadable", "depth")
        tag = name.rpartition(" ")[2]
        if self.depth == 1:
            self.is_gpx = tag == "gpx"
        if tag not in POINTS:
            return
        try:
            point = Point(float(attributes["lat"]), float(attributes["lon"]))
        except (KeyError, ValueError) as error:
            raise TrackRefused("track_point_invalid", str(attributes)[:80]) from error
        if not (abs(point.lat) <= 85 and abs(point.lon) <= 180):
            raise TrackRefused("track_point_invalid", f"{point.lat},{point.lon}"[:80])
        track = self.points[tag]
        if not track or track[-1] != point:
            track.append(point)
        if len(track) > MAX_POINTS:
            raise TrackRefused("track_too_long", str(MAX_POINTS))

    def _end(self, _: str) -> None:
        self.depth -= 1
