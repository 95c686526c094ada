"""`insert` writes what the ORM would write."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from minga.ground.clock import now
from minga.ground.fast_insert import insert
from minga.ground.models import Event
from minga.reports.models import Report
from minga.territory.models import City
from tests.world import filed

pytestmark = pytest.mark.django_db

WORDS = {"text": "¿Quién? «Rosa»", "contact": {"phone": "+56 9"}, "attributes": {"a": [1, None]}}


def _copy(report: Report, **changed: Any) -> Report:
    """The same columns as a new row."""
    fields = {field.attname: getattr(report, field.attname) for field in report._meta.fields}
    return Report(**{**fields, "id": None, "intake_key": "other", **changed})


def test_a_row_is_the_same_however_it_was_written(city: City) -> None:
    report = filed(city, key="k", at=now(), **WORDS)
    slow = _copy(report, receipt="AAA-AAA-AAA")
    slow.save(force_insert=True)
    quick = _copy(report, receipt="BBB-BBB-BBB", intake_key="third")
    insert(quick)
    assert quick.pk == slow.pk + 1
    assert not quick._state.adding
    read = [Report.objects.get(pk=one.pk) for one in (slow, quick)]
    told = [
        {**model_to_dict(one), "filed_at": one.filed_at, "changed_at": one.changed_at}
        for one in read
    ]
    for row in told:
        for own in ("id", "receipt", "intake_key"):
            del row[own]
    assert told[0] == told[1]
    assert read[1].attributes == {"a": [1, None]}


def test_a_row_that_is_there_is_refused_by_the_database(city: City) -> None:
    report = filed(city, key="k", at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(_copy(report, receipt=report.receipt))


def test_many_rows_need_one_statement_each(db: None) -> None:
    with CaptureQueriesContext(connection) as seen:
        for number in range(3):
            insert(Event(name="x.y", at=now(), subject=str(number), data={"n": number}))
    assert len(seen) == 3
    assert [event.data["n"] for event in Event.objects.order_by("id")] == [0, 1, 2]
