"""Erase what a person told; what happened to the hazard stays, without words."""

from datetime import datetime

from minga.ground import media_store
from minga.ground.work import action
from minga.people.models import Person
from minga.reports.actions._history import lock, record_fact
from minga.reports.events import ReportForgotten
from minga.reports.models import Report


@action
def unname_filer(*, person: Person) -> None:
    """No report names this person as who filed it for a caller; what was told stays."""
    Report.objects.filter(filed_by=person).update(filed_by=None)


@action
def forget_report(*, report: Report, at: datetime, by: Person | None = None) -> Report:
    """Erase text, contact, attributes, photos, voice and the reporter's later words.

    Twice does no harm. The edge has proven authorship or the retention time is over.
    """
    row = lock(report)
    files = [
        name
        for attachment in row.attachments.all()
        for name in (attachment.name, attachment.published_name)
    ]
    row.attachments.all().delete()
    media_store.remove_after_commit(*files)
    row.entries.filter(from_reporter=True).update(text="")
    row.text = row.published_text = ""
    row.contact, row.attributes = {}, {}
    row.photos = row.voices = 0
    row.forgotten_at = at
    if row.lat is not None:
        # The address was the reporter's words; the hazard keeps its point.
        row.address = ""
    row.save()
    record_fact(ReportForgotten, row, at=at, by=by)
    return row
