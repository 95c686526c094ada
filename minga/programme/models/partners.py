"""Who has a stake in a programme: interest, influence and role, and how far each came along."""

from django.db import models
from django.db.models import Q

from minga.ground.conflicts import mark_of
from minga.programme.partners.rules import SCALE, BuyIn


class Stake(models.Model):
    """The stake of an organisation in a programme, or in one of its components."""

    programme = models.ForeignKey(
        "programme.Programme", on_delete=models.CASCADE, related_name="stakes"
    )
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="stakes"
    )
    component = models.ForeignKey(
        "programme.Component", on_delete=models.CASCADE, null=True, related_name="stakes"
    )
    role = models.CharField(max_length=200, blank=True)
    # None: nobody has judged it yet.
    interest = models.PositiveSmallIntegerField(null=True)
    influence = models.PositiveSmallIntegerField(null=True)
    buy_in = models.CharField(max_length=10, default=BuyIn.NOT_MET.value)
    simulated = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            # A null is like no other null: the whole programme needs a constraint of its own.
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                condition=Q(component=None),
                name="stake_in_programme_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation", "component"], name="stake_once"
            ),
            models.CheckConstraint(
                condition=Q(buy_in__in=[state.value for state in BuyIn]),
                name="buy_in_is_known",
            ),
            models.CheckConstraint(
                condition=Q(interest=None) | Q(interest__in=list(SCALE)),
                name="interest_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(influence=None) | Q(influence__in=list(SCALE)),
                name="influence_on_scale",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.programme_id}"

    @property
    def mark(self) -> str:
        """The mark of what an editor changes."""
        return mark_of(self.role, self.interest, self.influence, self.buy_in)


class StakeStep(models.Model):
    """One line of the history of a stake: since which day it stood so, and why."""

    stake = models.ForeignKey(Stake, on_delete=models.CASCADE, related_name="steps")
    buy_in = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.buy_in} {self.stake_id}"
