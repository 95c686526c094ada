"""Notes, every text they ever had, what became of them, and the dots on them."""

from django.db import models
from django.db.models import Q

from minga.participation.models.workshop import Board, Seat
from minga.participation.workshops.rules import Became, NoteState


class Note(models.Model):
    """One thought on a board. Nothing is ever deleted: see `NoteEdge` and `NoteVersion`.

    `version` counts its texts, `revision` is the workshop's at its last change of any kind.
    `votes` counts its dots of seats that count; `Dot` is the truth. `intake_key` is the digest of
    who sent which key, `intake_digest` that of the content: a retry finds its note.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="notes")
    seat = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="notes")
    public_id = models.CharField(max_length=12, unique=True)
    column = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=NoteState.STANDING.value)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveBigIntegerField()
    votes = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    intake_key = models.CharField(max_length=64, unique=True)
    intake_digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in NoteState]),
                name="note_state_is_known",
            ),
        )
        indexes = (models.Index(fields=["board", "revision"], name="note_changes"),)

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_standing(self) -> bool:
        """True while the note itself is worked with."""
        return self.state == NoteState.STANDING


class NoteVersion(models.Model):
    """A text that a note had before somebody changed it. `seat`: who wrote over it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    column = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    fields = models.JSONField(default=dict)
    until = models.DateTimeField()
    seat = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["note", "version"], name="note_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.note_id} version {self.version}"


class NoteEdge(models.Model):
    """What became of a note: merged into another, another split from it or taken to a next board.

    Source is always the older note and target the newer one.
    """

    source = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="became")
    target = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="came_from")
    relation = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "target"], name="note_edge_once"),
            models.CheckConstraint(
                condition=Q(relation__in=[relation.value for relation in Became]),
                name="note_relation_is_known",
            ),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="note_edge_leads"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"


class DotQuerySet(models.QuerySet["Dot"]):
    """Dots on notes."""

    def counted(self) -> "DotQuerySet":
        """Those that stand on a note, of seats that count."""
        return self.filter(slot__isnull=False, seat__ended_at=None, seat__counts=True)


class Dot(models.Model):
    """One dot of one seat on one board. `cast_on`: where it was stuck; `note`: where it is now.

    `slot` is which of the seat's dots it is, from 1: the constraint lets no race spend one twice.
    A dot without a slot was given back when its note was split or withdrawn, or its seat ended.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="dots")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="dots")
    cast_on = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    intake_key = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- mostly none

    objects = DotQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["board", "seat", "slot"], name="dot_spent_once"),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | Q(slot__gte=1), name="dot_slot_counts_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"dot {self.slot} of {self.seat_id} on {self.note_id}"
