"""What every writer of reports shares: lock, check, append a line, record the fact."""

from datetime import datetime
from typing import Any

from minga.ground.access import refuse_unless
from minga.ground.conflicts import Changed
from minga.ground.errors import BadInput
from minga.ground.work import record
from minga.people.models import Person
from minga.reports import phrases
from minga.reports.events import (
    ReportAcknowledged,
    ReportAssigned,
    ReportDismissed,
    ReportFact,
    ReportFiled,
    ReportReopened,
    ReportResolved,
    ReportStarted,
)
from minga.reports.models import Entry, Report
from minga.reports.rules import State, may_attend, may_dispatch, next_state
from minga.territory.authority import authority_of, organisation_acting

FACT_OF_STATE: dict[State, type[ReportFact]] = {
    State.RECEIVED: ReportFiled,
    State.ACKNOWLEDGED: ReportAcknowledged,
    State.ASSIGNED: ReportAssigned,
    State.STARTED: ReportStarted,
    State.RESOLVED: ReportResolved,
    State.DISMISSED: ReportDismissed,
    State.REOPENED: ReportReopened,
}


def lock(report: Report) -> Report:
    """The report as it is now, its row held until the unit of work ends."""
    rows = Report.objects.select_for_update(of=("self",)).defer("area__outline")
    return rows.select_related("city", "category", "area", "body__organisation").get(pk=report.pk)


def lock_for_official(report: Report, by: Person) -> Report:
    """Lock a report that this official may attend, as the official has seen it.

    Raises Refused, and Changed when its history has gone on since `report.seen_entry`.
    """
    row = lock(report)
    refuse_unless(may_attend(authority_of(by, row.city_id), row.held), "not your report")
    _refuse_unless_read(row, report.seen_entry)
    return row


def lock_for_dispatcher(report: Report, by: Person) -> Report:
    """Lock a report that this operator may dispatch. Raises as `lock_for_official`."""
    row = lock(report)
    refuse_unless(may_dispatch(authority_of(by, row.city_id), row.held), "not the centre")
    _refuse_unless_read(row, report.seen_entry)
    return row


def _refuse_unless_read(row: Report, seen_entry: int | None) -> None:
    if seen_entry is not None and row.entries.filter(pk__gt=seen_entry).exists():
        raise Changed


def transition(
    report: Report,
    action: str,
    *,
    at: datetime,
    by: Person | None,
    text: str = "",
    from_reporter: bool = False,
) -> None:
    """Take the step that MOVES names, append it to the history, record the fact."""
    state = next_state(action, report.state)
    report.state = state.value
    append(
        report,
        Entry.Kind.STATE,
        at=at,
        by=by,
        text=text,
        state=state.value,
        from_reporter=from_reporter,
    )
    extra = {"crew": report.crew.code} if state is State.ASSIGNED and report.crew else {}
    record_fact(FACT_OF_STATE[state], report, at=at, by=by, **extra)


def append(report: Report, kind: str, *, at: datetime, by: Person | None, **columns: Any) -> Entry:
    """Write one line of history and save the report's present columns."""
    report.changed_at = at
    report.save()
    return Entry.objects.create(
        report=report,
        kind=kind,
        at=at,
        by=by,
        body_id=report.body_id,
        crew_id=report.crew_id,
        organisation_id=organisation_acting(by, city_id=report.city_id, body_id=report.body_id),
        **columns,
    )


def record_fact(
    kind: type[ReportFact], report: Report, *, at: datetime, by: Person | None, **extra: Any
) -> None:
    """Record a fact about a report from its present columns."""
    fact = kind(
        city_id=report.city_id,
        city=report.city.slug,
        report_id=report.pk,
        report=report.receipt,
        category=report.category.code,
        state=report.state,
        area=report.area.code if report.area else None,
        body=report.body.code,
        lat=report.lat,
        lon=report.lon,
        hidden=report.hidden,
        source=report.source,
        **extra,
    )
    record(fact, at=at, by=by)


def checked_text(text: str, most: int, *, field: str = "text", needed: bool = True) -> str:
    """What an official wrote, without spaces around it. Raises BadInput: empty, or too long."""
    text = text.strip()
    if needed and not text:
        raise BadInput.single(field, phrases.NEEDED)
    if len(text) > most:
        raise BadInput.single(field, phrases.TOO_LONG % {"most": most})
    return text
