"""File a report, once; and say that it is not fixed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError

from minga.ground.errors import KeyReused
from minga.ground.fast_insert import insert
from minga.ground.geo import cell_of
from minga.ground.secrets import digest, new_receipt
from minga.ground.work import action, record, unit_of_work
from minga.people.models import Person
from minga.reports.actions._history import lock, transition
from minga.reports.events import ReportFiled
from minga.reports.models import Category, Entry, Report, Source
from minga.reports.queries import report_of_key, similar_to
from minga.reports.rules import MAX_REASON_LENGTH, State
from minga.territory.atlas import Answer, atlas_of
from minga.territory.authority import organisation_acting
from minga.territory.models import City

MAX_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What somebody tells, already read and found good at the edge. Degrees in WGS84."""

    category: str
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    address: str = ""
    area: str | None = None
    text: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """The same for the same words, however the client wrote its JSON."""
        plain = json.dumps(vars(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


class Filed(NamedTuple):
    """The report, and whether this key had filed it before."""

    report: Report
    again: bool


def file_report(
    *,
    city: City,
    category: Category,
    filing: Filing,
    key: str,
    source: str,
    at: datetime,
    by: Person | None = None,
    simulated: bool = False,
    admit: Callable[[], None] = lambda: None,
) -> Filed:
    """Store a report with its answering body, and record `report.filed`. Once per key.

    `key` is the client's Idempotency-Key. Twenty threads with one key make one row: the unique
    column decides, the others find the winner. `admit` is asked before a new report is stored
    and may refuse it by raising; a retry of a stored one is always answered. Raises KeyReused
    when the content differs.
    """
    for attempt in range(1, MAX_TRIES + 1):
        filed = filed_before(key=key, filing=filing)
        if filed is not None:
            return Filed(filed, again=True)
        try:
            if attempt == 1:
                admit()
            answer = _answer(city, filing)
            report = _new_report(city, category, filing, answer, key, source, at)
            report.filed_by, report.simulated = by, simulated
            return Filed(_store(report, answer, at=at, by=by), again=False)
        except IntegrityError:
            # The key's other thread won, or two receipts clashed; look again, then once more.
            if attempt == MAX_TRIES:
                raise
    raise AssertionError("unreachable")


def filed_before(*, key: str, filing: Filing) -> Report | None:
    """The report this key has filed. Raises KeyReused when its content was another."""
    report = report_of_key(digest(key))
    if report is not None and report.intake_digest != filing.digest():
        raise KeyReused(key)
    return report


def _answer(city: City, filing: Filing) -> Answer:
    return atlas_of(city).who_answers(
        category=filing.category, lat=filing.lat, lon=filing.lon, area_code=filing.area
    )


def _new_report(
    city: City,
    category: Category,
    filing: Filing,
    answer: Answer,
    key: str,
    source: str,
    at: datetime,
) -> Report:
    cell = None
    similar: list[dict[str, Any]] = []
    if filing.lat is not None and filing.lon is not None:
        cell = cell_of(filing.lat, filing.lon)
        if source != Source.IMPORT:  # a hint to whoever is reporting; nobody waits behind a file
            similar = similar_to(
                category=category,
                lat=filing.lat,
                lon=filing.lon,
                accuracy_m=filing.accuracy_m,
                at=at,
            )
    return Report(
        city=city,
        receipt=new_receipt(),
        category=category,
        lat=filing.lat,
        lon=filing.lon,
        cell=cell,
        accuracy_m=filing.accuracy_m,
        address=filing.address,
        area_id=answer.area.id if answer.area else None,
        body_id=answer.body.id,
        why=answer.why.as_data(),
        filed_answer=_as_answered(answer, similar),
        text=filing.text,
        contact=filing.contact,
        attributes=filing.attributes,
        source=source,
        filed_at=at,
        changed_at=at,
        intake_key=digest(key),
        intake_digest=filing.digest(),
    )


def _as_answered(answer: Answer, similar: list[dict[str, Any]]) -> dict[str, Any]:
    """What the client was told, kept so that a retry hears the same words."""
    return {
        "body": answer.body.code,
        "name": answer.body.name,
        "why": answer.why.as_data(),
        "similar": similar,
        "area": answer.area.code if answer.area else None,
    }


@action
def _store(report: Report, answer: Answer, *, at: datetime, by: Person | None) -> Report:
    insert(report)
    # An official who files as a neighbour is one; only a call is taken in office.
    taker = by if report.source == Source.CALL else None
    received = Entry(
        report=report,
        kind=Entry.Kind.STATE.value,
        state=State.RECEIVED.value,
        at=at,
        body_id=report.body_id,
        organisation_id=organisation_acting(taker, city_id=report.city_id, body_id=report.body_id),
        by=by,
    )
    insert(received)
    # Codes come from the atlas in memory: `tell` would read area and body from the database.
    filed = ReportFiled(
        city_id=report.city_id,
        city=report.city.slug,
        report_id=report.pk,
        report=report.receipt,
        category=report.category.code,
        state=report.state,
        area=answer.area.code if answer.area else None,
        body=answer.body.code,
        lat=report.lat,
        lon=report.lon,
        source=report.source,
        urgent=report.category.urgent,
    )
    record(filed, at=at, by=by)
    return report


def say_not_fixed(*, report: Report, text: str, at: datetime) -> Report:
    """The reporter says that it is not fixed; the report goes back to its owner.

    The edge has proven authorship. Raises MoveNotPossible when the report is open anyway.
    """
    with unit_of_work():
        row = lock(report)
        transition(
            row, "say_not_fixed", at=at, by=None, text=text[:MAX_REASON_LENGTH], from_reporter=True
        )
    return row
