"""Is this installation safe to take reports? The checks, each with what to do about it.

They speak the language of the keeper's terminal: Spanish or English.
"""

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from minga.ground import heartbeat, sandbox, voice, worker
from minga.ground.clock import now
from minga.territory.models import City
from minga.web import schema_check

SAFE_SQLITE = (3, 51, 3)
SLOW_FSYNC_MS = 20.0
MIN_FREE = 0.15
SHORTEST_SECRET = 32
MAX_SHOWN = 12


class Finding(NamedTuple):
    """One check: `grave` findings make the install unsafe for reports."""

    name: str
    fine: bool
    grave: bool
    detail: str


def examine() -> list[Finding]:
    """Every check, in the order in which a keeper would mend things."""
    checks: tuple[Callable[[], Finding], ...] = (
        _secret,
        _engine,
        _schema,
        _durability,
        _fsync,
        _disk,
        _demo,
        _proxy,
        _errands,
        _names,
        _files,
    )
    with translation.override(keepers_language()):
        return [check() for check in checks]


def refusals() -> list[str]:
    """Why this install must not even start."""
    with translation.override(keepers_language()):
        return [finding.detail for finding in (_secret(), _durability()) if not finding.fine]


def keepers_language() -> str:
    """Spanish where the terminal's locale says so (LC_ALL, LC_MESSAGES, LANG), else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "es" if next(filter(None, names), "").lower().startswith("es") else "en"


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        return tuple(int(part) for part in cursor.fetchone()[0].split("."))


def sqlite_is_safe() -> bool:
    """False for versions whose WAL-reset race can corrupt a database with two processes."""
    return sqlite_version() >= SAFE_SQLITE


def _secret() -> Finding:
    secret = settings.SECRET_KEY
    weak = len(secret) < SHORTEST_SECRET or secret.lower().startswith(settings.KNOWN_SECRETS)
    detail = gettext("the installation's secret is its own")
    if weak:
        detail = gettext("MINGA_SECRET is a known or short one: use %(many)d random characters")
        detail %= {"many": SHORTEST_SECRET}
    return Finding("secret", not weak, True, detail)


def _engine() -> Finding:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        return Finding("engine", True, True, f"PostgreSQL {version}")
    version = ".".join(map(str, sqlite_version()))
    if sqlite_is_safe():
        return Finding("engine", True, True, f"SQLite {version}")
    detail = gettext("SQLite %(version)s is older than 3.51.3: one web process only, or PostgreSQL")
    return Finding("engine", False, False, detail % {"version": version})


def _schema() -> Finding:
    """Are all tables, columns, rules and indexes there that the models need?"""
    faults = [str(fault.words) for fault in schema_check.faults()]
    detail = gettext("the tables are as this version needs them")
    if faults:
        detail = gettext("the tables are not as this version needs them: %(faults)s")
        detail %= {"faults": "; ".join(faults)}
    return Finding("schema", not faults, True, detail)


def _durability() -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            fsync, commit = cursor.fetchone()
            fine = fsync == "on" and commit != "off"
            return Finding("durability", fine, True, f"fsync={fsync}, synchronous_commit={commit}")
        cursor.execute("PRAGMA synchronous")
        level = int(cursor.fetchone()[0])
    detail = gettext("synchronous=FULL: an acknowledged report survives a power cut")
    if level < 2:
        detail = gettext("synchronous is below FULL: a power cut would lose acknowledged reports")
    return Finding("durability", level >= 2, True, detail)


def _fsync() -> Finding:
    best = min(_one_fsync() for _ in range(20))
    fine = best < SLOW_FSYNC_MS
    detail = gettext("the disk keeps a write in %(ms).2f ms, about %(many)d a second")
    detail %= {"ms": best, "many": 1000 / max(best, 0.01)}
    return Finding("fsync", fine, False, detail)


def _one_fsync() -> float:
    with tempfile.TemporaryFile(dir=settings.MINGA_DATA) as file:
        file.write(b"x" * 4096)
        file.flush()
        started = time.perf_counter()
        os.fsync(file.fileno())
        return (time.perf_counter() - started) * 1000


def _disk() -> Finding:
    usage = shutil.disk_usage(settings.MINGA_DATA)
    free = usage.free / usage.total
    detail = gettext("%(size).1f GB free (%(share)d %%) in %(folder)s") % {
        "size": usage.free / 1e9,
        "share": 100 * free,
        "folder": Path(settings.MINGA_DATA),
    }
    return Finding("disk", free >= MIN_FREE or usage.free > 20e9, usage.free < 200e6, detail)


def _demo() -> Finding:
    if City.objects.filter(is_demo=True).exists():
        detail = gettext("demonstration city: served on loopback only")
        return Finding("demo", True, False, detail)
    return Finding("demo", True, False, gettext("no demonstration city"))


def _proxy() -> Finding:
    fine = settings.IS_HTTPS or (settings.SITE.hostname or "") in ("127.0.0.1", "localhost", "::1")
    detail = gettext("public address %(url)s")
    if not fine:
        detail = gettext("public address %(url)s: phones need https for position and app")
    return Finding("https", fine, False, detail % {"url": settings.MINGA_BASE_URL})


def _errands() -> Finding:
    lost = worker.given_up(at=now())
    alive = heartbeat.is_alive("worker", at=now())
    detail = gettext("the worker is not running; errands given up: %(lost)d")
    if alive:
        detail = gettext("the worker is running; errands given up: %(lost)d")
    return Finding("worker", not lost, False, detail % {"lost": lost.total()} + _counted(lost))


def _names() -> Finding:
    """Does this version know the name of every errand that waits, and of its fact?"""
    unknown = worker.unknown()
    detail = gettext("errands of names that this version does not know, kept: %(many)d")
    detail %= {"many": unknown.total()}
    return Finding("names", not unknown, False, detail + _counted(unknown))


def _counted(names: Counter[str]) -> str:
    names_ = ", ".join(f"{name} × {many}" for name, many in names.most_common(MAX_SHOWN))
    return f": {names_}" if names_ else ""


def _files() -> Finding:
    """Are photos and voice notes read apart? Tried out on a file that is none."""
    if not sandbox.is_apart():
        detail = gettext("photos are read inside the server, for this system cannot fork")
        return Finding("files", False, False, detail)
    try:
        voice.inspect_voice(b"not a voice note")
    except voice.MediaRefused as refusal:
        if refusal.is_passing:
            detail = gettext("no process can be made to read a photo in: none will be taken")
            return Finding("files", False, True, detail)
    detail = gettext("each photo is read in a process of its own, and shut in")
    return Finding("files", True, False, detail)
