"""Lines that a city draws itself, where nobody publishes a feed."""

from typing import Any

from django.db import models

from minga.people.models import Person
from minga.territory.models import City


class DrawnLine(models.Model):
    """One line as drawn: where it goes and how often; `publish_drawn` makes a feed of them.

    `ways`: [{"origin": "…", "headsign": "…", "path": [[lon, lat], …], "stops": [{"name", "lat",
    "lon"}, …]}], one or two; `periods`: [{"days": "weekday" | "saturday" | "sunday", "from_s",
    "until_s", "headway_s", "exact", "speed_kmh"}] with seconds since the service day's midnight,
    the last two where they are said. A draft may lack anything and is not published. `revision`
    rises with every change: who saves must have seen the last one.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="drawn_lines")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    long_name = models.CharField(max_length=160, blank=True)
    operator = models.CharField(max_length=120, blank=True)
    mode = models.PositiveSmallIntegerField(default=3)
    colour = models.CharField(max_length=6, blank=True)
    hailed = models.BooleanField(default=True)
    speed_kmh = models.FloatField(default=18)
    ways: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    periods: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    is_draft = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "code")
        constraints = (
            models.UniqueConstraint(fields=["city", "code"], name="one_drawn_line_each"),
            models.CheckConstraint(
                condition=models.Q(speed_kmh__gt=0, speed_kmh__lte=160),
                name="drawn_line_has_a_speed",
            ),
        )

    def __str__(self) -> str:
        return self.name
