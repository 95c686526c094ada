"""The worker's part in uploads: it starts a reader for each, a process of its own.

Reading a large feed takes half a minute and hundreds of megabytes. Meanwhile the worker has
errands to do, and afterwards it should not keep the memory.
"""

import sys
from datetime import datetime
from subprocess import DEVNULL, Popen

from minga.transit.feeds.actions.uploads import claim_upload
from minga.transit.models import Upload
from minga.transit.rules import UploadState

MAX_AT_ONCE = 1
_readers: list[Popen[bytes]] = []


def start_readers(at: datetime) -> int:
    """Start `minga transit read` for what waits; how many were started."""
    _readers[:] = [reader for reader in _readers if reader.poll() is None]
    started = 0
    for upload in Upload.objects.filter(state=UploadState.WAITING.value).order_by("pk"):
        if len(_readers) >= MAX_AT_ONCE:
            break
        if claim_upload(upload=upload, at=at):
            command = [sys.executable, "-m", "minga", "transit", "read", str(upload.pk)]
            _readers.append(Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL))
            started += 1
    return started
