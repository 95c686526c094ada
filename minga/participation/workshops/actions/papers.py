"""Ask for a long paper; the worker claims it, tells how far it is, and keeps what it wrote."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from minga.ground.access import refuse_unless
from minga.ground.work import action
from minga.participation.models import Paper, Workshop
from minga.participation.workshops.rules import Actor, PaperState, may_facilitate

KEPT = timedelta(hours=1)
LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 3


@action
def ask_for_paper(*, workshop: Workshop, language: str, actor: Actor, at: datetime) -> Paper:
    """Have the minutes written, once for the same state of the workshop. Raises Refused.

    One that is being written goes on.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    Workshop.objects.select_for_update().get(pk=workshop.pk)  # two who ask at once share one
    paper = Paper.objects.filter(workshop=workshop, language=language).first()
    if paper is not None and _serves(paper, workshop, at):
        return paper
    Paper.objects.filter(workshop=workshop, language=language).delete()
    return Paper.objects.create(
        workshop=workshop, language=language, revision=workshop.revision, asked_at=at
    )


def _serves(paper: Paper, workshop: Workshop, at: datetime) -> bool:
    """Whether it says what the workshop says now, and is there or on its way."""
    is_fresh = paper.revision == workshop.revision and paper.asked_at > at - KEPT
    return is_fresh and paper.state != PaperState.FAILED


@action
def claim_paper(*, at: datetime) -> Paper | None:
    """Take the one that waits longest, for so long as a lease lasts; None when none waits."""
    waiting = Q(state=PaperState.ASKED) | Q(state=PaperState.WRITING, lease_until__lt=at)
    paper = Paper.objects.filter(waiting).order_by("asked_at", "pk").first()
    if paper is None:
        return None
    if paper.attempts >= MAX_ATTEMPTS:
        Paper.objects.filter(pk=paper.pk).update(state=PaperState.FAILED)
        return None
    changed = Paper.objects.filter(waiting, pk=paper.pk).update(
        state=PaperState.WRITING, lease_until=at + LEASE, attempts=F("attempts") + 1, done=0
    )
    # Counting rows decides the race: another worker got it first when none changed.
    return paper if changed else None


@action
def tell_progress(*, paper: Paper, done: int, parts: int, at: datetime) -> None:
    """Say how many rows of a paper are written; the lease begins anew."""
    rows = Paper.objects.filter(pk=paper.pk, state=PaperState.WRITING)
    rows.update(done=done, parts=parts, lease_until=at + LEASE)


@action
def keep_paper(*, paper: Paper, data: bytes) -> None:
    """Keep what was written, if somebody still waits for this one."""
    rows = Paper.objects.filter(pk=paper.pk, state=PaperState.WRITING)
    rows.update(state=PaperState.READY, file=data, lease_until=None, done=F("parts"))


@action
def put_paper_back(*, paper: Paper) -> None:
    """Let it be tried again, or give it up after MAX_ATTEMPTS."""
    rows = Paper.objects.filter(pk=paper.pk, state=PaperState.WRITING)
    rows.filter(attempts__gte=MAX_ATTEMPTS).update(state=PaperState.FAILED, lease_until=None)
    rows.filter(attempts__lt=MAX_ATTEMPTS).update(state=PaperState.ASKED, lease_until=None)


@action
def forget_papers(*, at: datetime) -> None:
    """Delete the papers whose time is over: they hold names, and can be written again."""
    Paper.objects.filter(asked_at__lt=at - KEPT).exclude(
        state=PaperState.WRITING, lease_until__gte=at
    ).delete()
