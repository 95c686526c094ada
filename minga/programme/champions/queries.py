"""Champions and their way through the components, as far as whoever asks may see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text
from minga.programme.models import Component, Programme
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.rules import ChampionRole

ROLES: dict[str, Text] = {
    ChampionRole.COLLABORATOR.value: _("Works along in later components"),
    ChampionRole.CHAMPION.value: _("Carries it on beyond the programme"),
    ChampionRole.ROLE_MODEL.value: _("Role model for others"),
}


@dataclass(frozen=True)
class Stop:
    """A component on the way: who learnt what in it, and what changed hands."""

    component: Component | None
    learnings: list[Learning] = field(default_factory=list)
    hand_overs: list[HandOver] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True when nothing happened here."""
        return not (self.learnings or self.hand_overs)


@dataclass(frozen=True)
class Register:
    """The champions who may be named, how many may not, and the way over the components."""

    champions: list[Champion]
    unnamed: int
    way: list[Stop]
    hours: Decimal


def register_of(programme: Programme, *, everything: bool = False) -> Register:
    """The register. What unnamed champions learnt is shown without their name. Four statements."""
    champions = list(
        programme.champions.select_related("organisation", "programme").order_by("since", "pk")
    )
    named = [champion for champion in champions if champion.public or everything]
    learnings = list(
        Learning.objects.filter(champion__programme=programme)
        .select_related("champion", "node", "component")
        .order_by("done_on", "pk")
    )
    hand_overs = list(
        programme.hand_overs.select_related("node", "component").order_by("handed_at", "pk")
    )
    hours = sum((learning.hours for learning in learnings if learning.hours is not None), Decimal())
    way = _stops(list(programme.components.order_by("number")), learnings, hand_overs)
    return Register(named, len(champions) - len(named), way, hours)


def _stops(
    components: Sequence[Component], learnings: Sequence[Learning], hand_overs: Sequence[HandOver]
) -> list[Stop]:
    learnt: dict[int | None, list[Learning]] = defaultdict(list)
    handed: dict[int | None, list[HandOver]] = defaultdict(list)
    for learning in learnings:
        learnt[learning.component_id].append(learning)
    for hand_over in hand_overs:
        handed[hand_over.component_id].append(hand_over)
    stops = [
        Stop(component, learnt[component.pk], handed[component.pk]) for component in components
    ]
    apart = Stop(None, learnt[None], handed[None])
    return [stop for stop in (*stops, apart) if not stop.is_empty]
