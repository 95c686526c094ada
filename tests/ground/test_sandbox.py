"""A file has its process to itself, and that process has nothing but the file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from minga.ground import media, sandbox, voice
from minga.ground.sandbox import SandboxBusy, SandboxFailed
from tests.ground import media_corpus as corpus
from tests.ground import voice_notes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.is_apart(), reason="this system has no fork"),
]
ENTRY = "from tests.ground.sandbox_jobs import main; main()"


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A template whose jobs do what a hostile file would want; less time is given to them."""
    monkeypatch.setattr(sandbox, "_ENTRY", ENTRY)
    template = sandbox._Template()
    monkeypatch.setattr(sandbox, "_template", template)
    yield template
    template.end()


def echoed(data: bytes = b"hello") -> dict[str, Any]:
    told, given = sandbox.run("echo", {}, data)
    assert given == data
    return told


def test_each_file_has_a_process_of_its_own(taken_over: Any) -> None:
    first, second = echoed(), echoed(b"\n{}\n" * 9)
    assert first["pid"] != second["pid"]
    assert first["template"] == second["template"] == taken_over.pid
    assert os.getpid() not in (first["pid"], first["template"])
    assert echoed(bytes(7 * 2**20))["bytes"] == 7 * 2**20


@pytest.mark.parametrize(
    "job", ["crash", "bomb", "spin", "sleep", "flood", "tell_much", "leave", "no such job"]
)
def test_process_that_ends_badly_is_the_files_fault_and_the_server_lives_on(
    taken_over: Any, job: str
) -> None:
    before = echoed()["template"]
    with pytest.raises(SandboxFailed):
        sandbox.run(job, {}, b"x")
    assert echoed()["template"] == before


def test_process_opens_nothing_and_knows_nothing(
    taken_over: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGA_SECRET", "s" * 40)
    told, _ = sandbox.run("reach_out", {"path": str(tmp_path / "out")}, b"")
    assert told["opened"] == []
    assert told["held"] == 1  # the socket by which the file came
    assert not [name for name in told["settings"] if name.startswith(("MINGA", "DJANGO"))]
    assert list(tmp_path.glob("out")) == []


def test_template_that_was_killed_is_replaced(taken_over: Any) -> None:
    gone = echoed()["template"]
    os.kill(gone, signal.SIGKILL)
    assert echoed()["template"] != gone
    with pytest.raises(SandboxBusy):  # twice over: the sender may try again, and others go on
        sandbox.run("kill_the_template", {}, b"")
    echoed()


def test_template_that_cannot_start_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_ENTRY", "raise SystemExit(3)")
    monkeypatch.setattr(sandbox, "_template", sandbox._Template())
    with pytest.raises(media.MediaRefused) as refused:
        media.ingest_photo(BytesIO(corpus.PHOTOS["jpeg-grey"]()))
    assert refused.value.is_passing


def test_template_ends_with_its_server(tmp_path: Path) -> None:
    """Killed without a word, as by the kernel: nobody is left behind."""
    code = (
        "import os\nfrom minga.ground import sandbox, voice\n"
        "try:\n    voice.inspect_voice(b'OggS')\nexcept voice.MediaRefused:\n    pass\n"
        "print(sandbox._template.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    template = int(run.stdout)
    deadline = time.monotonic() + 10
    while _runs(template):
        assert time.monotonic() < deadline, "the template lives on"
        time.sleep(0.02)


def _runs(process: int) -> bool:
    """Whether it is there and not merely waiting to be buried."""
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() not in ("", "Z")


# ------------------------------------------------------------------ the doors


@pytest.mark.parametrize("job", ["crash", "bomb", "spin", "leave", "flood"])
def test_photo_or_voice_that_breaks_its_process_is_refused_as_damaged(
    taken_over: Any, job: str
) -> None:
    with pytest.raises(media.MediaRefused, match="damaged"):
        media.ingest_photo(BytesIO(job.encode() + b":"))
    with pytest.raises(voice.MediaRefused, match="not a voice note"):
        voice.inspect_voice(job.encode() + b":")


def lied(told: str, given: bytes) -> bytes:
    return b"lie:" + told.encode() + b":" + given


def test_what_comes_back_is_looked_at_again(taken_over: Any) -> None:
    """A file that rules its process can have it say anything, and gains nothing by it."""
    photo = corpus.saved(corpus.scene(), "JPEG")
    exif = corpus.PHOTOS["jpeg-orientation-6"]()
    large = corpus.saved(corpus.scene(size=(1700, 20)), "JPEG")
    bare = media._photo({"bytes": len(photo)}, photo + photo)  # what an honest process says
    assert bare.data == photo
    for told, given in (
        (str(len(photo) + 5), photo + b"<scr>" + photo),
        (str(len(exif)), exif + photo),
        (str(len(photo)), photo + exif),
        (str(len(large)), large + photo),
        (str(len(photo)), photo),
        ("0", photo),
        ("-5", photo),
        ("9", b"<svg>xxxx<html>"),
    ):
        with pytest.raises(media.MediaRefused, match="damaged"):
            media.ingest_photo(BytesIO(lied(told, given)))
    with pytest.raises(voice.MediaRefused, match="not a voice note"):
        voice.inspect_voice(lied("1", b""))


def test_where_no_process_can_be_forked_the_doors_work_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "is_apart", lambda: False)
    monkeypatch.setattr(sandbox, "_template", None)
    photo = media.ingest_photo(BytesIO(corpus.PHOTOS["jpeg-grey"]()))
    assert (photo.width, photo.height) == (120, 80)
    assert voice.inspect_voice(voice_notes.ogg(3)).content_type == "audio/ogg"
    with pytest.raises(media.MediaRefused, match="damaged"):
        media.ingest_photo(BytesIO(b"\xff\xd8\xff\xe0"))
