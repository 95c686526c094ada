"""Who answers, as pure rules: place × category × owner of the road."""

from collections.abc import Iterable
from dataclasses import dataclass

CITIES_KEPT = 100
"""Of so many cities a process keeps in memory what it has read."""
NEAR_AREA_M = 50.0
"""A point in no area belongs to the nearest one within this distance (kerbs, piers, bridges)."""
NEAR_ROAD_M = 25.0
"""A point this close to a road with a known owner lies on it."""


@dataclass(frozen=True)
class Rule:
    """One jurisdiction; None means "any"."""

    category: str | None
    area: str | None
    owner: str | None
    body: str


@dataclass(frozen=True)
class Why:
    """Why a body answers, in codes that a phrase turns into a sentence.

    `rule` names which parts decided: a subset of "owner", "category", "area", joined by "+",
    or "default". `near_m` is set when the point lies in no area but within NEAR_AREA_M of this
    one; `road` when it lies on a road with an owner.
    """

    rule: str
    area: str | None = None
    near_m: int | None = None
    road: str | None = None
    owner: str | None = None

    def as_data(self) -> dict[str, str | int]:
        """Only what is known, as JSON values."""
        return {key: value for key, value in vars(self).items() if value is not None}


def decide(
    rules: Iterable[Rule], *, category: str, area: str | None, owner: str | None
) -> Rule | None:
    """The most exact rule that fits: owner weighs 4, category 2, area 1.

    Ties cannot happen: a city has one rule per case (a database constraint).
    """
    fitting = [
        rule
        for rule in rules
        if rule.category in (None, category)
        and (rule.area is None or rule.area == area)
        and (rule.owner is None or rule.owner == owner)
    ]
    return max(fitting, key=exactness, default=None)


def exactness(rule: Rule) -> int:
    """How much of the case a rule names."""
    return 4 * (rule.owner is not None) + 2 * (rule.category is not None) + (rule.area is not None)


def parts(rule: Rule) -> str:
    """Which parts a rule names, for `Why.rule`."""
    named = [part for part in ("owner", "category", "area") if getattr(rule, part) is not None]
    return "+".join(named) or "default"
