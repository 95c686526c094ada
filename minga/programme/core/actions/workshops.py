"""Hold a workshop in a phase of the programme."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.work import action
from minga.participation.workshops.actions import Opened, open_workshop
from minga.people.models import Person
from minga.programme.core.actions._writing import refuse_unless_writer
from minga.programme.models import Phase, Programme, Session
from minga.programme.rules import PhaseState


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
    """Open a workshop and tie it to a phase: the one named, or the first that is under way.

    Raises Refused and BadInput. What its notes become is linked to it note by note.
    """
    place = phase or _phase_under_way(programme)
    refuse_unless_writer(programme, place, by)
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


def _phase_under_way(programme: Programme) -> Phase:
    phases = Phase.objects.filter(component__programme=programme).order_by(
        "component__number", "number"
    )
    under_way = phases.filter(state=PhaseState.OPEN.value).first()
    return under_way or phases[0]
