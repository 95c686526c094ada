"""What officials do with a report: a step of `rules.MOVES`, or one line beside it."""

from datetime import datetime, timedelta
from typing import TypeVar

from minga.ground.errors import BadInput
from minga.ground.geo import cell_of
from minga.ground.work import action
from minga.people.models import Person
from minga.reports import phrases
from minga.reports.actions._history import (
    append,
    checked_text,
    lock,
    lock_for_dispatcher,
    lock_for_official,
    record_fact,
    transition,
)
from minga.reports.events import (
    ReportAnswered,
    ReportNoted,
    ReportOpenedPrivately,
    ReportOverdue,
    ReportPlaced,
)
from minga.reports.models import Entry, Report
from minga.reports.queries import opened_lately
from minga.reports.rules import MAX_REASON_LENGTH, MAX_TEXT_LENGTH, State
from minga.territory.atlas import atlas_of
from minga.territory.models import Area, Body, Crew

T = TypeVar("T")
SAME_LOOK = timedelta(minutes=10)


@action
def acknowledge(*, report: Report, at: datetime, by: Person) -> Report:
    """Say that an official has seen the report."""
    row = lock_for_official(report, by)
    transition(row, "acknowledge", at=at, by=by)
    return row


@action
def assign(*, report: Report, body: str, at: datetime, by: Person, crew: str = "") -> Report:
    """Give the report to a body of the city, and perhaps to one of its crews.

    The control centre may choose any body; an officer only a crew of the own one.
    Raises BadInput for a body or crew that the city does not have.
    """
    row = lock_for_official(report, by)
    if body and body != row.body.code:
        lock_for_dispatcher(report, by)
        row.why = {**row.why, "dispatched": True}
    chosen = Body.objects.filter(city=row.city, organisation__code=body or row.body.code)
    row.body = _known(chosen.select_related("organisation").first(), "body")
    named = Crew.objects.filter(body=row.body, code=crew).first()
    row.crew = _known(named, "crew") if crew else None
    transition(row, "assign", at=at, by=by)
    return row


@action
def start(*, report: Report, at: datetime, by: Person) -> Report:
    """Say that work has begun."""
    row = lock_for_official(report, by)
    transition(row, "start", at=at, by=by)
    return row


@action
def resolve(*, report: Report, at: datetime, by: Person, text: str = "") -> Report:
    """Say that it is put right, perhaps with words to the citizen."""
    row = lock_for_official(report, by)
    transition(row, "resolve", at=at, by=by, text=checked_text(text, MAX_TEXT_LENGTH, needed=False))
    return row


@action
def dismiss(*, report: Report, reason: str, at: datetime, by: Person) -> Report:
    """Close without work. The reason is public: the citizen reads it."""
    row = lock_for_official(report, by)
    transition(
        row, "dismiss", at=at, by=by, text=checked_text(reason, MAX_REASON_LENGTH, field="reason")
    )
    return row


@action
def reopen(*, report: Report, at: datetime, by: Person, text: str = "") -> Report:
    """Take up a closed report again."""
    row = lock_for_official(report, by)
    transition(
        row, "reopen", at=at, by=by, text=checked_text(text, MAX_REASON_LENGTH, needed=False)
    )
    return row


@action
def answer(*, report: Report, text: str, at: datetime, by: Person) -> Report:
    """Write to the person who reported; the answer is public."""
    row = lock_for_official(report, by)
    append(row, Entry.Kind.ANSWER, at=at, by=by, text=checked_text(text, MAX_TEXT_LENGTH))
    record_fact(ReportAnswered, row, at=at, by=by)
    return row


@action
def note(*, report: Report, text: str, at: datetime, by: Person) -> Report:
    """Leave an internal note for colleagues."""
    row = lock_for_official(report, by)
    append(row, Entry.Kind.NOTE, at=at, by=by, text=checked_text(text, MAX_TEXT_LENGTH))
    record_fact(ReportNoted, row, at=at, by=by)
    return row


@action
def place(*, report: Report, lat: float, lon: float, at: datetime, by: Person) -> Report:
    """Pin or correct the place. The area follows; the body stays until somebody assigns it."""
    row = lock_for_dispatcher(report, by)
    if not row.city.bounds.holds(lat, lon):
        raise BadInput.single("lat", phrases.OUTSIDE_CITY)
    row.lat, row.lon, row.cell, row.accuracy_m = lat, lon, cell_of(lat, lon), None
    area, near_m = atlas_of(row.city).area_at(lat, lon)
    row.area = Area.objects.get(pk=area.id) if area else None
    row.why = {**row.why, "area": area.code if area else None, "near_m": near_m, "placed": True}
    append(row, Entry.Kind.PLACED, at=at, by=by)
    record_fact(ReportPlaced, row, at=at, by=by)
    return row


@action
def remind(*, report: Report, at: datetime) -> bool:
    """Ring again for an urgent report that nobody has seen; False when somebody has."""
    row = lock(report)
    if row.state != State.RECEIVED:
        return False
    record_fact(ReportOverdue, row, at=at, by=None)
    return True


@action
def open_privately(*, report: Report, at: datetime, by: Person) -> Report:
    """Open text, contact, photos and voice; who saw what is part of the audit trail.

    Looking again within SAME_LOOK is the same look: a panel refreshes itself.
    """
    row = lock_for_official(report, by)
    if not opened_lately(row, by, since=at - SAME_LOOK):
        record_fact(ReportOpenedPrivately, row, at=at, by=by)
    return row


def _known(value: T | None, field: str) -> T:
    if value is None:
        raise BadInput.single(field, phrases.NOT_OF_THIS_CITY)
    return value
