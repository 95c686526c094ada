"""What citizens answered after trying something."""

from django.db import models
from django.db.models import Q

from minga.ground.conflicts import mark_of
from minga.people.models import Helix
from minga.programme.models.nodes import Node


class TestAnswer(models.Model):
    """One citizen's answer to a test. It names nobody.

    `tasks`: {"task": its words, "outcome", "took_s" or null}; the words are kept with it, so that
    a task that is worded anew later does not change what was answered. `text` is read by
    officials only; `published_text` is what one of them found fit for everybody. `intake_key`
    and `intake_digest` are digests of the client's key and of the content: a retry finds it.
    """

    __test__ = False  # its name begins like a test

    test = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="answers")
    public_id = models.CharField(max_length=12, unique=True)
    tasks = models.JSONField(default=list)
    rating = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)
    published_text = models.TextField(blank=True)
    helix = models.CharField(max_length=12, choices=Helix.choices, blank=True)
    age_band = models.CharField(max_length=10, blank=True)
    intake_key = models.CharField(max_length=64, unique=True)
    intake_digest = models.CharField(max_length=64)
    answered_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["test", "-id"], name="answers_of_a_test"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="rating_is_one_to_five",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def mark(self) -> str:
        """The mark of what an editor changes."""
        return mark_of(self.published_text)
