"""Files that no row names are moved aside, then deleted; what any row names stays."""

import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from minga.ground import media_cleanup, media_store
from minga.ground.clock import now
from minga.reports import actions
from minga.territory.models import City
from tests.ground import media_corpus
from tests.running import CHECKOUT
from tests.world import filed

pytestmark = pytest.mark.django_db
DAY_S = 86_400


def aged(path: Path, days: float) -> Path:
    then = time.time() - days * DAY_S
    os.utime(path, (then, then))
    return path


def written(days: float) -> Path:
    return aged(media_store.path_of(media_store.keep(b"pixels", suffix=".jpg")), days)


def aside() -> list[str]:
    return sorted(path.name for path in media_store.folder().parent.glob("media-aside/*"))


def with_photo(city: City) -> Any:
    report = filed(city, key="k", at=now())
    photo = media_corpus.PHOTOS["jpeg-grey"]()
    return actions.add_photo(report=report, source=BytesIO(photo), at=now())


def test_file_without_a_row_is_moved_aside_then_deleted(city: City) -> None:
    orphan, fresh = written(2), written(0.5)
    assert media_cleanup.sweep() == (1, 0)
    assert (orphan.exists(), fresh.exists(), aside()) == (False, True, [orphan.name])
    assert media_cleanup.sweep() == (0, 0)
    aged(media_store.folder().parent / "media-aside" / orphan.name, 8)
    assert media_cleanup.sweep() == (0, 1)
    assert aside() == []


def test_files_that_rows_name_stay_however_old(city: City, cast: Any) -> None:
    kept = with_photo(city)
    actions.publish(report=kept.report, photos={kept.pk: []}, at=now(), by=cast.tito)
    kept.refresh_from_db()
    names = [kept.name, kept.published_name]
    for name in names:
        aged(media_store.path_of(name), 400)
    assert media_cleanup.sweep() == (0, 0)
    assert all(media_store.path_of(name).exists() for name in names)


def test_name_inside_a_json_column_counts(city: City) -> None:
    path = written(2)
    report = filed(city, key="j", at=now())
    type(report).objects.filter(pk=report.pk).update(attributes={"file": path.name})
    assert media_cleanup.sweep() == (0, 0)
    assert path.exists()


def test_what_is_not_ours_is_left_alone(city: City) -> None:
    strange = [media_store.folder() / "README.txt", media_store.folder() / "ab" / "note.jpg"]
    for path in strange:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        aged(path, 30)
    assert media_cleanup.sweep() == (0, 0)
    assert all(path.exists() for path in strange)


def test_no_folder_at_all_is_nothing_to_sweep(city: City) -> None:
    assert media_cleanup.sweep() == (0, 0)


KILLED = """
import os, signal
from io import BytesIO
from minga.ground import media_store
from minga.ground.clock import now
from minga.reports import actions
from minga.reports.actions import attaching
from minga.reports.models import Report
from tests.ground import media_corpus
real = media_store.keep
def keep_and_die(*args, **words):
    real(*args, **words)
    os.kill(os.getpid(), signal.SIGKILL)
photo = media_corpus.PHOTOS["jpeg-grey"]()
report = Report.objects.get()
media_store.keep = keep_and_die if {dies} else real
actions.add_photo(report=report, source=BytesIO(photo), at=now())
"""
FILED = """
from minga.ground.clock import now
from tests.world import filed, small_city
filed(small_city(at=now()), key="k", at=now())
"""


def _minga(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "MINGA_DATA": str(data)}
    env.pop("MINGA_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "minga", *words],
        env=env, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_photo_whose_row_was_lost_to_a_kill_is_swept(tmp_path: Path) -> None:
    run = ("shell", "--no-imports", "-c")
    told = _minga(tmp_path, "prepare", "--no-demo")
    assert told.returncode == 0, told.stderr
    told = _minga(tmp_path, *run, FILED)
    assert told.returncode == 0, told.stderr
    assert _minga(tmp_path, *run, KILLED.format(dies=True)).returncode == -signal.SIGKILL
    [orphan] = tmp_path.glob("media/*/*.jpg")
    told = _minga(tmp_path, *run, KILLED.format(dies=False))
    assert told.returncode == 0, told.stderr
    [kept] = set(tmp_path.glob("media/*/*.jpg")) - {orphan}
    for path in (orphan, kept):
        aged(path, 2)
    told = _minga(tmp_path, "doctor", "--sweep")
    assert "1 moved aside, 0 deleted" in told.stderr
    assert (orphan.exists(), kept.exists()) == (False, True)
    assert (tmp_path / "media-aside" / orphan.name).is_file()
