"""The alarm itself: (state, position) → (state, effects).

Two stages ring, each once and in this order; where the second comes without the first, both are
given at once. "Ready" rings at max(300 m, 90 s × speed) and wants two good positions in a row,
"now" at max(200 m, 45 s × speed) and wants one: to miss a stop is worse than to ring early. Where
positions come slower than every ten seconds, interval × speed is added to both, and one is enough.

Metres are counted along the way from the last place on it; off the way, straight to the stop.
Nothing rings before the boarding point is 150 m behind.
"""

from dataclasses import replace
from math import isfinite

from minga.kernels.alarm.course import Course, distance
from minga.kernels.alarm.following import BY_M, MAX_SPEED_MS, SLACK_M, VAGUE_M, WALKING_MS, followed
from minga.kernels.alarm.state import Effect, Fix, Kind, Place, Stage, State

READY_M, READY_S = 300.0, 90.0
NOW_M, NOW_S = 200.0, 45.0
SLOW_FIXES_S = 10.0
ARMED_M = 150.0
WORST_ACCURACY_M = 100.0
GAIN_MS2 = 3.0
"""Nor gains speed faster; a single wild speed of the device counts for little."""
FADE_S = 100.0
"""A recent higher speed counts half after so long."""
BASE_S = 10.0
QUIET_S = 60.0
"""Without a good position for so long (or three intervals), that is said."""
AWAY_M = 100.0
"""In a straight line, so much farther off than the stop has been is past it."""

Answer = tuple[State, tuple[Effect, ...]]


def begin(*, aboard: bool = False) -> State:
    """A ride that begins at its boarding point; `aboard`, one already on the way."""
    return State(stage=Stage.RIDING if aboard else Stage.WAITING)


def step(course: Course, state: State, fix: Fix) -> Answer:
    """Take one position. What cannot be used counts as time that passed without one."""
    if state.stage is Stage.PASSED or not isfinite(fix.at_s):
        return state, ()
    place = place_of(course, fix)
    if place is None:
        return wait(course, state, fix.at_s)
    if state.last is not None and place.at_s <= state.last.at_s:
        return state, ()
    if is_jump(state.last, place):
        if state.doubt is None or place.at_s <= state.doubt.at_s or is_jump(state.doubt, place):
            return wait(course, replace(state, doubt=place), fix.at_s)
        state = moved_over(state)
    state, heard = hearing(state, place)
    state = speeding(state, place, fix.speed_ms)
    state, strayed = followed(course, state, place)
    state, rung = ringing(course, state)
    return state, (*heard, *strayed, *rung)


def wait(course: Course, state: State, at_s: float) -> Answer:
    """Let time pass without a good position; after long, say so, once."""
    if state.stage is Stage.PASSED or not isfinite(at_s):
        return state, ()
    if state.since_s is None:
        state = replace(state, since_s=at_s)
    heard_s = state.since_s if state.last is None else state.last.at_s
    quiet_s = at_s - (at_s if heard_s is None else heard_s)
    if quiet_s < max(QUIET_S, 3.0 * interval_s(state)):
        return state, ()
    effects: list[Effect] = []
    if state.silence == 0:
        effects.append(Effect(Kind.LOST, state.left_m))
        state = replace(state, silence=1)
    if state.silence == 1 and could_be_near(state, quiet_s):
        effects.append(Effect(Kind.BLIND, state.left_m))
        state = replace(state, silence=2)
    return state, tuple(effects)


def confirm(state: State) -> State:
    """The person says that they got off: the ride is over, and nothing more is said."""
    return replace(state, stage=Stage.PASSED)


def lead_m(state: State, least_m: float, seconds: float) -> float:
    """How far before the stop a stage rings."""
    gap_s = interval_s(state)
    more_s = gap_s if gap_s > SLOW_FIXES_S else 0.0
    return max(least_m, seconds * state.speed_ms) + more_s * state.speed_ms


