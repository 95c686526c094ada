"""A city's programmes with their components, phases and what each has made."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from minga.programme.access import phases_for
from minga.programme.core.actors import phases_of
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Assignment, Component, Phase, Programme
from minga.programme.rules import Missing, Need, missing
from minga.territory.models import City


@dataclass(frozen=True)
class Gate:
    """A phase with what it still lacks before it can open, and what it made so far."""

    phase: Phase
    missing: list[Missing]
    made: list[tuple[Kind, int]]


@dataclass(frozen=True)
class Chapter:
    """A component with its phases."""

    component: Component
    gates: list[Gate]


def programmes_of(city: City) -> QuerySet[Programme]:
    """The city's programmes, newest first."""
    shown = Count("nodes", filter=Q(nodes__public=True, nodes__standing="current"))
    return city.programmes.annotate(shown=shown).order_by("-made_at", "-pk")


def programme_named(city: City, slug: str) -> Programme | None:
    """The city's programme with this slug."""
    return city.programmes.select_related("city").filter(slug=slug).first()


@dataclass(frozen=True)
class Made:
    """What gates are asked against: (kind, state) of every current node.

    `counted` leaves out what was made behind a gate: while no phase that makes it had opened yet,
    or in the programme this one was replicated from.
    """

    everything: list[tuple[str, str]]
    counted: list[tuple[str, str]]
    per_phase: Counter[tuple[int | None, str]]

    def lacks(self, phase: Phase) -> list[Missing]:
        """What a phase still lacks before it may open."""
        return missing(needs_of(phase), self.counted, self.everything)


def made_in(programme: Programme, phases: Sequence[Phase]) -> Made:
    """What the programme has, and what of it counts. One statement."""
    rows = programme.nodes.current().values_list("kind", "state", "phase_id", "made_at", "lineage")
    made = Made([], [], Counter())
    gates: dict[tuple[str, int | None], datetime | None] = {}
    for kind, state, phase_id, made_at, lineage in rows:
        made.everything.append((kind, state))
        made.per_phase[phase_id, kind] += 1
        if (kind, phase_id) not in gates:
            opened = [phase.opened_at for phase in phases_for(phases, kind, phase_id)]
            gates[kind, phase_id] = min(filter(None, opened), default=None)
        first = gates[kind, phase_id]
        if not lineage and first is not None and first <= made_at:
            made.counted.append((kind, state))
    return made


def unmet(phase: Phase) -> list[Missing]:
    """What a phase still lacks before it may open."""
    programme = phase.component.programme
    return made_in(programme, phases_of(programme)).lacks(phase)


def needs_of(phase: Phase) -> list[Need]:
    """The phase's gate."""
    return [Need.read(raw) for raw in phase.needs]


def chapters_of(programme: Programme) -> list[Chapter]:
    """Components and phases in order, each with its gate, results and workshops."""
    components = list(
        programme.components.order_by("number").prefetch_related(
            "phases", "phases__sessions__workshop"
        )
    )
    made = made_in(programme, [phase for part in components for phase in part.phases.all()])
    return [
        Chapter(
            component,
            [
                Gate(
                    phase,
                    made.lacks(phase),
                    [
                        (kind, made.per_phase[phase.pk, code])
                        for code, kind in KINDS.items()
                        if made.per_phase[phase.pk, code]
                    ],
                )
                for phase in sorted(component.phases.all(), key=lambda phase: phase.number)
            ],
        )
        for component in components
    ]


def counts_of(programme: Programme, *, seen: Collection[str] = ()) -> dict[str, int]:
    """Kind → how many current nodes there are to see."""
    rows = programme.nodes.current().visible(seen)
    return Counter(rows.values_list("kind", flat=True))


def parts_of(programme: Programme) -> dict[int, list[Assignment]]:
    """Phase id → who works in it."""
    parts: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(phase__component__programme=programme)
    for assignment in rows.select_related("person").order_by("pk"):
        parts[assignment.phase_id].append(assignment)
    return dict(parts)
