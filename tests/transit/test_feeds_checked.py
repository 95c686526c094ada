"""The second opinion on feeds."""

from datetime import date
from pathlib import Path

import pytest

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.feeds.importing import validation
from minga.transit.feeds.importing.validation import validator_report
from tests.transit.worlds import brought, crossing, written

pytestmark = pytest.mark.slow
DAY = date(2026, 10, 14)


def test_validator_finds_nothing_wrong_with_the_drawn_feed(drawn_feed: Path) -> None:
    report = validator_report(drawn_feed, DAY)
    assert report["errors"] == 0
    assert {notice["severity"] for notice in report["notices"]} <= {"warning", "info"}


def test_validator_names_rows(tmp_path: Path) -> None:
    tables = crossing()
    for row in tables["trips"][:7]:
        row["shape_id"] = "nowhere"
    report = validator_report(written(tmp_path / "odd.zip", tables), DAY)
    wrong = report["notices"][0]
    assert (wrong["code"], wrong["severity"]) == ("foreign_key_violation", "error")
    assert (wrong["file"], wrong["field"]) == ("trips.txt", "shape_id")
    assert wrong["many"] == report["errors"] == 7
    assert wrong["rows"] == [2, 3, 4, 5, 6]


def test_validator_that_fails_is_silent(tmp_path: Path) -> None:
    assert validator_report(tmp_path / "none.zip", DAY) == {}


def test_validator_that_does_not_end_is_silent(
    drawn_feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "PATIENCE_S", 0.001)
    assert validator_report(drawn_feed, DAY) == {}


def test_opinion_stands_beside_the_version(city: City, drawn_feed: Path) -> None:
    version = brought(city, drawn_feed, at=now(), second_opinion=True).version
    version.refresh_from_db()
    assert version.checked["errors"] == 0
    assert version.notices == []
