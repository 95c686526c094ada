"""What the room does by itself after a fact."""

from datetime import datetime

from minga.ground.worker import on, periodic
from minga.participation.conversations import reactions as conversations
from minga.participation.models import Workshop
from minga.participation.privacy import RETENTION
from minga.participation.workshops import actions
from minga.participation.workshops.actions.papers import forget_papers
from minga.participation.workshops.events import WorkshopClosed
from minga.participation.workshops.paper_writer import write_next

__all__ = ["conversations", "forget_names", "write_papers"]


@on(
    WorkshopClosed,
    name="participation.forget_names",
    formerly=("minga.participation.reactions.forget_names",),
    after=RETENTION,
)
def forget_names(fact: WorkshopClosed, at: datetime) -> None:
    """Erase the names of who took part, a year after the workshop was closed and stayed closed."""
    workshop = Workshop.objects.filter(pk=fact.workshop_id).first()
    if workshop is None or workshop.is_open or workshop.closed_at is None:
        return
    # Closed again later: that closing has an errand of its own.
    if workshop.closed_at + RETENTION <= at:
        actions.forget_names(workshop=workshop, at=at)


@periodic
def write_papers(at: datetime) -> None:
    """Write the long papers that somebody waits for, and delete those whose time is over."""
    forget_papers(at=at)
    while write_next(at=at):
        continue
