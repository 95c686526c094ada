"""The worker's part in uploads: it starts a reader for each, a process of its own.

Reading a large feed takes half a minute and hundreds of megabytes. Meanwhile the worker has
errands to do, and afterwards it should not keep the memory. A reader that fails says why on the
worker's error output, and what it read is read once more at once, then refused.
"""

import logging
import sys
from datetime import datetime
from subprocess import DEVNULL, Popen

from minga.transit.feeds.actions.uploads import claim_upload, release_upload
from minga.transit.models import Upload
from minga.transit.rules import UploadState

MAX_AT_ONCE = 1
_readers: list[tuple[Popen[bytes], int]] = []
"""The processes at work, and the upload that each reads."""
log = logging.getLogger("minga.transit")


def start_readers(at: datetime) -> int:
    """Start `minga transit read` for what waits; how many were started."""
    _readers[:] = [
        (reader, upload) for reader, upload in _readers if not _has_ended(reader, upload)
    ]
    started = 0
    for upload in Upload.objects.filter(state=UploadState.WAITING.value).order_by("pk"):
        if len(_readers) >= MAX_AT_ONCE:
            break
        if claim_upload(upload=upload, at=at):
            command = [sys.executable, "-m", "minga", "transit", "read", str(upload.pk)]
            _readers.append((Popen(command, stdin=DEVNULL, stdout=DEVNULL), upload.pk))
            started += 1
    return started


def _has_ended(reader: Popen[bytes], upload: int) -> bool:
    ended = reader.poll()
    if ended:
        log.error("the reader of upload %d ended with %d", upload, ended)
        release_upload(number=upload)
    return ended is not None
