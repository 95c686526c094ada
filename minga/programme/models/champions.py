"""Champions: who carries the programme on, what they learnt by doing, what they handed over."""

from django.db import models

from minga.ground.conflicts import mark_of
from minga.people.models import Organisation, Person
from minga.programme.models.nodes import Component, Node, Programme


class Champion(models.Model):
    """A change agent. `public`: agreed that everybody may read the name; others are only counted.

    `roles`: codes of `rules.ChampionRole`. `person` is set for somebody with an account.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="champions")
    name = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="champion_of"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="champions"
    )
    roles = models.JSONField(default=list)
    since = models.DateField()
    public = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"champion {self.pk} of {self.programme_id}"

    @property
    def mark(self) -> str:
        """The mark of what an editor changes."""
        return mark_of(sorted(self.roles), self.public)


class Learning(models.Model):
    """Something a champion learnt by doing it, and on what it was done."""

    champion = models.ForeignKey(Champion, on_delete=models.CASCADE, related_name="learnings")
    what = models.CharField(max_length=400)
    node = models.ForeignKey(Node, on_delete=models.SET_NULL, null=True, related_name="+")
    component = models.ForeignKey(
        Component, on_delete=models.CASCADE, null=True, related_name="learnings"
    )
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    done_on = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"learning {self.pk} of {self.champion_id}"


class HandOver(models.Model):
    """A team leads what another one led before; it counts once it is accepted."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="hand_overs")
    what = models.CharField(max_length=400)
    node = models.ForeignKey(Node, on_delete=models.SET_NULL, null=True, related_name="+")
    component = models.ForeignKey(
        Component, on_delete=models.CASCADE, null=True, related_name="hand_overs"
    )
    from_team = models.CharField(max_length=120)
    to_team = models.CharField(max_length=120)
    handed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(from_team=models.F("to_team")), name="hand_over_between_two"
            ),
        )

    def __str__(self) -> str:
        return f"hand-over {self.pk} of {self.programme_id}"
