"""Feeds: who publishes timetables, each version of them, and the lines and stops it names.

Stop times stay in the compiled network (`day_folders.py`); tables hold what pages list and search.
"""

from typing import Any

from django.db import models

from minga.people.models import Person
from minga.territory.models import City


class Feed(models.Model):
    """A source of timetables in a city (GTFS: one zip).

    A demonstration feed is out of service as soon as a real one of the city is in it.
    `hail_anywhere`: a feed that does not speak of it is boarded anywhere along its shapes.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="feeds")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    hail_anywhere = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["city", "slug"], name="one_feed_each"),)

    def __str__(self) -> str:
        return self.slug


class FeedVersion(models.Model):
    """One edition of a feed, in service from `starts_on` until a later one starts.

    `digest` names its zip in the data folder; `first_day` and `last_day` are its calendar's.
    `notices`: what we could bear, as `minga.kernels.planner.Notice`; `checked`: what the
    independent validator said, {"by", "errors", "warnings", "notices"}, empty where none ran.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    starts_on = models.DateField()
    first_day = models.DateField()
    last_day = models.DateField()
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    notices: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    checked: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["feed", "number"], name="one_feed_version_each"),
        )

    def __str__(self) -> str:
        return f"{self.feed} {self.number}"


class Line(models.Model):
    """A line as passengers name it (GTFS: a route).

    `code` is the public name of it in addresses: the same in each version while its route id is.
    `ways`: one per direction and headsign, [{"direction": 0, "headsign": "…", "path": [[lon,
    lat], …], "stops": [code, …]}], the commonest first.
    """

    version = models.ForeignKey(FeedVersion, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=120)
    route_id = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    long_name = models.CharField(max_length=240, blank=True)
    mode = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=6, blank=True)
    text_colour = models.CharField(max_length=6, blank=True)
    operator = models.CharField(max_length=160, blank=True)
    hailed = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    ways: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="one_line_each"),
            models.UniqueConstraint(fields=["version", "route_id"], name="one_line_a_route"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What stands on the bus."""
        return self.short_name or self.long_name or self.route_id


class Stop(models.Model):
    """Where lines stop (GTFS: a stop, platform or station). `lines`: codes of what stops here.

    `wheelchair` as in GTFS: 0 nobody says, 1 yes, 2 no.
    """

    version = models.ForeignKey(FeedVersion, on_delete=models.CASCADE, related_name="stops")
    code = models.CharField(max_length=120)
    stop_id = models.CharField(max_length=120)
    stop_code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    wheelchair = models.PositiveSmallIntegerField(default=0)
    lines: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        indexes = (
            models.Index(fields=["version", "lat"], name="transit_stop_by_lat"),
            models.Index(fields=["version", "folded"], name="transit_stop_by_name"),
        )
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="one_stop_each"),
            models.UniqueConstraint(fields=["version", "stop_id"], name="one_stop_an_id"),
        )

    def __str__(self) -> str:
        return self.name
