"""Files are read apart in a running server too: a killed template is replaced, none is left."""

import os
import signal
import subprocess
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from minga.ground import sandbox
from tests.faults.town import town
from tests.ground import media_bombs, media_corpus, voice_notes
from tests.running import Running

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.is_apart(), reason="this system has no fork"),
]


def templates(running: Running) -> list[int]:
    """Process ids of the templates of the server's processes."""
    found = []
    for kind in ("web", "work"):
        for child in running.children(kind):
            told = subprocess.run(
                ["ps", "-o", "pid=,args=", "--ppid", str(child)],
                capture_output=True,
                text=True,
                check=False,
            ).stdout
            found += [
                int(line.split()[0]) for line in told.splitlines() if "minga.ground.sandbox" in line
            ]
    return found


def sent(running: Running, told: dict[str, Any], kind: str, data: bytes) -> httpx.Response:
    return httpx.post(
        f"{running.url}/api/v1/reports/{told['receipt']}/{kind}",
        files={"photo" if kind == "photos" else "voice": ("file", data)},
        headers={"Authorization": f"Bearer {told['token']}", "Accept-Language": "en"},
        timeout=60,
    )


def test_killed_template_costs_no_photo_and_none_outlives_the_server(tmp_path: Path) -> None:
    photos = [media_corpus.PHOTOS[name]() for name in ("jpeg-grey", "png-palette", "jpeg-cmyk")]
    with town(tmp_path, workers=1) as running:
        told = running.file(uuid.uuid4().hex).json()
        assert templates(running) == []  # the first file starts one
        assert sent(running, told, "photos", photos[0]).status_code == 201
        [first] = templates(running)
        os.kill(first, signal.SIGKILL)
        assert sent(running, told, "photos", photos[1]).status_code == 201
        [second] = templates(running)
        assert second != first
        refused = sent(running, told, "photos", media_bombs.gif_bomb())
        assert (refused.status_code, set(refused.json())) == (400, {"errors"})
        assert sent(running, told, "voice", voice_notes.ogg(3)).status_code == 201
        assert sent(running, told, "photos", photos[2]).status_code == 201
        assert templates(running) == [second]
    deadline = time.monotonic() + 10
    while _lives(second):
        assert time.monotonic() < deadline, "the template outlived its server"
        time.sleep(0.05)


def _lives(process: int) -> bool:
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()[:1] not in ("", "Z")
