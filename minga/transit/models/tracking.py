"""Phones that are a bus's position while their owner wants it."""

from django.db import models
from django.db.models import Q

from minga.territory.models import City
from minga.transit.models.moving import Vehicle
from minga.transit.rules import Carrier


class Tracker(models.Model):
    """A driver's or passenger's phone that says where its bus is. No account, no track: only the
    vehicle's last position, gone when the sharing ends.

    `digest` is all that is kept of the phone's secret.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="trackers")
    digest = models.CharField(max_length=64, unique=True)
    carrier = models.CharField(max_length=10)
    line = models.CharField(max_length=120)
    direction = models.PositiveSmallIntegerField(default=0)
    vehicle = models.OneToOneField(
        Vehicle, on_delete=models.SET_NULL, null=True, related_name="tracker"
    )
    consented_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(carrier__in=[one.value for one in Carrier]),
                name="tracker_carrier_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.carrier} on {self.line}"