def interval_s(state: State) -> float:
    """The middle of the last three intervals (the longer of two): one gap changes nothing."""
    ordered = sorted(state.gaps_s)
    return ordered[len(ordered) // 2] if ordered else 0.0


def could_be_near(state: State, quiet_s: float) -> bool:
    """Whether, at the speed that counts, "now" would be due."""
    if state.stage not in (Stage.RIDING, Stage.READY) or state.left_m is None:
        return False
    return state.left_m - state.speed_ms * quiet_s <= lead_m(state, NOW_M, NOW_S)


# Believing ------------------------------------------------------------------------------------


def place_of(course: Course, fix: Fix) -> Place | None:
    """A fix in metres, or None when it cannot be used."""
    accuracy = VAGUE_M if fix.accuracy_m is None else fix.accuracy_m
    if not (isfinite(fix.lat) and isfinite(fix.lon) and 0.0 <= accuracy <= WORST_ACCURACY_M):
        return None
    if abs(fix.lat) > 90.0 or abs(fix.lon) > 180.0:
        return None
    return Place(fix.at_s, *course.point(fix.lat, fix.lon), accuracy)


def is_jump(before: Place | None, place: Place) -> bool:
    """Whether no vehicle comes from one place to the other in the time between."""
    if before is None:
        return False
    far = distance((before.x, before.y), (place.x, place.y))
    return (
        far - before.accuracy_m - place.accuracy_m
        > MAX_SPEED_MS * (place.at_s - before.at_s) + SLACK_M
    )


def moved_over(state: State) -> State:
    """Two positions agree that the vehicle is elsewhere: believe them, forget the place before."""
    start = None if state.stage is Stage.WAITING else state.start
    return replace(
        state, last=None, base=None, start=start, tracks=(), along_m=None, nearest_m=None
    )


def hearing(state: State, place: Place) -> Answer:
    """Note that a good position came."""
    gaps = state.gaps_s
    if state.last is not None:
        gaps = (*gaps[-2:], place.at_s - state.last.at_s)
    effects = (Effect(Kind.FOUND, state.left_m),) if state.silence else ()
    since = place.at_s if state.since_s is None else state.since_s
    return replace(state, doubt=None, silence=0, since_s=since, gaps_s=gaps), effects


def speeding(state: State, place: Place, told_ms: float | None) -> State:
    """Measure the speed over some ten seconds; between, trust what the device says."""
    if state.base is None or state.last is None:
        return replace(state, base=place)
    base, pace, dt = state.base, state.pace_ms, place.at_s - state.last.at_s
    is_told = told_ms is not None and isfinite(told_ms) and 0.0 < told_ms <= MAX_SPEED_MS
    if is_told and told_ms is not None:
        pace = min(told_ms, pace + GAIN_MS2 * dt)
    if place.at_s - base.at_s >= BASE_S:
        vague = max(0.0, base.accuracy_m + place.accuracy_m - 2.0 * VAGUE_M)
        far = distance((base.x, base.y), (place.x, place.y))
        measured = min(max(0.0, far - vague) / (place.at_s - base.at_s), MAX_SPEED_MS)
        pace = min(pace, 2.0 * measured + 5.0) if is_told else measured
        base = place
    speed = max(pace, state.speed_ms / (1.0 + dt / FADE_S))
    return replace(state, base=base, pace_ms=pace, speed_ms=speed)


# Ringing --------------------------------------------------------------------------------------


def ringing(course: Course, state: State) -> Answer:
    """Say what is due. `state.last` and `state.left_m` are of this position."""
    effects: list[Effect] = []
    left = state.left_m
    if left is None or state.last is None:
        return state, ()
    if state.stage is Stage.WAITING and has_left(state):
        state = replace(state, stage=Stage.RIDING)
        effects.append(Effect(Kind.ARMED, left))
    if state.stage is Stage.WAITING:
        return state, ()
    is_due = left <= lead_m(state, NOW_M, NOW_S)
    is_close = left <= lead_m(state, READY_M, READY_S)
    state = replace(state, close=min(2, state.close + 1) if is_close else 0)
    enough = 1 if is_due or interval_s(state) > SLOW_FIXES_S else 2
    if state.stage is Stage.RIDING and is_close and state.close >= enough:
        state = replace(state, stage=Stage.READY)
        effects.append(Effect(Kind.READY, left))
    if state.stage is Stage.READY and is_due:
        state = replace(state, stage=Stage.NOW)
        effects.append(Effect(Kind.NOW, left))
    if state.stage is Stage.NOW and is_past(course, state):
        state = replace(state, stage=Stage.PASSED)
        effects.append(Effect(Kind.PASSED, left))
    return state, tuple(effects)


def has_left(state: State) -> bool:
    """Whether the boarding point is behind, vague positions taken as nearer."""
    if state.last is None or state.start is None:
        return False
    far = distance(state.start, (state.last.x, state.last.y))
    return far - max(0.0, state.last.accuracy_m - VAGUE_M) >= ARMED_M


def is_past(course: Course, state: State) -> bool:
    """Whether the vehicle goes on with the stop behind it.

    Slower than a vehicle it may be the person on foot, who got off.
    """
    if state.last is None or state.left_m is None or state.pace_ms < WALKING_MS:
        return False
    if state.tracks:
        return state.left_m < -SLACK_M - state.last.accuracy_m / 2.0
    far = distance((state.last.x, state.last.y), course.stop)
    nearest = far if state.nearest_m is None else state.nearest_m
    return nearest <= BY_M and far > nearest + AWAY_M + state.last.accuracy_m
