"""What the room does by itself: ring again, and erase words a year after the end."""

from datetime import timedelta
from typing import Any

import pytest

from minga.ground import worker
from minga.ground.clock import now
from minga.ground.models import Errand
from minga.reports import actions
from minga.reports.models import Report
from minga.territory.models import City
from tests.cast import Cast
from tests.world import filed

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_words_go_a_year_after_the_last_closing_whatever_was_noted_since(
    city: City, cast: Cast
) -> None:
    at = now()
    report = filed(city, key="k", at=at, text="vivo en el 45", contact={"phone": "+56 9"})
    actions.resolve(report=report, text="Listo", at=at, by=cast.tito)
    actions.note(report=report, text="llamó de nuevo", at=at + timedelta(days=300), by=cast.tito)
    worker.run_due(at=at + YEAR - timedelta(minutes=1))
    assert Report.objects.get().text
    worker.run_due(at=at + YEAR)
    kept = Report.objects.get()
    assert (kept.text, kept.contact, kept.state) == ("", {}, "resolved")


def test_a_report_closed_again_keeps_its_words_a_year_from_then(city: City, cast: Cast) -> None:
    at, later = now(), now() + timedelta(days=100)
    report = filed(city, key="k", at=at, text="vivo en el 45")
    actions.resolve(report=report, at=at, by=cast.tito)
    actions.say_not_fixed(report=report, text="sigue igual", at=later)
    worker.run_due(at=at + YEAR)
    assert Report.objects.get().text
    actions.resolve(report=report, at=later, by=cast.tito)
    worker.run_due(at=at + YEAR)
    assert Report.objects.get().text
    worker.run_due(at=later + YEAR)
    assert Report.objects.get().text == ""
    assert not Report.objects.get().entries.exclude(text="").exists()


def test_an_urgent_report_nobody_has_seen_rings_again(city: City, cast: Cast, facts: Any) -> None:
    at = now()
    seen = filed(city, key="seen", at=at, category="accident")
    filed(city, key="unseen", at=at, category="accident")
    filed(city, key="calm", at=at, category="rubbish")
    actions.acknowledge(report=seen, at=at, by=cast.tito)
    # Two that must be seen; the confirmed accident also warns passengers.
    assert Errand.objects.count() == 3
    worker.run_due(at=at + timedelta(minutes=4))
    assert "report.overdue" not in facts.names
    worker.run_due(at=at + timedelta(minutes=5))
    assert facts.names.count("report.overdue") == 1
    assert Errand.objects.count() == 0
