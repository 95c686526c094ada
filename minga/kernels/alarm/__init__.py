"""Waking somebody before their stop: a pure machine from positions to what is to be said.

`course_of(destination, way)` draws where the ride ends; `begin()` is the state of a ride that has
not begun; `step(course, state, fix)` takes one position, `wait(course, state, at_s)` the passing
of time without one. Both answer the next state and the effects, in order. There is no clock here:
seconds are the caller's, from any start, as long as they only grow.

The browser runs the same machine, `minga/transit/static/transit/alarm.js`. Both use nothing but
sums, products, quotients and square roots, which every machine rounds alike, so that their states
are equal to the last bit; a test replays thousands of positions in both.
"""

from minga.kernels.alarm.course import Course, course_of
from minga.kernels.alarm.machine import begin, confirm, lead_m, step, wait
from minga.kernels.alarm.state import (
    Effect,
    Fix,
    Kind,
    Place,
    Stage,
    State,
    Track,
    as_data,
    state_of,
)  # fmt: skip

__all__ = [
    "Course", "Effect", "Fix", "Kind", "Place", "Stage", "State", "Track",
    "as_data", "begin", "confirm", "course_of", "lead_m", "state_of", "step", "wait",
]  # fmt: skip
