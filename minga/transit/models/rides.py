"""Rides: somebody who asked the server to say when their bus comes and where to get off."""

from django.db import models

from minga.territory.models import City
from minga.transit.models.moving import Vehicle


class Ride(models.Model):
    """Vehicle, stop and a handle to reach the phone; deleted when the ride ends.

    `digest` is all that is kept of the handle.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="rides")
    digest = models.CharField(max_length=64, unique=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.SET_NULL, null=True, related_name="rides")
    line = models.CharField(max_length=120)
    direction = models.PositiveSmallIntegerField(null=True)
    board_lat = models.FloatField(null=True)
    board_lon = models.FloatField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()
    state = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ride on {self.line}"


class RideNotice(models.Model):
    """One thing the rider is told, once: `kind` is a code of `rules`."""

    ride = models.ForeignKey(Ride, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    distance_m = models.FloatField(null=True)
    side = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["ride", "kind"], name="told_a_rider_once"),)

    def __str__(self) -> str:
        return self.kind
