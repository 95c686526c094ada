"""What the room does by itself after a fact."""

from datetime import datetime

from minga.ground.worker import on
from minga.participation.conversations import reactions as conversations
from minga.participation.models import Workshop
from minga.participation.privacy import RETENTION
from minga.participation.workshops import actions
from minga.participation.workshops.events import WorkshopClosed

__all__ = ["conversations", "forget_names"]


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
