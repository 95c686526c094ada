"""Erase who took part; what was made together stays."""

from datetime import datetime

from minga.ground.access import refuse_unless
from minga.ground.work import action
from minga.participation.models import Seat, Workshop
from minga.participation.workshops.actions._writing import lock_workshop, record_fact, seat_of
from minga.participation.workshops.events import WorkshopForgotten
from minga.participation.workshops.rules import Actor
from minga.people.models import Person

NAMELESS = {"name": "", "organisation": ""}


@action
def forget_seat(*, workshop: Workshop, actor: Actor, at: datetime) -> Seat:
    """Erase name and organisation of one's own seat. Raises Refused."""
    refuse_unless(actor.workshop_id == workshop.pk and actor.seat_id is not None, "no seat")
    row = lock_workshop(workshop, while_open=False)
    seat = seat_of(row, actor.seat_id or 0)
    seat.name = seat.organisation = ""
    seat.revision = row.revision
    seat.save(update_fields=["name", "organisation", "revision"])
    row.invitations.filter(seat=seat).update(name="")
    row.papers.all().delete()
    return seat


@action
def forget_names(*, workshop: Workshop, at: datetime) -> None:
    """Erase every name and organisation, a year after the workshop was closed."""
    row = lock_workshop(workshop, while_open=False)
    row.seats.update(**NAMELESS)
    row.invitations.update(name="")
    row.papers.all().delete()
    record_fact(WorkshopForgotten, row, at=at)


@action
def unname_opener(*, person: Person) -> None:
    """No workshop names this person as who opened it."""
    Workshop.objects.filter(by=person).update(by=None)
