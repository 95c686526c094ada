"""What stands and what leads to what: pure tables and predicates of the programme."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol


class PhaseState(StrEnum):
    """Where a phase stands. The values are public codes."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


PHASE_MOVES: dict[str, tuple[frozenset[PhaseState], PhaseState]] = {
    "open": (frozenset({PhaseState.WAITING, PhaseState.CLOSED}), PhaseState.OPEN),
    "close": (frozenset({PhaseState.OPEN}), PhaseState.CLOSED),
}


class Standing(StrEnum):
    """Whether a node stands for itself or something else has taken its place."""

    CURRENT = "current"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """Why one node leads to another. The values are public codes."""

    LED_TO = "led_to"
    MERGED_INTO = "merged_into"
    SPLIT_INTO = "split_into"


RETENTION = {
    ("interview", "answers"): timedelta(days=730),
    ("challenge", "contact"): timedelta(days=365),
}
"""How long after a node was made a private field of its kind is kept, in its history too."""


class NotCurrent(Exception):
    """The node has been merged, split, withdrawn or erased: only what became of it can change."""


class NodeChanged(Exception):
    """Somebody else changed the node meanwhile; nothing was overwritten."""


class StepNotPossible(Exception):
    """The node's or phase's state does not allow the verb."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} is not possible when {state}")
        self.verb, self.state = verb, state


class WouldCircle(Exception):
    """An edge would make a node its own origin."""


class GateShut(Exception):
    """A phase's needs are not met and no reason for an exception was given."""

    def __init__(self, missing: Sequence["Missing"]) -> None:
        super().__init__(", ".join(f"{lack.need.kind}: {lack.have}" for lack in missing))
        self.missing = list(missing)


@dataclass(frozen=True)
class Need:
    """An output that must exist before a phase opens: `least` nodes of a kind, in a state.

    With `most` it is also what may be left: `Need.none_left("swot", "noted")` asks that every item
    has been dealt with.
    """

    kind: str
    least: int = 1
    states: tuple[str, ...] = ()
    most: int | None = None

    @classmethod
    def none_left(cls, kind: str, *states: str) -> "Need":
        """No node of a kind may be in one of these states any more."""
        return cls(kind, 0, states, 0)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Need":
        """From the plain data of a phase."""
        most = raw.get("most")
        least, states = int(raw.get("least", 1)), tuple(raw.get("states", ()))
        return cls(str(raw["kind"]), least, states, None if most is None else int(most))

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        data = {"kind": self.kind, "least": self.least, "states": list(self.states)}
        return data if self.most is None else data | {"most": self.most}

    def met_with(self, have: int) -> bool:
        """True when so many nodes that count are neither too few nor too many."""
        return have >= self.least and (self.most is None or have <= self.most)

    def met_by(self, kind: str, state: str) -> bool:
        """True when a current node of this kind and state counts."""
        return kind == self.kind and (not self.states or state in self.states)


@dataclass(frozen=True)
class Missing:
    """A need, and how much of it there is."""

    need: Need
    have: int

    @property
    def is_too_many(self) -> bool:
        """True when something is left that must have been dealt with."""
        return self.need.most is not None and self.have > self.need.most


def missing(
    needs: Iterable[Need],
    nodes: Sequence[tuple[str, str]],
    left: Sequence[tuple[str, str]] | None = None,
) -> list[Missing]:
    """The needs that (kind, state) of the nodes do not meet yet.

    `left`: what must have been dealt with, when it is more than what counts as made.
    """
    counted = []
    for need in needs:
        asked = nodes if need.most is None or left is None else left
        counted.append(Missing(need, sum(need.met_by(kind, state) for kind, state in asked)))
    return [lack for lack in counted if not lack.need.met_with(lack.have)]


def next_phase_state(verb: str, state: str) -> PhaseState:
    """The state a verb leads to. Raises StepNotPossible."""
    before, after = PHASE_MOVES[verb]
    if state not in before:
        raise StepNotPossible(verb, state)
    return after


Arrows = Mapping[int, Sequence[int]]


def reached(start: int, arrows: Arrows) -> dict[int, int]:
    """Every node that can be reached along the arrows → its distance; without the start."""
    distance = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for further in arrows.get(node, ()):
            if further not in distance:
                distance[further] = distance[node] + 1
                waiting.append(further)
    del distance[start]
    return distance


def would_circle(source: int, target: int, down: Arrows) -> bool:
    """True when `target` already leads to `source`, directly or not."""
    return source == target or source in reached(target, down)


def in_circles(edges: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The edges that lie on or between circles (Kahn 1962: what no order can be given to)."""
    left = set(edges)
    while left:
        sources = {source for source, _ in left}
        targets = {target for _, target in left}
        # An edge into a dead end, or out of a node that nothing leads to, is on no circle.
        kept = {
            (source, target) for source, target in left if source in targets and target in sources
        }
        if kept == left:
            break
        left = kept
    return left


class Reach(Protocol):
    """What `territory.Authority` offers here."""

    @property
    def city_id(self) -> int: ...

    @property
    def leads_programme(self) -> bool: ...


def may_lead(reach: Reach, city_id: int) -> bool:
    """May enter and change anything of the city's programmes, open phases, merge."""
    return reach.city_id == city_id and reach.leads_programme


class ChampionRole(StrEnum):
    """What a change agent does for the programme; one person may do several. Public codes."""

    COLLABORATOR = "collaborator"
    CHAMPION = "champion"
    ROLE_MODEL = "role_model"
