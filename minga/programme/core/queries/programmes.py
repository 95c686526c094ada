"""A city's programmes with their components, phases and what each has made."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Assignment, Component, Node, Phase, Programme
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


def standing_of(programme: Programme) -> list[tuple[str, str]]:
    """(kind, state) of every current node: what gates are asked against."""
    return list(programme.nodes.current().values_list("kind", "state"))


def unmet(phase: Phase) -> list[Missing]:
    """What a phase still lacks before it may open."""
    return missing(needs_of(phase), standing_of(phase.component.programme))


def needs_of(phase: Phase) -> list[Need]:
    """The phase's gate."""
    return [Need.read(raw) for raw in phase.needs]


def chapters_of(programme: Programme) -> list[Chapter]:
    """Components and phases in order, each with its gate, results and workshops."""
    standing = standing_of(programme)
    per_phase: Counter[tuple[int, str]] = Counter()
    rows = Node.objects.current().filter(programme=programme).exclude(phase=None)
    for phase_id, kind in rows.values_list("phase_id", "kind"):
        per_phase[phase_id, kind] += 1
    components = programme.components.order_by("number").prefetch_related(
        "phases", "phases__sessions__workshop"
    )
    return [
        Chapter(
            component,
            [
                Gate(
                    phase,
                    missing(needs_of(phase), standing),
                    [
                        (kind, per_phase[phase.pk, code])
                        for code, kind in KINDS.items()
                        if per_phase[phase.pk, code]
                    ],
                )
                for phase in sorted(component.phases.all(), key=lambda phase: phase.number)
            ],
        )
        for component in components
    ]


def counts_of(programme: Programme, *, everything: bool = False) -> dict[str, int]:
    """Kind → how many current nodes there are to see."""
    rows = programme.nodes.current()
    if not everything:
        rows = rows.filter(public=True)
    return Counter(rows.values_list("kind", flat=True))


def parts_of(programme: Programme) -> dict[int, list[Assignment]]:
    """Phase id → who works in it."""
    parts: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(phase__component__programme=programme)
    for assignment in rows.select_related("person").order_by("pk"):
        parts[assignment.phase_id].append(assignment)
    return dict(parts)
