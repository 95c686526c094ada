"""R2: a power cut loses no receipt, and an engine that could lose one is refused."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from minga.web import doctor
from tests.faults.power import NoLoopMounts, cut_the_power


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_power_cut_loses_no_receipt(tmp_path: Path) -> None:
    try:
        cut = cut_the_power(tmp_path, for_s=3)
    except NoLoopMounts as reason:
        pytest.skip(f"power cut: {reason}")
    assert len(cut.promised) >= 20
    assert cut.integrity == "ok"
    assert cut.lost == set()


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("level", "refused"), [("OFF", True), ("NORMAL", True), ("FULL", False)])
def test_an_engine_that_forgets_at_a_power_cut_is_refused(level: str, refused: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
        try:
            assert any("synchronous" in refusal for refusal in doctor.refusals()) is refused
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


class _Answers:
    """A PostgreSQL that answers what it is set to."""

    vendor = "postgresql"

    def __init__(self, *row: str) -> None:
        self._row = row

    def cursor(self) -> "_Answers":
        return self

    def __enter__(self) -> "_Answers":
        return self

    def __exit__(self, *trouble: object) -> None:
        return

    def execute(self, query: str) -> None:
        """Nothing to do."""

    def fetchone(self) -> tuple[str, ...]:
        """The setting."""
        return self._row


@pytest.mark.parametrize(
    ("fsync", "commit", "refused"),
    [("on", "on", False), ("off", "on", True), ("on", "off", True), ("on", "remote_apply", False)],
)
def test_a_postgres_that_forgets_at_a_power_cut_is_refused(
    monkeypatch: Any, fsync: str, commit: str, refused: bool
) -> None:
    monkeypatch.setattr(doctor, "connection", _Answers(fsync, commit))
    assert any("fsync" in refusal for refusal in doctor.refusals()) is refused
