"""Prepared data folders and databases: made once in a run of the tests, copied by each server
that starts on an empty one. A migration takes seconds, a demonstration many; a copy takes neither.

MINGA_TEST_PREPARED names the folder that all workers of a run share (`tests/conftest.py` makes
it). Without it every server prepares its own, as in life.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parents[1]
DEMO_CITY, DEMO_ZONE = "gran-concepcion", ZoneInfo("America/Santiago")
PREPARED = "MINGA_TEST_PREPARED"
DATABASES = {"default": "minga.sqlite3", "counters": "counters.sqlite3"}


def lay(data: Path, *, demo: bool, env: Mapping[str, str]) -> None:
    """Fill a data folder that has no database yet: migrated, with the demonstration if wanted.

    Does nothing on PostgreSQL, on a folder in use, or outside a run of the tests.
    """
    shared = os.environ.get(PREPARED)
    if shared and not env.get("MINGA_DATABASE_URL") and not (data / DATABASES["default"]).exists():
        name = "demo" if demo else "empty"
        shutil.copytree(_prepared(Path(shared), name, env), data, dirs_exist_ok=True)


def lay_databases(places: Mapping[str, Path]) -> bool:
    """Copy empty, migrated databases (`{"default": …, "counters": …}`) for the tests' own use.

    False where that would cost more than it spares: in a run of one worker.
    """
    shared = os.environ.get(PREPARED)
    if not shared or "PYTEST_XDIST_WORKER" not in os.environ:
        return False
    folder = _prepared(Path(shared), "empty", os.environ)
    for alias, place in places.items():
        shutil.copyfile(folder / DATABASES[alias], place)
    return True


def template_on(server: str) -> str:
    """The name of an empty, migrated database on a PostgreSQL server; "" outside a run."""
    shared = os.environ.get(PREPARED)
    if not shared:
        return ""
    name = f"{Path(shared).name}_{sha256(server.encode()).hexdigest()[:8]}"
    told = Path(shared, f"{name}.url")
    with _alone(Path(shared), name):
        if not told.exists():
            with psycopg.connect(server, autocommit=True) as keeper:
                keeper.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            told.write_text(server)
            url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            place = Path(shared, name)
            place.mkdir()
            _minga(place, os.environ, "prepare", "--no-demo", MINGA_DATABASE_URL=url)
    return name


def forget(shared: Path) -> None:
    """Take the folder away, and the databases with it."""
    for told in shared.glob("*.url"):
        with psycopg.connect(told.read_text(), autocommit=True) as keeper:
            name = sql.Identifier(told.stem)
            keeper.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    shutil.rmtree(shared, ignore_errors=True)


@contextmanager
def _alone(shared: Path, name: str) -> Iterator[None]:
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepared(shared: Path, name: str, env: Mapping[str, str]) -> Path:
    """The folder to copy; the first who asks makes it, by the verb that keepers use."""
    done = shared / name
    with _alone(shared, name):
        if not done.exists():
            draft = shared / f"{name}.draft"
            if name == "demo":
                shutil.copytree(_prepared(shared, "empty", env), draft)
            draft.mkdir(exist_ok=True)
            _minga(draft, env, "prepare", *([] if name == "demo" else ["--no-demo"]))
            if name == "demo":
                _compile_days(draft, env)
            # An installation makes its own secret.
            (draft / "secret.key").unlink(missing_ok=True)
            draft.rename(done)
    return done


def _compile_days(draft: Path, env: Mapping[str, str]) -> None:
    """The days that the worker of every server would compile anew, in two processes of its own."""
    today = datetime.now(DEMO_ZONE).date()
    for day in (today, today + timedelta(days=1)):
        _minga(draft, env, "transit", "day", DEMO_CITY, day.isoformat())


def _minga(data: Path, env: Mapping[str, str], *words: str, **settings: str) -> None:
    usual = {word: told for word, told in env.items() if not word.startswith("MINGA_")}
    ran = subprocess.run(
        [sys.executable, "-m", "minga", *words],
        env={**usual, "MINGA_DATA": str(data), **settings},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise AssertionError(f"minga {' '.join(words)}: {ran.stderr[-2000:]}")
