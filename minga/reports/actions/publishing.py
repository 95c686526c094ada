"""What the public sees: redacted copies, and hiding. Each act is in the history and audited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from minga.ground import media, media_store
from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.work import action, unit_of_work
from minga.people.models import Person
from minga.reports import phrases
from minga.reports.actions._history import append, checked_text, lock_for_official, record_fact
from minga.reports.events import ReportHidden, ReportPublished, ReportUnhidden
from minga.reports.models import Entry, Report
from minga.reports.rules import MAX_REASON_LENGTH, MAX_TEXT_LENGTH, may_attend
from minga.territory.authority import authority_of


def publish(
    *,
    report: Report,
    at: datetime,
    by: Person,
    text: str = "",
    photos: Mapping[int, Sequence[media.Box]] | None = None,
) -> Report:
    """Publish redacted words, and copies of photos with the given boxes blacked out.

    `photos` maps attachment ids to boxes (fractions of width and height). The originals stay
    as they are. Raises BadInput when there is nothing to publish or a photo is not the report's.
    """
    photos = photos or {}
    refuse_unless(may_attend(authority_of(by, report.city_id), report.held), "not your report")
    if not text.strip() and not photos:
        raise BadInput.single("text", phrases.NEEDED)
    if len(text) > MAX_TEXT_LENGTH:
        raise BadInput.single("text", phrases.TOO_LONG % {"most": MAX_TEXT_LENGTH})
    names = dict(report.attachments.filter(kind="photo").values_list("pk", "name"))
    if not set(photos) <= set(names):
        raise BadInput.single("photos", phrases.NOT_OF_THIS_CITY)
    redacted = {pk: _redacted(names[pk], boxes) for pk, boxes in photos.items()}
    copies = {pk: media_store.keep(photo.data, suffix=".jpg") for pk, photo in redacted.items()}
    with unit_of_work(), media_store.removed_on_error(*copies.values()):
        row = lock_for_official(report, by)
        own = list(row.attachments.filter(pk__in=copies))
        if len(own) < len(copies):  # forgotten while we drew
            raise BadInput.single("photos", phrases.NOT_OF_THIS_CITY)
        for photo in own:
            media_store.remove_after_commit(photo.published_name)
            photo.published_name = copies[photo.pk]
            photo.save(update_fields=["published_name"])
        row.published_text = text.strip() or row.published_text
        append(row, Entry.Kind.PUBLISHED, at=at, by=by)
        record_fact(ReportPublished, row, at=at, by=by)
    return row


def _redacted(name: str, boxes: Sequence[media.Box]) -> media.Photo:
    try:
        return media.redact(media_store.read(name), boxes)
    except media.MediaRefused:
        raise
    except ValueError as error:
        raise BadInput.single("photos", phrases.OFF_THE_PHOTO) from error


@action
def hide(*, report: Report, reason: str, at: datetime, by: Person) -> Report:
    """Take the report off every public surface; the reason is for colleagues."""
    row = lock_for_official(report, by)
    row.hidden = True
    text = checked_text(reason, MAX_REASON_LENGTH, field="reason")
    append(row, Entry.Kind.HIDDEN, at=at, by=by, text=text)
    record_fact(ReportHidden, row, at=at, by=by)
    return row


@action
def unhide(*, report: Report, reason: str, at: datetime, by: Person) -> Report:
    """Put the report back on the public surfaces."""
    row = lock_for_official(report, by)
    row.hidden = False
    text = checked_text(reason, MAX_REASON_LENGTH, field="reason")
    append(row, Entry.Kind.UNHIDDEN, at=at, by=by, text=text)
    record_fact(ReportUnhidden, row, at=at, by=by)
    return row
