"""Rounds of consensus, timers, draws of groups, photos of boards."""

from django.db import models
from django.db.models import Q

from minga.participation.models.notes import Note
from minga.participation.models.workshop import Board, Seat, Workshop
from minga.participation.workshops.rules import DrawState, Outcome, Position, Shut


class Round(models.Model):
    """One round of consensus on one note. The counts are written when it closes."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="rounds")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=Shut.OPEN.value)
    outcome = models.CharField(max_length=12, blank=True)
    agreed = models.PositiveIntegerField(default=0)
    stood_aside = models.PositiveIntegerField(default=0)
    objected = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["note"], condition=Q(state="open"), name="one_open_round_a_note"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in Shut]), name="round_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(outcome.value for outcome in Outcome)]),
                name="round_outcome_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"round {self.number} on {self.note_id}"


class StanceQuerySet(models.QuerySet["Stance"]):
    """What seats say in rounds."""

    def counted(self) -> "StanceQuerySet":
        """Those of seats that count."""
        return self.filter(seat__ended_at=None, seat__counts=True)


class Stance(models.Model):
    """What one seat says in a round; an objection has a reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stances")
    stance = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = StanceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "seat"], name="one_stance_each"),
            models.CheckConstraint(
                condition=Q(stance__in=[position.value for position in Position]),
                name="stance_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(stance="object") | ~Q(reason=""), name="objection_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stance} in {self.round_id}"


class Timer(models.Model):
    """A clock everybody sees. It ends at `ends_at`, or was stopped before."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="timers")
    label = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.label or f"timer {self.pk}"


class Grouping(models.Model):
    """One draw of groups or tables. `commitment` is published before, `seed` with the result.

    `method` is what the kernel used; `rounds` how often tables are mixed anew (1: one draw),
    `held` the round that is sat now.
    `account` holds what the kernel tells besides: sizes, tries, people met, or why it refused.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="groupings")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=DrawState.COMMITTED.value)
    groups = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField(default=1)
    held = models.PositiveSmallIntegerField(default=1)
    by_helix = models.BooleanField(default=True)
    seed = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    method = models.CharField(max_length=20, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    account = models.JSONField(default=dict)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workshop", "number"], name="grouping_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DrawState]),
                name="grouping_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"draw {self.number} of {self.workshop_id}"


class GroupSeat(models.Model):
    """Where one seat sits in one round of a draw; groups and rounds count from 1."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="places")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="places")
    round = models.PositiveSmallIntegerField(default=1)
    group = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["grouping", "seat", "round"], name="one_place_each"),
        )

    def __str__(self) -> str:
        return f"{self.seat_id} at {self.group} in round {self.round}"


class BoardPhoto(models.Model):
    """A photo of a board on the wall, without place or device; `text` says what it shows.

    Files lie under the media folder by their random name. `public`: everybody may see it.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="photos")
    board = models.ForeignKey(Board, on_delete=models.SET_NULL, null=True, related_name="photos")
    name = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    text = models.CharField(max_length=500, blank=True)
    public = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    revision = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workshop", "sha256"], name="board_photo_once"),
        )

    def __str__(self) -> str:
        return self.name
