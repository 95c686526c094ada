"""Which addresses are asked for what moves: added, switched on and off, asked when it is time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.work import action
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.transit.feeds.phrases import NO_ADDRESS, TOO_MANY
from minga.transit.models import Feed, RealtimeSource
from minga.transit.realtime.actions.messages import Heard, note_trouble, take_message
from minga.transit.realtime.gtfs_rt.fetching import may_ask
from minga.transit.realtime.gtfs_rt.reading import Unreadable

MAX_SOURCES = 6
MIN_EVERY_S, MAX_EVERY_S = 10, 600


@action
def add_source(
    *, feed: Feed, url: str, by: Person | None, at: datetime, every_s: int = 30
) -> RealtimeSource:
    """Note an address; nothing is asked until it is switched on. Raises Refused and BadInput."""
    _refuse_unless_keeper(feed, by)
    if len(url) > 500 or not may_ask(url, settings.MINGA_TRANSIT_HOSTS):
        raise BadInput.single("url", NO_ADDRESS)
    if feed.sources.exclude(url="").count() >= MAX_SOURCES:
        raise BadInput.single("url", TOO_MANY)
    patience = min(max(every_s, MIN_EVERY_S), MAX_EVERY_S)
    usual = {"every_s": patience}
    return RealtimeSource.objects.get_or_create(feed=feed, url=url, defaults=usual)[0]


@action
def switch_source(*, source: RealtimeSource, is_on: bool, by: Person | None, at: datetime) -> None:
    """Begin or end asking. Raises Refused."""
    _refuse_unless_keeper(source.feed, by)
    RealtimeSource.objects.filter(pk=source.pk).exclude(url="").update(
        is_on=is_on, due_at=at if is_on else None, trouble=""
    )


@action
def remove_source(*, source: RealtimeSource, by: Person | None) -> None:
    """Forget an address; what it told runs out by itself. Raises Refused."""
    _refuse_unless_keeper(source.feed, by)
    source.delete()


@action
def claim_sources(*, at: datetime) -> list[RealtimeSource]:
    """The sources whose time has come; nobody else asks them now."""
    due = Q(due_at=None) | Q(due_at__lte=at)
    rows = RealtimeSource.objects.select_for_update(of=("self",)).filter(due, is_on=True)
    claimed = list(rows.exclude(url="").select_related("feed__city").order_by("pk"))
    for row in claimed:
        row.due_at = at + timedelta(seconds=row.every_s)
        row.save(update_fields=["due_at"])
    return claimed


def take_answer(
    *, source: RealtimeSource, data: bytes | None, trouble: str, at: datetime
) -> Heard | None:
    """What came of asking; None where nothing new could be used."""
    if data is None:
        note_trouble(source=source, trouble=trouble, at=at)
        return None
    try:
        return take_message(feed=source.feed, data=data, at=at, by=None, source=source)
    except Unreadable as unreadable:
        if unreadable.code == "repeated":  # asked more often than it changes
            note_trouble(source=source, trouble="", at=at)
        return None


def _refuse_unless_keeper(feed: Feed, by: Person | None) -> None:
    refuse_unless(by is None or authority_of(by, feed.city_id).runs_transit)
