"""Programmes, components, phases; and one table of nodes and one of edges for what they make."""

from collections.abc import Collection
from typing import Any, cast

from django.db import models
from django.db.models import F, Q

from minga.ground.conflicts import mark_of
from minga.ground.search import FoldedField, narrowed
from minga.ground.secrets import read_receipt
from minga.participation.models import Note, Workshop
from minga.people.models import Helix, Organisation, Person
from minga.programme.rules import PhaseState, Standing
from minga.territory.models import City


class Programme(models.Model):
    """An open-innovation programme of a city and a sector. `slug` is public."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="programmes")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    sector = models.CharField(max_length=80)
    summary = models.TextField(blank=True)
    objectives = models.JSONField(default=list)
    method = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="es")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    budget_line = models.CharField(max_length=200, blank=True)
    # The milestone years its roadmap is written for, such as [2015, 2019, 2025].
    horizon = models.JSONField(default=list)
    # Where a replicated programme comes from: {"slug", "city", "sector", "exported_at"}.
    lineage = models.JSONField(default=dict)
    simulated = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    @property
    def horizon_mark(self) -> str:
        """The mark of the milestone years, which are agreed on in a form of their own."""
        return mark_of(self.horizon)


class Component(models.Model):
    """One chained part of a programme; its code is one of the method's."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="components")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=160)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["programme", "code"], name="component_once"),
            models.UniqueConstraint(fields=["programme", "number"], name="component_number_once"),
        )

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """One step of a component: what it needs before it opens, what it makes, who works in it."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    # Plain data, so that a programme can be replicated with its own gates: see `rules.Need`.
    needs = models.JSONField(default=list)
    makes = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=PhaseState.WAITING.value)
    opens_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Why a gate opened although something was missing; the facts keep who and when.
    exception = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["component", "code"], name="phase_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PhaseState]),
                name="phase_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """A person who works in a phase with one of its roles, without leading the programme."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    role = models.SlugField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["phase", "person"], name="one_role_in_a_phase"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.phase_id}"


class Nodes(models.QuerySet["Node"]):
    """Selections of nodes."""

    def current(self) -> "Nodes":
        """Those that stand for themselves: not merged into, split up, withdrawn or erased."""
        return self.filter(standing=Standing.CURRENT.value, erased_at=None)

    def visible(self, seen: Collection[str] = ()) -> "Nodes":
        """Those that are public, and those of the kinds of which somebody sees everything."""
        return self.filter(Q(public=True) | Q(kind__in=seen)) if seen else self.filter(public=True)

    def holding(self, search: str) -> "Nodes":
        """Those whose words hold everything that was typed, or whose number it is."""
        public_id = read_receipt(search)
        if public_id and self.filter(public_id=public_id).exists():
            return self.filter(public_id=public_id)
        return cast("Nodes", narrowed(self, search))

    def of_kind(self, *codes: str) -> "Nodes":
        """Those of these kinds."""
        return self.filter(kind__in=codes)


class Node(models.Model):
    """Anything the programme makes: a challenge, a concept, a dataset, a commitment.

    What a kind asks, its states and where it may come from are in `kinds`. Nothing is ever
    deleted: a merged, split or withdrawn node stays, with edges to what became of it. Erased are
    only its words.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="nodes")
    public_id = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, null=True, related_name="nodes")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=20)
    standing = models.CharField(max_length=10, default=Standing.CURRENT.value)
    # Who answers for it: owner of a challenge, holder of a dataset, partner of a commitment.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="nodes"
    )
    due_on = models.DateField(null=True)
    # The note of a workshop it was taken from.
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="nodes")
    # The public id it had in the programme this one was replicated from.
    lineage = models.CharField(max_length=12, blank=True)
    # Shown to everybody; interviews and citizens' pending challenges are not.
    public = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="made_nodes")
    intake_key = models.CharField(max_length=64, blank=True)
    simulated = models.BooleanField(default=False)
    # Since when its words are gone, here and in its history; the edges stay.
    erased_at = models.DateTimeField(null=True)
    folded = FoldedField(of=("title", "text"), db_default="")

    objects = Nodes.as_manager()

    seen_version: int | None = None
    """The version that whoever acts has read; `current` refuses to act on another one."""

    class Meta:
        indexes = (models.Index(fields=["programme", "kind", "standing", "-id"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["intake_key"], condition=~Q(intake_key=""), name="node_key_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "note", "kind"],
                condition=Q(note__isnull=False),
                name="note_brought_once",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[standing.value for standing in Standing]),
                name="node_standing_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def value(self, code: str) -> Any:
        """The value of one of its fields, or None."""
        return self.fields.get(code)


class Edge(models.Model):
    """`source` led to `target`: an interview to a statement, a challenge to a concept."""

    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="down")
    target = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="up")
    relation = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "target"], name="edge_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="edge_between_two"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"


class Credit(models.Model):
    """Somebody who stated, wrote, led or tested something. Public only when they agreed."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="credits")
    name = models.CharField(max_length=120)
    role = models.SlugField(max_length=40)
    helix = models.CharField(max_length=12, choices=Helix.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="credited"
    )
    public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.role}: {self.name}"


class Step(models.Model):
    """One line of a node's history. `before` keeps what an edit replaced: nothing is lost."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="steps")
    verb = models.SlugField(max_length=20)
    state = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.verb} {self.node_id}"


class Session(models.Model):
    """A workshop held in a phase."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="sessions")
    workshop = models.OneToOneField(Workshop, on_delete=models.PROTECT, related_name="session")

    def __str__(self) -> str:
        return f"{self.workshop_id} in {self.phase_id}"


# Django finds the tables of this module only; these stand in a file of their own.
