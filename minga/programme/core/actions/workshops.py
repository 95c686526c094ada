"""Hold a workshop in a phase of the programme."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.work import action
from minga.participation.workshops.actions import Opened, open_workshop
from minga.people.models import Person
from minga.programme.access import WORKSHOP, Act
from minga.programme.core.actors import working_phase
from minga.programme.models import Phase, Programme, Session


@action
def hold_workshop(
    *,
    programme: Programme,
    at: datetime,
    by: Person | None,
    title: str = "",
    phase: Phase | None = None,
    boards: Sequence[str] = ("ideas",),
    dots: int = 3,
    simulated: bool = False,
) -> Opened:
    """Open a workshop and tie it to a phase: the one named, or the first that is open.

    Raises Refused, PhaseShut and BadInput. What its notes become is linked to it note by note.
    """
    place = working_phase(Act.ADD, WORKSHOP, programme, by, asked=phase)
    opened = open_workshop(
        city=programme.city,
        title=title or programme.title,
        boards=boards,
        dots=dots,
        at=at,
        by=by,
        simulated=simulated,
    )
    Session.objects.create(phase=place, workshop=opened.workshop)
    return opened
