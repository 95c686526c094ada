"""Which itineraries to show, in which order, and what each is best at.

A plan finds every best way over arrival and rides; people weigh walking and changing too.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minga.transit.planning.itinerary import Itinerary, Why

if TYPE_CHECKING:
    from minga.kernels.planner import Journey


class Weights(NamedTuple):
    """What a change, and a second on foot, is worth in seconds of the journey."""

    change_s: float
    walk: float


WEIGHTS = {
    "soon": Weights(240.0, 0.4),
    "walk_less": Weights(240.0, 3.0),
    "change_less": Weights(1500.0, 0.4),
}
MAX_LATER = 4
WORSE_S = 45 * 60
"""So much worse than the best is not worth showing."""


def cost_s(journey: "Journey", prefer: str, *, backwards: bool) -> float:
    """How bad a journey is: when it arrives (or must be left for), changes and walking."""
    weights = WEIGHTS[prefer]
    bound = -journey.departure_s if backwards else journey.arrival_s
    changes = weights.change_s * max(0, journey.rides - 1)
    return bound + changes + weights.walk * journey.walking_s


def grouped(
    journeys: "Iterable[Journey]", prefer: str, *, backwards: bool
) -> "list[tuple[Journey, list[Journey]]]":
    """Journeys by the lines they ride, the best first: each group's best, and what leaves later.

    Lines with headways only leave again as they did, which needs no saying. What is far worse
    than the best of all is left out.
    """
    groups: dict[tuple[str, ...], list[Journey]] = {}
    for journey in journeys:
        groups.setdefault(_lines(journey), []).append(journey)
    ranked = []
    for many in groups.values():
        costs = [cost_s(journey, prefer, backwards=backwards) for journey in many]
        first = many[costs.index(min(costs))]
        ranked.append((min(costs), first, _later(first, many)))
    ranked.sort(key=lambda group: (group[0], group[1].rides))
    return [(first, later) for cost, first, later in ranked if cost <= ranked[0][0] + WORSE_S]


def unrepeated(journeys: "Iterable[Journey]") -> "list[Journey]":
    """All of them, but what has no timetable only once for each choice of lines, the soonest."""
    seen, kept = set(), []
    for journey in sorted(journeys, key=lambda journey: (journey.arrival_s, -journey.departure_s)):
        lines = _lines(journey)
        if lines not in seen or not has_no_timetable(journey):
            kept.append(journey)
        seen.add(lines)
    return kept


def _lines(journey: "Journey") -> tuple[str, ...]:
    return tuple(leg.route_id or leg.route_name for leg in journey.legs if leg.kind == "ride")


def has_no_timetable(journey: "Journey") -> bool:
    """True where every ride is on a line with a headway: it leaves again as it did."""
    return all(leg.headway_s for leg in journey.legs if leg.kind == "ride")


def missed_s(journey: "Journey", at_s: int) -> int:
    """When one who was ready at `at_s` has surely missed a journey with a timetable.

    A line with a headway before it leaves again as it did, for as long as one waits afterwards.
    """
    rides = [number for number, leg in enumerate(journey.legs) if leg.kind == "ride"]
    first = next(number for number in rides if not journey.legs[number].headway_s)
    if first == rides[0]:
        return journey.departure_s + 1
    return at_s + journey.legs[first].departure_s - journey.legs[first - 1].arrival_s + 1


def _later(first: "Journey", many: "Sequence[Journey]") -> "list[Journey]":
    if has_no_timetable(first):
        return []
    after = [
        journey
        for journey in many
        if journey.departure_s > first.departure_s and journey.arrival_s > first.arrival_s
    ]
    return _spaced(after)[:MAX_LATER]


def _spaced(journeys: "Sequence[Journey]") -> "list[Journey]":
    """One for each minute of leaving."""
    by_minute: dict[int, Journey] = {}
    for journey in sorted(journeys, key=lambda journey: journey.departure_s):
        by_minute.setdefault(journey.departure_s // 60, journey)
    return list(by_minute.values())


def reasons(itineraries: Sequence[Itinerary], *, backwards: bool) -> list[tuple[Why, ...]]:
    """What each is best at, said only where they differ."""
    reasons: list[list[Why]] = [[] for _ in itineraries]

    def say(why: Why, values: Sequence[float]) -> None:
        best = min(values)
        holders = [number for number, value in enumerate(values) if value == best]
        if len(holders) == 1 and len(values) > 1:
            reasons[holders[0]].append(why)

    if not itineraries:
        return []
    if backwards:
        say(Why.LEAVES_LAST, [-itinerary.leaves_at.timestamp() // 60 for itinerary in itineraries])
    else:
        say(Why.FIRST, [itinerary.arrives_at.timestamp() // 60 for itinerary in itineraries])
    say(Why.LEAST_WALKING, [round(itinerary.walked_m / 50) for itinerary in itineraries])
    fewest = min(itinerary.changes for itinerary in itineraries)
    for number, itinerary in enumerate(itineraries):
        if itinerary.changes == fewest and len({other.changes for other in itineraries}) > 1:
            reasons[number].append(Why.NO_CHANGE if not fewest else Why.FEWEST_CHANGES)
    return [tuple(whys) for whys in reasons]
