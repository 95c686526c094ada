"""Feeds in and out of service. What takes seconds is done before anything is written: reading the
zip, and compiling the day on which it comes into service.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from minga.ground.access import refuse_unless
from minga.ground.work import action, record
from minga.kernels.transit.compile.notices import MAX_NOTICES, FeedRefused, Notice
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.territory.models import City
from minga.transit.actions import raise_revision
from minga.transit.day_folders import NoService, compile_day, zip_of
from minga.transit.events import FeedVersionImported, FeedVersionWithdrawn
from minga.transit.feeds.importing.stop_sequences import KIND as SEQUENCES
from minga.transit.feeds.importing.validation import validator_report
from minga.transit.feeds.importing.zip_store import (
    StagedZip,
    delete_zip,
    put_in_place,
    stage_zip,
    write_beside,
)
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Feed, FeedVersion, Line, Stop
from minga.transit.service_days import day_of

if TYPE_CHECKING:
    from minga.transit.feeds.importing.reading import Reading

BATCH = 500
Progress = Callable[[str], None]


class Imported(NamedTuple):
    """A version that is stored. `is_new`: False where the same file was in service already."""

    version: FeedVersion
    notices: list[Notice]
    is_new: bool


def import_feed(
    *,
    city: City,
    slug: str,
    path: Path,
    name: str,
    starts_on: date,
    by: Person | None,
    at: datetime,
    credit: str = "",
    licence: str = "",
    is_demo: bool = False,
    hail_anywhere: bool = False,
    second_opinion: bool = False,
    compiles: bool = True,
    progress: Progress = lambda step: None,
) -> Imported:
    """Read a zip, keep it, compile its first day, and put it in service from `starts_on`.

    The same file twice is the same version. `second_opinion` asks the independent validator
    too. Without `compiles` the first day is left to whoever needs it first. `by` None is the
    keeper at the terminal. Raises Refused, and FeedRefused with row-level notices: then nothing
    at all is stored.
    """
    refuse_unless(by is None or authority_of(by, city.pk).runs_transit)
    fresh = Feed(
        city=city, slug=slug, name=name, credit=credit, licence=licence, is_demo=is_demo,
        hail_anywhere=hail_anywhere,
    )  # fmt: skip
    progress("copying")
    with stage_zip(path) as staged:
        held = _standing(fresh, staged.digest, starts_on)
        if held is not None:
            put_in_place(staged, zip_of(held))
            return Imported(
                _describe(fresh, held), [Notice(**notice) for notice in held.notices], False
            )
        version, reading = _read(fresh, staged, starts_on, at, progress)
        if second_opinion:
            progress("checking")
            version.checked = validator_report(staged.path, day_of(city, at))
        final = zip_of(version)
        lay_before = final.exists()
        put_in_place(staged, final)
        write_beside(final, SEQUENCES, reading.sequences)
    try:
        later = _compiled(city, version, at, progress) if compiles else []
        notices = [*reading.notices, *later]
    except FeedRefused:
        if not lay_before:
            delete_zip(final)
        raise
    version.notices = [asdict(notice) for notice in notices[:MAX_NOTICES]]
    version.counts = reading.counts | {"notices": len(notices)}
    progress("storing")
    return Imported(_enter(fresh, version, reading, by=by, at=at), notices, True)


@action
def withdraw_version(*, version: FeedVersion, by: Person | None, at: datetime) -> FeedVersion:
    """Take a version out of service for good; the one before serves again. Raises Refused.

    Its file stays: what was in service on a day can be told later.
    """
    row = FeedVersion.objects.select_for_update().get(pk=version.pk)
    city = row.feed.city
    refuse_unless(by is None or authority_of(by, city.pk).runs_transit)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        _tell(FeedVersionWithdrawn, row, by=by, at=at)
        raise_revision(city=city)
    return row


@action
def switch_over(
    *, version: FeedVersion, starts_on: date, by: Person | None, at: datetime
) -> FeedVersion:
    """Put a version in service from another day. Raises Refused."""
    row = FeedVersion.objects.select_for_update().get(pk=version.pk)
    city = row.feed.city
    refuse_unless(by is None or authority_of(by, city.pk).runs_transit)
    if row.starts_on != starts_on:
        row.starts_on = starts_on
        row.save(update_fields=["starts_on"])
        _tell(FeedVersionImported, row, by=by, at=at)
        raise_revision(city=city)
    return row


def _read(
    feed: Feed, staged: StagedZip, starts_on: date, at: datetime, progress: Progress
) -> tuple[FeedVersion, "Reading"]:
    """A version that is not saved yet, and what its file says. Raises FeedRefused."""
    from minga.transit.feeds.importing.reading import read

    progress("reading")
    reading = read(staged.path, feed.slug, hail_anywhere=feed.hail_anywhere)
    if reading.last_day < starts_on:
        over = Notice("calendar_over", "calendar.txt", value=reading.last_day.isoformat())
        raise FeedRefused(feed.slug, [over])
    version = FeedVersion(
        feed=feed, digest=staged.digest, starts_on=starts_on, imported_at=at,
        first_day=reading.first_day, last_day=reading.last_day,
    )  # fmt: skip
    return version, reading


def _compiled(city: City, version: FeedVersion, at: datetime, progress: Progress) -> list[Notice]:
    """Compile the first day on which the version serves, with the city's other feeds.

    Whoever asks for that day first finds it ready. Raises FeedRefused.
    """
    from minga.kernels.transit.timetable import read_about

    progress("compiling")
    day = min(max(version.starts_on, version.first_day, day_of(city, at)), version.last_day)
    notices = []
    if version.first_day > version.starts_on:
        notices.append(Notice("calendar_starts_later", "calendar.txt",
                              value=version.first_day.isoformat(), is_error=False))  # fmt: skip
    try:
        folder = compile_day(city, day, versions_on(city, day, coming=version))
    except NoService as trouble:
        refused = trouble.__cause__
        refusals = refused.notices if isinstance(refused, FeedRefused) else []
        if any(notice.is_error and notice.code != "no_service" for notice in refusals):
            raise FeedRefused(version.feed.slug, refusals) from trouble
        return [*notices, *(Notice(notice.code, notice.file, value=notice.value, is_error=False)
                            for notice in refusals if notice.code == "no_service")]  # fmt: skip
    # What reading alone said is known; compiling says more of trips that cannot run.
    compiled = [Notice(**notice) for notice in read_about(folder)["notices"]]
    return [*notices, *(notice for notice in compiled if notice.code == "end_without_time")]


@action
def _enter(
    fresh: Feed, version: FeedVersion, reading: "Reading", *, by: Person | None, at: datetime
) -> FeedVersion:
    """Everything of a version in one unit of work, or nothing of it."""
    Feed.objects.get_or_create(city=fresh.city, slug=fresh.slug, defaults={"name": fresh.name})
    feed = Feed.objects.select_for_update().get(city=fresh.city, slug=fresh.slug)
    again = _standing(fresh, version.digest, version.starts_on)
    if again is not None:
        return again
    feed.name, feed.credit, feed.licence = fresh.name, fresh.credit, fresh.licence
    feed.hail_anywhere, feed.is_demo = fresh.hail_anywhere, fresh.is_demo
    feed.save()
    version.feed, version.by = feed, by
    version.number = (feed.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version.save(force_insert=True)
    lines = [Line(version=version, **asdict(row)) for row in reading.lines]
    stops = [Stop(version=version, **asdict(row)) for row in reading.stops]
    Line.objects.bulk_create(lines, batch_size=BATCH)
    Stop.objects.bulk_create(stops, batch_size=BATCH)
    _tell(FeedVersionImported, version, by=by, at=at)
    raise_revision(city=feed.city)
    return version


def _standing(fresh: Feed, digest: str, starts_on: date) -> FeedVersion | None:
    """The version that makes this file be in service on that day already."""
    rows = FeedVersion.objects.filter(
        feed__city=fresh.city, feed__slug=fresh.slug, withdrawn_at=None, starts_on__lte=starts_on
    )
    last = rows.select_related("feed").order_by("starts_on", "number").last()
    if last is None or last.digest != digest or last.feed.hail_anywhere != fresh.hail_anywhere:
        return None
    return last


@action
def _describe(fresh: Feed, held: FeedVersion) -> FeedVersion:
    """A file that serves already may still come with a better name."""
    feed = held.feed
    feed.name = fresh.name
    feed.credit, feed.licence = fresh.credit or feed.credit, fresh.licence or feed.licence
    if feed.is_demo != fresh.is_demo:
        feed.is_demo = fresh.is_demo
        raise_revision(city=feed.city)
    feed.save(update_fields=["name", "credit", "licence", "is_demo"])
    return held


def _tell(
    kind: type[FeedVersionImported] | type[FeedVersionWithdrawn],
    version: FeedVersion,
    *,
    by: Person | None,
    at: datetime,
) -> None:
    city = version.feed.city
    record(
        kind(city_id=city.pk, city=city.slug, feed=version.feed.slug, version=version.number),
        by=by,
        at=at,
    )
