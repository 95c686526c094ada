"""When and where a working day's reports happen: peaks at 8 and 18 h, lights at dusk, crashes
seen by several people. Invented, plausible, and the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from demo import geography
from demo.stories import scattered
from demo.tables import rows

PEAKS = {7: 3, 8: 6, 9: 3, 13: 2, 14: 2, 17: 4, 18: 7, 19: 4}
DUSK = {6: 2, 18: 1, 19: 4, 20: 7, 21: 5, 22: 2}
DAYTIME = dict.fromkeys(range(8, 19), 2)
STREETS = ("avenida", "calle", "esquina", "puente", "autopista", "ruta")
TOWN = ("barrio", "plaza", "calle", "esquina", "cesfam", "estación")
STOPS = ("avenida", "universidad", "hospital", "cesfam", "terminal", "comercio")
GREEN = ("parque", "rural", "barrio")

# what | how often | at which hours | at which kinds of places
KINDS = (
    ("accident", 4, PEAKS, STREETS),
    ("congestion", 6, PEAKS, ("avenida", "puente", "autopista", "ruta")),
    ("bus_stop", 6, PEAKS, STOPS),
    ("street_light", 8, DUSK, TOWN),
    ("traffic_light", 3, DAYTIME, ("esquina", "avenida")),
    ("road_damage", 5, DAYTIME, ("avenida", "calle", "ruta", "puente")),
    ("signage", 2, DAYTIME, ("esquina", "avenida")),
    ("rubbish", 4, DAYTIME, TOWN),
    ("fallen_tree", 2, DAYTIME, GREEN),
    ("flood", 1, DAYTIME, TOWN),
    ("fire", 1, DAYTIME, GREEN),
)
MAX_WITNESSES = 3
SEEN_AGAIN_WITHIN_MIN = 6.0


@dataclass(frozen=True)
class Step:
    """An official's verb so many minutes after the report came in."""

    after_min: float
    verb: str
    words: str = ""


@dataclass(frozen=True)
class Happening:
    """One report of the day. `minute` counts from midnight; `place` is its name."""

    minute: float
    category: str
    place: str
    lat: float
    lon: float
    words: str
    steps: tuple[Step, ...]


def a_day(many: int, *, seed: int) -> list[Happening]:
    """Exactly so many happenings, in the order of time; one seed gives one day."""
    chance = Random(seed)
    happenings: list[Happening] = []
    while len(happenings) < many:
        first = _happening(chance)
        happenings += [first, *_witnesses(first, chance)]
    return sorted(happenings[:many], key=lambda happening: happening.minute)


def _happening(chance: Random) -> Happening:
    cases = [(kind, hour) for kind in KINDS for hour in kind[2]]
    # A kind is as frequent as its row says, however many hours it is spread over.
    weights = [kind[1] * kind[2][hour] / sum(kind[2].values()) for kind, hour in cases]
    (category, _, _, where), hour = chance.choices(cases, weights)[0]
    place = chance.choice(_places(chance.choice(where)))
    lat, lon = scattered(place, chance)
    return Happening(
        minute=60 * hour + chance.uniform(0, 60),
        category=category,
        place=place.name,
        lat=lat,
        lon=lon,
        words=_said("neighbour", category, chance),
        steps=tuple(_steps(category, chance)),
    )


def _witnesses(first: Happening, chance: Random) -> Iterator[Happening]:
    if first.category != "accident":
        return
    for _ in range(chance.randint(0, MAX_WITNESSES)):
        place = geography.Place(first.place, "", first.lat, first.lon, "", "")
        lat, lon = scattered(place, chance)
        yield replace(
            first,
            minute=first.minute + chance.uniform(0.5, SEEN_AGAIN_WITHIN_MIN),
            lat=lat,
            lon=lon,
            words=_said("neighbour", "accident-again", chance),
            steps=(
                Step(chance.uniform(3, 8), "acknowledge"),
                Step(chance.uniform(9, 20), "dismiss", _said("dismiss", "accident-again", chance)),
            ),
        )


def _steps(category: str, chance: Random) -> Iterator[Step]:
    hurry = 0.3 if category in {"accident", "fire", "traffic_light", "congestion"} else 1.0
    after = chance.uniform(4, 25) * hurry
    yield Step(after, "acknowledge")
    if chance.random() < 0.07:
        yield Step(after + 20 * hurry, "dismiss", _said("dismiss", "any", chance))
        return
    if chance.random() < 0.5:
        after += chance.uniform(2, 10) * hurry
        yield Step(after, "answer", _said("answer", category, chance))
    for verb, share, least, most in (("assign", 0.9, 3, 20), ("start", 0.85, 15, 60)):
        if chance.random() > share:
            return
        after += chance.uniform(least, most) * hurry
        yield Step(after, verb)
    if chance.random() < 0.85:
        after += chance.uniform(20, 90) * hurry
        yield Step(after, "resolve", _said("resolve", category, chance))


@cache
def _sentences() -> dict[tuple[str, str], list[str]]:
    sentences: dict[tuple[str, str], list[str]] = {}
    for who, what, text in rows("words", 3):
        sentences.setdefault((who, what), []).append(text)
    return sentences


def _said(who: str, what: str, chance: Random) -> str:
    return chance.choice(_sentences()[who, what])


@cache
def _places(kind: str) -> list[geography.Place]:
    """The places of this kind that lie in the metropolis, where most people are."""
    south, west, north, east = geography.CITY.view
    return [
        place
        for place in geography.places()
        if place.kind == kind and south < place.lat < north and west < place.lon < east
    ]
