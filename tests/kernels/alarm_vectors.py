"""What the Python alarm does, written down for the phone's twin to do again.

`python -m tests.kernels.alarm_vectors FILE` writes it as JSON; tests/js/alarm.test.js replays it.
Rides are drawn by chance: ways that turn, cross and come back, receivers that are vague, late,
doubled, wild and silent. Names of fields are those of JavaScript (`at_s` → `atS`).
"""

import hashlib
import json
import random
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import minga.kernels.alarm
from minga.kernels.alarm import Course, Fix, Kind, begin, course_of, step, wait
from minga.kernels.alarm.course import DEGREE_M, cosine

Point = tuple[float, float]


def camel(value: Any) -> Any:
    """Field names as JavaScript writes them, all the way down."""
    if isinstance(value, dict):
        return {name(key): camel(one) for key, one in value.items()}
    return [camel(one) for one in value] if isinstance(value, list | tuple) else value


def name(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(part.capitalize() for part in rest)


def way_by_chance(chance: random.Random, stop: Point) -> list[Point]:
    """A polyline of latitudes and longitudes about a stop, some of them there and back."""
    east = DEGREE_M * cosine(stop[0])
    kind = chance.choice(["none", "wander", "wander", "back", "loop"])
    if kind == "none":
        return []
    x, y = chance.uniform(-3000, -800), chance.uniform(-300, 300)
    points = [(x, y)]
    for _ in range(chance.randint(2, 30)):
        x += chance.uniform(-150, 400)
        y += chance.uniform(-250, 250)
        points.append((x, y))
    if kind == "back":
        points += [(x, y + 8) for x, y in reversed(points)]
    if kind == "loop":
        points += points[: len(points) // 2]
    return [(stop[0] + y / DEGREE_M, stop[1] + x / east) for x, y in points]


def ride_by_chance(chance: random.Random, course: Course, way: list[Point]) -> list[Fix | float]:
    """Positions along a way (or straight by the stop), and bare moments between some of them."""
    east = course.east_m
    stop = (course.lat, course.lon)
    path = way or [(stop[0], stop[1] + x / east) for x in (-2500.0, 0.0, 900.0)]
    path = path[::-1] if chance.random() < 0.1 else path
    every, sigma = chance.choice([1, 1, 5, 15]), chance.choice([0, 5, 20])
    fixes: list[Fix | float] = []
    second = chance.uniform(0, 1e5)
    for (alat, alon), (blat, blon) in pairwise(path):
        length = ((blat - alat) * DEGREE_M) ** 2 + ((blon - alon) * east) ** 2
        many = max(1, int(length**0.5 / (chance.uniform(3, 20) * every)))
        for k in range(many):
            second += every if chance.random() < 0.97 else chance.uniform(20, 240)
            noise = [chance.gauss(0, sigma) / DEGREE_M for _ in range(2)]
            lat = alat + (blat - alat) * k / many + noise[0]
            lon = alon + (blon - alon) * k / many + noise[1]
            accuracy = chance.choice([None, 0.0, 5.0, 12.5, 40.0, 99.0])
            fixes.append(spoilt(chance, Fix(second, lat, lon, accuracy, told_speed(chance))))
            if chance.random() < 0.05:
                fixes.append(second + chance.uniform(0, 200))
    return fixes


def told_speed(chance: random.Random) -> float | None:
    """What a device says of its speed."""
    return chance.choice([None, None, 0.0, chance.uniform(0, 25), 60.0, -1.0])


def spoilt(chance: random.Random, fix: Fix) -> Fix:
    """One in twelve positions is wrong in some way."""
    luck = chance.random()
    if luck < 0.02:
        return Fix(fix.at_s - chance.uniform(0, 30), fix.lat, fix.lon, fix.accuracy_m)
    if luck < 0.05:
        return Fix(fix.at_s, fix.lat + chance.uniform(-0.1, 0.1), fix.lon, 20.0, fix.speed_ms)
    if luck < 0.07:
        return Fix(fix.at_s, fix.lat, fix.lon, chance.choice([101.0, 5000.0, -1.0]))
    if luck < 0.08:
        return Fix(fix.at_s, chance.choice([95.0, -36.0]), chance.choice([200.0, 0.0]), 5.0)
    return fix


def vectors(rides: int, seed: int) -> list[dict[str, Any]]:
    """Rides with what goes in (`course`, `steps`: a fix or a moment) and what comes out of each."""
    chance = random.Random(seed)
    told = []
    for _ in range(rides):
        stop = (chance.uniform(-60, 60), chance.choice([-73.05, 179.9999, 0.0]))
        way = way_by_chance(chance, stop)
        ends: dict[str, Any] = {
            "board": chance.choice([None, way[0] if way else None]),
            "about_m": chance.choice([None, None, chance.uniform(0, 6000)]),
        }
        course, aboard = course_of(stop, way, **ends), chance.random() < 0.3
        state, steps = begin(aboard=aboard), []
        for given in ride_by_chance(chance, course, way):
            if isinstance(given, Fix):
                state, effects = step(course, state, given)
            else:
                state, effects = wait(course, state, given)
            steps.append(
                {
                    "given": camel(asdict(given)) if isinstance(given, Fix) else given,
                    "state": camel(asdict(state)),
                    "effects": camel([asdict(effect) for effect in effects]),
                }
            )
        told.append(
            {
                "stop": stop,
                "way": way,
                "ends": camel(ends),
                "aboard": aboard,
                "course": camel(asdict(course)),
                "steps": steps,
            }
        )
    return told


def write(file: Path) -> None:
    """Write forty rides and every kind of effect, unless the file is of these sources already."""
    sources = [Path(__file__), *sorted(Path(minga.kernels.alarm.__file__).parent.glob("*.py"))]
    made_of = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = file.with_suffix(".made")
    if file.exists() and stamp.exists() and stamp.read_text("utf-8") == made_of:
        return
    told = {"kinds": list(Kind), "rides": vectors(40, seed=4)}
    file.write_text(json.dumps(told), "utf-8")
    stamp.write_text(made_of, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
