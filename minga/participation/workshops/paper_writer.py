"""How the worker writes a long paper: outside of any transaction, telling how far it is."""

import logging
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from minga.ground.clock import now
from minga.participation.models import Paper
from minga.participation.workshops import queries
from minga.participation.workshops.actions.papers import (
    claim_paper,
    keep_paper,
    put_paper_back,
    tell_progress,
)

PROGRESS_S = 1.0
"""So often at most a page hears how far it is."""

log = logging.getLogger("minga.worker")


def write_next(*, at: datetime) -> bool:
    """Write the paper that waits longest; False when none waits. One that fails is put back."""
    paper = claim_paper(at=at)
    if paper is None:
        return False
    try:
        zone = ZoneInfo(paper.workshop.city.timezone)
        with translation.override(paper.language), timezone.override(zone):
            keep_paper(paper=paper, data=_written(paper, at))
    except Exception as error:
        # The words of an error may hold somebody's own.
        log.error("paper %s failed: %s", paper.pk, type(error).__name__)
        put_paper_back(paper=paper)
    return True


def _written(paper: Paper, at: datetime) -> bytes:
    # Writers of papers take a second to load and 60 MB: only a process that is asked for one pays.
    from minga.participation.workshops.papers import minutes_pdf, rows_of

    minutes = queries.minutes_of(paper.workshop, with_names=True)
    parts = max(1, rows_of(minutes))
    heard_s = 0.0

    def progress(row: int) -> None:
        nonlocal heard_s
        if time.monotonic() - heard_s >= PROGRESS_S:
            heard_s = time.monotonic()
            tell_progress(paper=paper, done=min(row, parts), parts=parts, at=now())

    tell_progress(paper=paper, done=0, parts=parts, at=now())
    return minutes_pdf(minutes, language=paper.language, at=at, progress=progress)
