"""Following a vehicle along its way, and straight where there is none."""

from dataclasses import replace

from minga.kernels.alarm.course import OFF_ROUTE_M, Course, advance, distance, passes
from minga.kernels.alarm.state import Effect, Kind, Place, Stage, State, Track

MAX_SPEED_MS = 40.0
"""No bus or train of a city is faster (144 km/h): what is, is a jump."""
WALKING_MS = 3.0
"""Slower than this, somebody may be on foot."""
VAGUE_M = 30.0
"""An accuracy as good as this costs nothing; what is vaguer widens the limits."""
SLACK_M = 60.0
"""So far a position may lie behind the last one, or past the stop, and mean nothing."""
BACKWARDS_M = 120.0
"""So far back along the way is the other direction."""
BY_M = 150.0
"""In a straight line, as near as this between two positions is having come by the stop."""
REJOIN_M = 300.0
"""Back on the way, look from so far before the place where it was left."""
BESIDE_M = 5.0
MAX_TRACKS = 8


def followed(course: Course, state: State, place: Place) -> tuple[State, tuple[Effect, ...]]:
    """Take a good position in: where on the way it lies, and how far the stop is."""
    point = (place.x, place.y)
    before = state.last
    start = state.start or course.board or point
    state = replace(state, last=place, start=start)
    straight = distance(point, course.stop)
    astray: Kind | None = None
    if course.way:
        state, astray = located(course, state, place, before)
    if state.tracks:
        left = left_along(course, state.tracks, place)
        state = replace(state, left_m=left, nearest_m=nearer(state.nearest_m, straight))
    else:
        by = straight if before is None else closest(course, (before.x, before.y), point)
        left = by if by <= BY_M else straight
        state = replace(state, left_m=left, nearest_m=nearer(state.nearest_m, left))
    if astray is None or state.astray or not is_aboard(state):
        return state, ()
    return replace(state, astray=True), (Effect(astray, state.left_m),)


def located(
    course: Course, state: State, place: Place, before: Place | None
) -> tuple[State, Kind | None]:
    """Move the tracks on; begin anew where none is left."""
    dt = 0.0 if before is None else place.at_s - before.at_s
    moved = [moved_on(course, track, place, dt, state.pace_ms) for track in state.tracks]
    on = [track for track in moved if track is not None]
    ahead = apart([track for track in on if not is_backwards(track, place)])
    astray = Kind.BACKWARDS if on and not ahead else None
    if not ahead:
        ahead, behind = sought(course, state, place)
        astray = behind or astray
    along = max((track.along_m for track in ahead), default=state.along_m)
    return replace(state, tracks=tuple(ahead), along_m=along), astray


def off_route_m(place: Place) -> float:
    """How far from the way still counts as on it."""
    return OFF_ROUTE_M + max(0.0, place.accuracy_m - VAGUE_M)


def moved_on(course: Course, track: Track, place: Place, dt: float, pace_ms: float) -> Track | None:
    """A track after one more position; None when it has left the way."""
    slack = SLACK_M + place.accuracy_m
    match = advance(
        course,
        (place.x, place.y),
        (track.along_m - slack, track.along_m + slack + MAX_SPEED_MS * dt),
        track.along_m + pace_ms * dt,
        off_route_m(place),
    )
    return None if match is None else Track(match[1], max(track.furthest_m, match[1]))


def is_backwards(track: Track, place: Place) -> bool:
    """Whether a track has come back too far to be noise."""
    return track.furthest_m - track.along_m > BACKWARDS_M + max(0.0, place.accuracy_m - VAGUE_M)


def apart(tracks: list[Track]) -> list[Track]:
    """Without tracks that have become one with another."""
    kept: list[Track] = []
    for track in tracks:
        if all(abs(track.along_m - other.along_m) > BESIDE_M for other in kept):
            kept.append(track)
    return kept


def sought(course: Course, state: State, place: Place) -> tuple[list[Track], Kind | None]:
    """Every place on the way where the vehicle may be, not before where it was last.

    A pass behind the stop counts only when the vehicle was before it earlier: then it passed.
    """
    alongs = [along for _, along in passes(course, (place.x, place.y), off_route_m(place))]
    last_along_m = course.board_m if state.along_m is None else state.along_m
    if last_along_m is not None:
        alongs = [along for along in alongs if along >= last_along_m - REJOIN_M] or alongs
    before = [along for along in alongs if along <= course.stop_m + SLACK_M]
    if alongs and not before and (last_along_m is None or last_along_m > course.stop_m):
        return [], Kind.BEHIND
    return [Track(along, along) for along in (before or alongs)[-MAX_TRACKS:]], None


def left_along(course: Course, tracks: tuple[Track, ...], place: Place) -> float:
    """Metres to the stop along the way: the least of what may be, as missing is worse than early.

    Negative when the stop lies behind on every track.
    """
    lefts = [course.stop_m - track.along_m for track in tracks]
    ahead = [left for left in lefts if left >= -SLACK_M - place.accuracy_m / 2.0]
    return min(ahead) if ahead else max(lefts)


def closest(course: Course, before: tuple[float, float], after: tuple[float, float]) -> float:
    """How near to the stop the straight line between two positions comes, in metres."""
    dx, dy = after[0] - before[0], after[1] - before[1]
    square = dx * dx + dy * dy
    gone = (course.stop[0] - before[0]) * dx + (course.stop[1] - before[1]) * dy
    t = min(max(gone / square, 0.0), 1.0) if square > 0.0 else 0.0
    return distance((before[0] + dx * t, before[1] + dy * t), course.stop)


def nearer(known_m: float | None, metres: float) -> float:
    """The least distance so far."""
    return metres if known_m is None else min(known_m, metres)


def is_aboard(state: State) -> bool:
    """Whether the ride goes, faster than on foot."""
    return state.stage is not Stage.WAITING and state.speed_ms >= WALKING_MS
