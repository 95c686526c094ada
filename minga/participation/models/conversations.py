"""Conversations: statements, seats without accounts, and what each thinks of each."""

from django.db import models
from django.db.models import Q

from minga.ground.conflicts import mark_of
from minga.participation.conversations.rules import (
    VALUES,
    ConversationState,
    Origin,
    Reason,
    StatementState,
)
from minga.people.models import Person
from minga.territory.models import City


class Conversation(models.Model):
    """One question, and short statements that people agree or disagree with.

    `seed` is the text from which the chance in its opinion map follows. `stale_at`: when an
    opinion came that the map does not know yet; `drawing_until`: a worker draws it meanwhile.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="conversations")
    slug = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=ConversationState.OPEN.value)
    takes_statements = models.BooleanField(default=True)
    seed = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    stale_at = models.DateTimeField(null=True)
    drawing_until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["city", "slug"], name="one_conversation_a_slug"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ConversationState]),
                name="conversation_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        """True while it takes opinions."""
        return self.state == ConversationState.OPEN


class OpinionSeat(models.Model):
    """Somebody who takes part: no account, no name, only the digest of a random token.

    `token_digest` is emptied to "gone-<id>" a while after the conversation is closed. `counts`:
    False where somebody who leads it took the seat for no person of its own. `origin` and
    `device` are digests of where it joined from, emptied when it closes (`origins`).
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="seats")
    token_digest = models.CharField(max_length=64, unique=True)
    joined_at = models.DateTimeField()
    counts = models.BooleanField(default=True)
    origin = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"seat {self.pk} in {self.conversation_id}"


class Statement(models.Model):
    """One short statement. `number` counts from 1 in its conversation, and is its public name."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="statements"
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    origin = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=12, blank=True)
    seat = models.ForeignKey(
        OpinionSeat, on_delete=models.SET_NULL, null=True, related_name="statements"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "number"], name="statement_number_once"
            ),
            models.UniqueConstraint(fields=["conversation", "folded"], name="statement_said_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StatementState]),
                name="statement_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[origin.value for origin in Origin]),
                name="statement_origin_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *(reason.value for reason in Reason)]),
                name="statement_reason_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"

    @property
    def mark(self) -> str:
        """The mark of what has been decided about it."""
        return mark_of(self.state, self.reason)


class StatementStep(models.Model):
    """One line of the public moderation log: shown or set aside, why, and when."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.statement_id} {self.state}"


class Opinion(models.Model):
    """What one seat thought of one statement, from `at` until it changed its mind (`until`).

    The present opinion has no `until`; earlier ones stay, each with its time.
    """

    seat = models.ForeignKey(OpinionSeat, on_delete=models.CASCADE, related_name="opinions")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="opinions")
    value = models.SmallIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["seat", "statement"],
                condition=Q(until__isnull=True),
                name="one_opinion_at_a_time",
            ),
            models.CheckConstraint(condition=Q(value__in=VALUES), name="opinion_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.value} of {self.seat_id} on {self.statement_id}"


class OpinionMap(models.Model):
    """The result as it was last drawn; see `conversations.mapping` for what it holds."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="map")
    at = models.DateTimeField()
    drawn = models.JSONField()

    def __str__(self) -> str:
        return f"map of {self.conversation_id}"
