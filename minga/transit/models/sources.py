"""How feeds come in: zips that officials send, and addresses that tell what moves."""

from typing import Any

from django.db import models
from django.db.models import Q

from minga.people.models import Person
from minga.territory.models import City
from minga.transit.models.feeds import Feed, FeedVersion
from minga.transit.rules import UploadState


class Upload(models.Model):
    """A zip that waits to be read by the worker, and what came of it.

    `file` is its name in the data folder while it waits. Reading takes seconds and much memory,
    so no page does it. `notices` says why one was refused.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="feed_uploads")
    file = models.CharField(max_length=60)
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    hail_anywhere = models.BooleanField(default=False)
    starts_on = models.DateField()
    state = models.CharField(max_length=10, default=UploadState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    version = models.ForeignKey(
        FeedVersion, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    notices: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in UploadState]),
                name="upload_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.state}"


class RealtimeSource(models.Model):
    """Where a feed's GTFS Realtime comes from: an address that we ask, or (no `url`) whoever
    sends it to us. Nothing is asked until an official switches it on.

    `stamped_at` is the header's time of the newest message taken, `told` its figures; and by kind
    (vehicles, updates, alerts) the newest message of it: {"stamps": {kind: [seconds, digest]}}.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField(max_length=500, blank=True)
    is_on = models.BooleanField(default=False)
    every_s = models.PositiveSmallIntegerField(default=30)
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    told: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["feed", "url"], name="one_realtime_source_each"),
            models.CheckConstraint(
                condition=Q(every_s__gte=10), name="realtime_is_asked_with_patience"
            ),
        )

    def __str__(self) -> str:
        return f"{self.feed} {self.url}".strip()
