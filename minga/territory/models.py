"""Cities and what lies in them. Geometry is GeoJSON text; shapely reads it in `atlas.py`."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from minga.ground.geo import Bounds
from minga.people.models import Organisation


class City(models.Model):
    """One city or conurbation served by this installation.

    `revision` is a new random number at every change of anything below, so that no process
    takes what it holds in memory for the present (a count would repeat in a restored backup).
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60)
    lat = models.FloatField()
    lon = models.FloatField()
    zoom = models.FloatField(default=12)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    emergency = models.JSONField(default=list)
    is_default = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    revision = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "cities"
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_city",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def bounds(self) -> Bounds:
        """The box outside which nothing belongs to this city."""
        return Bounds(self.south, self.west, self.north, self.east)


class Body(models.Model):
    """An organisation that answers reports in a city.

    `is_centre`: its operators see the whole city. `is_default`: what nobody else answers for.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bodies")
    is_centre = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = (
            models.UniqueConstraint(fields=["city", "organisation"], name="one_body_each"),
            models.UniqueConstraint(
                fields=["city"], condition=models.Q(is_default=True), name="one_default_desk"
            ),
        )

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def label(self) -> str:
        """The name of the organisation where room is scarce."""
        return self.organisation.label

    @property
    def code(self) -> str:
        """The public code of the organisation."""
        return self.organisation.code


class Crew(models.Model):
    """People a body sends out, as one name."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="crews")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "code"], name="one_crew_each"),)

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A comuna, district or council area with its outline (Polygon or MultiPolygon)."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    outline: "models.JSONField[Any, Any]" = models.JSONField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["city", "code"], name="one_area_each"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Road(models.Model):
    """A road whose owner answers for its state (LineString or MultiLineString)."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="roads")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    owner = models.ForeignKey(Body, on_delete=models.SET_NULL, null=True, related_name="roads")
    line: "models.JSONField[Any, Any]" = models.JSONField()
    trust = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["city", "code"], name="one_road_each"),)

    def __str__(self) -> str:
        return self.name


class Jurisdiction(models.Model):
    """Who answers: one rule over place × category × owner of the road.

    An empty field means "any". Of the rules that fit, the most exact one decides: owner before
    category before area (see `rules.py`).
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="jurisdictions")
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True)
    owner = models.ForeignKey(Body, on_delete=models.CASCADE, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="jurisdictions")

    class Meta:
        constraints = (
            # Two NULLs are never equal in SQL, so "any" is compared as 0.
            models.UniqueConstraint(
                "city",
                "category",
                Coalesce("area", 0),
                Coalesce("owner", 0),
                name="one_answer_per_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.category or '*'} → {self.body_id}"


class Place(models.Model):
    """A place with a name: landmark, square, corner, rural sector; for search without a map."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160)
    kind = models.CharField(max_length=30)
    lat = models.FloatField()
    lon = models.FloatField()
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True)
    trust = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = (models.Index(fields=["city", "folded"], name="place_by_name"),)

    def __str__(self) -> str:
        return self.name
