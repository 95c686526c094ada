"""Feeds as those see them who keep them: every version, what was sent, what is asked."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from minga.territory.models import City
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Feed, FeedVersion, RealtimeSource, Upload
from minga.transit.rules import UploadState

UPLOADS_SHOWN = 10
ENDS_SOON = timedelta(days=14)


@dataclass(frozen=True)
class VersionStanding:
    """A version and its standing today: serves, coming, past or withdrawn."""

    version: FeedVersion
    standing: str
    ends_soon: bool


@dataclass(frozen=True)
class Source:
    """A feed, its versions (the newest first) and its realtime sources."""

    feed: Feed
    versions: list[VersionStanding] = field(default_factory=list)
    realtime: list[RealtimeSource] = field(default_factory=list)

    @property
    def serves(self) -> bool:
        """Whether one of its versions is in service today."""
        return any(version.standing == "serves" for version in self.versions)


def sources_of(city: City, day: date) -> list[Source]:
    """Every feed of the city; four queries, however many."""
    serving = {version.pk for version in versions_on(city, day)}
    sources = {
        feed.pk: Source(feed) for feed in Feed.objects.filter(city=city).order_by("name", "slug")
    }
    rows = FeedVersion.objects.filter(feed__city=city).select_related("feed", "by")
    for version in rows.order_by("-starts_on", "-number"):
        standing = _standing(version, serving, day)
        ends = standing == "serves" and version.last_day <= day + ENDS_SOON
        sources[version.feed_id].versions.append(VersionStanding(version, standing, ends))
    for source in RealtimeSource.objects.filter(feed__city=city).order_by("url"):
        sources[source.feed_id].realtime.append(source)
    return list(sources.values())


def uploads_of(city: City) -> list[Upload]:
    """What waits or was refused, the newest first."""
    rows = Upload.objects.filter(city=city).exclude(state=UploadState.IMPORTED.value)
    return list(rows.select_related("by").order_by("-pk")[:UPLOADS_SHOWN])


def version_named(city: City, slug: str, number: int) -> FeedVersion | None:
    """A version of a feed of the city."""
    rows = FeedVersion.objects.filter(feed__city=city, feed__slug=slug, number=number)
    return rows.select_related("feed__city").first()


def _standing(version: FeedVersion, serving: set[int], day: date) -> str:
    if version.withdrawn_at is not None:
        return "withdrawn"
    if version.pk in serving:
        return "serves"
    return "coming" if version.starts_on > day else "rests"
