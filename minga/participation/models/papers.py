"""Papers that take longer to write than anybody waits for a page: the worker writes them."""

from django.db import models
from django.db.models import Q

from minga.participation.models.workshop import Workshop
from minga.participation.workshops.rules import PaperState


class Paper(models.Model):
    """The minutes of a workshop as a PDF, asked for and not yet written, or kept for a while.

    `done` of `parts` rows are written; `lease_until` frees it again when a worker dies. The file
    holds names: it goes after `KEPT`, and when the names of the workshop are erased.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="papers")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10, default=PaperState.ASKED.value)
    revision = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    file = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PaperState]),
                name="paper_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["workshop", "language"], name="one_paper_in_each_language"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.language} {self.state}"
