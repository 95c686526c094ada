"""A database of an earlier version becomes one of this version: nothing in it is lost."""

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.town import TEST_POSTGRES, fresh_database
from tests.prepared import CHECKOUT

FOLDER = Path(__file__).with_name("stages")
STAGES = sorted(path.name.partition(".")[0] for path in FOLDER.glob("*.files.json"))
MOST_BYTES = 1_000_000
RECORDED = tomllib.loads((CHECKOUT / "tests" / "house" / "persisted.toml").read_text("utf-8"))


def laid(stage: str, data: Path) -> None:
    """Put the files of a stage into a data folder."""
    for name, content in json.loads((FOLDER / f"{stage}.files.json").read_text("utf-8")).items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


def run(data: Path, url: str, *words: str) -> str:
    """Run a module of this version on the data folder; its output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGA_")}
    env = {**kept, "MINGA_DATA": str(data), "MINGA_DATABASE_URL": url, "LC_ALL": "en_GB.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-m", *words],
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def upgraded(data: Path, url: str) -> dict[str, Any]:
    """Bring the folder up to this version, ask its pages, do its errands."""
    run(data, url, "minga", "prepare", "--no-demo")
    told: dict[str, Any] = json.loads(run(data, url, "tests.upgrade.walk").splitlines()[-1])
    return told


def expect_all_well(told: dict[str, Any]) -> None:
    """Tables whole, every page 200, every errand done."""
    assert told["schema"] == []
    assert told["unknown"] == {}
    assert len(told["pages"]) > 60
    assert {path: status for path, status in told["pages"].items() if status != 200} == {}
    assert told["waiting"] > 100
    assert told["done"] >= told["waiting"]
    assert (told["left"], told["troubles"], told["given_up"]) == (0, [], {})
    assert set(told["kept words"].values()) == {0}, told["kept words"]


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize("stage", STAGES)
def test_an_earlier_version_is_upgraded_on_sqlite(stage: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "minga.sqlite3")) as database:
        database.executescript((FOLDER / f"{stage}.sqlite.sql").read_text("utf-8"))
    laid(stage, tmp_path)
    expect_all_well(upgraded(tmp_path, ""))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("stage", STAGES)
def test_an_earlier_version_is_upgraded_on_postgres(stage: str, tmp_path: Path) -> None:
    with fresh_database(TEST_POSTGRES, like="template0") as url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute((FOLDER / f"{stage}.postgresql.sql").read_text("utf-8").encode())
        laid(stage, tmp_path)
        expect_all_well(upgraded(tmp_path, url))


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_small_and_holds_every_table_fact_and_reaction(stage: str) -> None:
    told = (FOLDER / f"{stage}.sqlite.sql").read_text("utf-8")
    for path in FOLDER.glob(f"{stage}.*"):
        assert path.stat().st_size < MOST_BYTES, path.name
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(told)
        events = {name for (name,) in database.execute("SELECT DISTINCT name FROM ground_event")}
        waiting = {
            name for (name,) in database.execute("SELECT DISTINCT reaction FROM ground_errand")
        }
    assert events <= set(RECORDED["facts"])
    assert waiting <= set(RECORDED["reactions"]["names"])
    tables = set(re.findall(r'^CREATE TABLE "(\w+)"', told, re.MULTILINE))
    filled = set(re.findall(r'^INSERT INTO "(\w+)"', told, re.MULTILINE))
    assert tables - filled <= {"auth_group", "auth_group_permissions", "django_session"}


def test_the_first_stage_holds_every_name_of_its_time() -> None:
    told = (FOLDER / f"{STAGES[0]}.sqlite.sql").read_text("utf-8")
    old = [name for name in RECORDED["reactions"]["names"] if name.startswith("minga.")]
    assert len(old) == 6
    assert [name for name in old if f"'{name}'" not in told] == []
    assert len([name for name in RECORDED["facts"] if f"'{name}'" in told]) >= 88
