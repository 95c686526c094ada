"""What the tables lack is told by name: by the doctor in words, by the health check in codes."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from minga.ground import heartbeat
from minga.ground.clock import now
from minga.web import doctor, schema_check
from minga.web.hub import hub

pytestmark = pytest.mark.django_db

TABLES = ("transit_ridenotice", "participation_stance")
COLUMNS = (
    ("reports_attachment", "content_type"),
    ("people_person", "language"),
    ("programme_stake", "role"),
    ("transit_line", "colour"),
)


@pytest.fixture(autouse=True)
def _looked_for_anew() -> Iterator[None]:
    schema_check.faults_at_start.cache_clear()
    yield
    schema_check.faults_at_start.cache_clear()


@pytest.fixture
def run(db: None) -> Callable[[str], None]:
    """Run SQL; all of it is undone after the test."""

    def run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def codes() -> list[str]:
    return sorted(fault.code for fault in schema_check.faults())


def test_a_database_made_by_the_migrations_lacks_nothing(db: None) -> None:
    assert codes() == []


def test_missing_tables_and_columns_are_told_by_the_doctor_and_the_health_check(
    run: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat.beat("worker", at=now())
    monkeypatch.setattr(hub, "ready", True)
    for table in TABLES:
        run(f"DROP TABLE {table}")
    for table, column in COLUMNS:
        run(f"ALTER TABLE {table} DROP COLUMN {column}")
    missing = sorted(
        [*(f"table {table}" for table in TABLES), *(f"column {t}.{c}" for t, c in COLUMNS)]
    )
    assert codes() == missing
    answer = Client().get("/healthz")
    told = answer.json()
    assert (answer.status_code, told["status"], told["schema"]) == (503, "broken", False)
    assert sorted(told["faults"]) == missing
    names = {*TABLES, *(f"{table}.{column}" for table, column in COLUMNS)}
    for language, words in (("es", "falta la tabla"), ("en", "is missing")):
        with translation.override(language):
            finding = doctor._schema()
        assert (finding.name, finding.fine, finding.grave) == ("schema", False, True)
        assert words in finding.detail
        assert {name for name in names if name in finding.detail} == names


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("DROP INDEX errand_due", ["rule errand_due"]),
        ("ALTER TABLE people_person ADD COLUMN colour text", []),
        ("ALTER TABLE people_person ADD COLUMN colour text NOT NULL DEFAULT ''", []),
    ],
)
def test_an_index_is_missed_and_a_column_that_fills_itself_is_not(
    run: Callable[[str], None], sql: str, found: list[str]
) -> None:
    run(sql)
    assert codes() == found


def test_a_table_of_another_shape_is_told(run: Callable[[str], None]) -> None:
    time = "timestamp with time zone" if connection.vendor == "postgresql" else "datetime"
    run("DROP TABLE people_apitoken")
    run(f"""
        CREATE TABLE people_apitoken (
            id bigint PRIMARY KEY, digest varchar(64), label integer NOT NULL,
            made_at {time} NOT NULL, ended_at {time} NOT NULL,
            person_id bigint NOT NULL, colour text NOT NULL
        )
    """)
    assert codes() == [
        "empty people_apitoken.digest",
        "filled people_apitoken.ended_at",
        "pointer people_apitoken.person_id",
        "type people_apitoken.label",
        "unique people_apitoken.digest",
        "unknown people_apitoken.colour",
    ]


def test_a_rule_of_the_table_is_missed_by_name(run: Callable[[str], None]) -> None:
    run("DROP TABLE people_membership")
    run("""
        CREATE TABLE people_membership (
            id bigint PRIMARY KEY, role varchar(20) NOT NULL,
            person_id bigint NOT NULL REFERENCES people_person (id),
            organisation_id bigint NOT NULL REFERENCES people_organisation (id)
        )
    """)
    assert codes() == ["rule one_role_each", "rule role_is_known"]
