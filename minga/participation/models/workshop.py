"""A workshop, the people in it, and its boards."""

from django.db import models
from django.db.models import Q

from minga.participation.workshops.rules import Arrival, Door, Shut, WorkshopState
from minga.people.models import Helix, Person
from minga.territory.models import City


class Workshop(models.Model):
    """People in one room with one purpose. `code` is what they type to join.

    `revision` counts every change of anything in the workshop; each row keeps the revision of
    its own last change, so that a phone may ask for what changed since it last looked.
    `facilitator_digest` is all that is kept of the facilitator's secret.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="workshops")
    code = models.CharField(max_length=6, unique=True)
    title = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=WorkshopState.DRAFT.value)
    dots = models.PositiveSmallIntegerField(default=3)
    revision = models.PositiveBigIntegerField(default=1)
    facilitator_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="workshops")
    simulated = models.BooleanField(default=False)
    door = models.CharField(max_length=8, default=Door.OPEN.value)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WorkshopState]),
                name="workshop_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(door__in=[door.value for door in Door]), name="workshop_door_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """True while people work in it."""
        return self.state == WorkshopState.OPEN


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats of a workshop."""

    def counted(self) -> "SeatQuerySet":
        """Those whose dots and stances count: not ended, and taken for people of their own."""
        return self.filter(ended_at=None, counts=True)


class Seat(models.Model):
    """One phone, or one hand on paper. Name and organisation are seen by the facilitator only.

    `here`: has not left. `ended_at`: the facilitator ended it, and its token opens nothing more.
    `counts`: False where the facilitator took it for the same person as another seat. `origin` and
    `device` are digests of where it joined from, emptied when the workshop closes (`origins`).
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="seats")
    token_digest = models.CharField(max_length=64, unique=True)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    helix = models.CharField(max_length=12, choices=Helix.choices, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    arrived_by = models.CharField(max_length=12)
    joined_at = models.DateTimeField()
    here = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField(default=0)
    counts = models.BooleanField(default=True)
    origin = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workshop", "number"], name="seat_number_once"),
            models.CheckConstraint(
                condition=Q(arrived_by__in=[way.value for way in Arrival]),
                name="seat_arrival_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"seat {self.number} of {self.workshop_id}"


class Invitation(models.Model):
    """One person who may come in with a code of their own; whoever comes back has the same seat.

    The code follows from the workshop and the number; only its digest is stored. `name` is the one
    on the facilitator's list, "" where codes are handed out as they come.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="invitations")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)
    seat = models.OneToOneField(Seat, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workshop", "number"], name="invitation_number_once"),
        )

    def __str__(self) -> str:
        return f"invitation {self.number} of {self.workshop_id}"


class Board(models.Model):
    """One question on the wall. What its kind holds is said in `boards.BOARDS`.

    `source`: the board whose notes this one goes on from.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="boards")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    question = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=Shut.OPEN.value)
    dots = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["workshop", "position"], name="board_position_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in Shut]),
                name="board_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.title
