"""What runs now: vehicles, trips that are late or cancelled, and alerts. Nothing here is history:
a vehicle has its last position only.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from minga.ground.conflicts import mark_of
from minga.people.models import Person
from minga.territory.models import City
from minga.transit.models.feeds import Feed
from minga.transit.models.sources import RealtimeSource
from minga.transit.rules import AlertSource, AlertState, Cause, Effect, Relation, VehicleSource


class Moving(models.Model):
    """A city's counter of everything that changes a plan or what it tells: who holds an older
    number reads anew.
    """

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="moving")
    revision = models.PositiveBigIntegerField(default=0)
    matched_to = models.TextField(blank=True, default="")
    """The versions in service whose lines and stops the open alerts name (`rematch_alerts`)."""

    def __str__(self) -> str:
        return f"{self.city_id}: {self.revision}"


class Vehicle(models.Model):
    """Where a vehicle is, as last told (GTFS Realtime: VehiclePosition).

    `trip_id` and `direction` are empty where nobody says. `bearing` in degrees from north,
    `speed` in m/s. After `expires_at` nobody is shown it.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="vehicles")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, related_name="vehicles")
    public_id = models.CharField(max_length=32, unique=True)
    vehicle_id = models.CharField(max_length=120)
    label = models.CharField(max_length=60, blank=True)
    route_id = models.CharField(max_length=120, blank=True)
    line = models.CharField(max_length=120, blank=True)
    trip_id = models.CharField(max_length=120, blank=True)
    direction = models.PositiveSmallIntegerField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()
    bearing = models.FloatField(null=True)
    speed = models.FloatField(null=True)
    source = models.CharField(max_length=12)
    simulated = models.BooleanField(default=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["city", "source", "vehicle_id"], name="one_position_a_vehicle"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in VehicleSource]),
                name="vehicle_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="vehicle_is_on_earth",
            ),
        )

    def __str__(self) -> str:
        return self.label or self.vehicle_id


class TripUpdate(models.Model):
    """What a trip of a day does instead of its timetable (GTFS Realtime: TripUpdate).

    `calls`: for a scheduled trip [{"position", "delay_s" or "skipped"}], with "arrival_delay_s"
    where the arrival is told apart; for an added one [{"stop_id", "arrival_s", "departure_s"}],
    seconds since the service day's midnight. `told_by`: the address whose full message ends it
    by silence; None for one of before such were kept.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="updates")
    trip_id = models.CharField(max_length=120)
    day = models.DateField()
    relation = models.CharField(max_length=10)
    route_id = models.CharField(max_length=120, blank=True)
    calls: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    told_by = models.ForeignKey(
        RealtimeSource, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["feed", "trip_id", "day"], name="one_update_a_trip"),
            models.CheckConstraint(
                condition=Q(relation__in=[one.value for one in Relation]),
                name="trip_relation_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trip_id} {self.day}"


class Alert(models.Model):
    """A warning to passengers (GTFS Realtime: Alert), written here or taken from a feed.

    `words`: {"es": {"header": "…", "text": "…"}, "en": …}; empty for one that a report opened,
    which is told by its category in the reader's language. `delay_s` is what plans add to the
    trips it touches; with `is_cut` they do not pass at all. `report`: the receipt.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="alerts")
    public_id = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=AlertState.OPEN.value)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, related_name="alerts")
    entity_id = models.CharField(max_length=120, blank=True)
    told_by = models.ForeignKey(
        RealtimeSource, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    report = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=24, default=Cause.UNKNOWN_CAUSE.value)
    effect = models.CharField(max_length=24, default=Effect.UNKNOWN_EFFECT.value)
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    delay_s = models.PositiveIntegerField(default=0)
    is_cut = models.BooleanField(default=False)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["city", "report"], condition=~Q(report=""), name="one_alert_a_report"
            ),
            models.UniqueConstraint(
                fields=["feed", "entity_id"],
                condition=~Q(entity_id=""),
                name="one_alert_an_entity",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in AlertSource]),
                name="alert_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in AlertState]),
                name="alert_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="alert_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def mark(self) -> str:
        """The mark of what it says and touches, and whether it is open."""
        said = (self.words, self.cause, self.effect, self.delay_s, self.is_cut, self.state)
        touched = sorted((row.line, row.stop) for row in self.informed.all())
        return mark_of(*said, self.starts_at, self.ends_at, touched)


class Informed(models.Model):
    """What a statement of an alert names: all that is given holds together, empty means any.

    `direction`: "0" or "1". `trip_id` is the network's, of the service day `day` (None: of each);
    `starts_s`: when that trip begins. An alert without any row concerns the whole network.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="informed")
    line = models.CharField(max_length=120, blank=True)
    stop = models.CharField(max_length=120, blank=True)
    direction = models.CharField(max_length=1, blank=True, default="")
    trip_id = models.CharField(max_length=170, blank=True, default="")
    day = models.DateField(null=True)
    starts_s = models.IntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["line"], name="informed_by_line"),
            models.Index(fields=["stop"], name="informed_by_stop"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["alert", "line", "stop", "direction", "trip_id", "day"],
                name="informed_once",
            ),
            models.UniqueConstraint(
                fields=["alert", "line", "stop", "direction", "trip_id"],
                condition=models.Q(day=None),
                name="informed_once_each_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(line="", stop="", trip_id=""), name="informed_names_something"
            ),
        )

    def __str__(self) -> str:
        return self.line or self.stop
