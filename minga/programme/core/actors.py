"""Who stands before a programme, and the phase in which they may act: read and refused."""

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.people.models import Person
from minga.programme.access import WORKSHOP, Act, Actor, Part, is_open, may, phases_for
from minga.programme.kinds import KINDS
from minga.programme.methods import localized
from minga.programme.models import Assignment, Node, Phase, Programme
from minga.programme.phrases import NOT_MADE_HERE, NOT_MADE_YET, PHASE_SHUT
from minga.territory.authority import Authority, authority_of

KEEPER = Actor(leads=True)
"""Whoever works at the terminal: may everything, behind the same gates as everybody."""


class PhaseShut(BadInput):
    """No phase in which this could be done is open; nothing was stored."""

    def __init__(self, message: str) -> None:
        super().__init__(BadInput.single("phase", message).faults, status=409)


def actor_of(person: Person | None, programme: Programme, authority: Authority) -> Actor:
    """Who a person is to a programme; `authority` is theirs in its city. One statement."""
    if person is None or not person.is_active:
        return Actor()
    if authority.audits or authority.leads_programme:
        return Actor(leads=authority.leads_programme, audits=authority.audits)
    rows = Assignment.objects.filter(person=person.pk, phase__component__programme=programme)
    return Actor(
        parts=tuple(
            Part(row.role, row.phase_id, frozenset(row.phase.makes))
            for row in rows.select_related("phase").order_by("pk")
        )
    )


def acting(by: Person | None, programme: Programme) -> Actor:
    """The same for the `by` of an action; None is the keeper at the terminal."""
    if by is None:
        return KEEPER
    return actor_of(by, programme, authority_of(by, programme.city_id))


def phases_of(programme: Programme) -> list[Phase]:
    """The programme's phases in their order."""
    rows = Phase.objects.filter(component__programme=programme)
    return list(rows.order_by("component__number", "number"))


def working_phase(
    act: Act,
    kind: str,
    programme: Programme,
    by: Person | None,
    *,
    home: Phase | None = None,
    asked: Phase | None = None,
    own: bool = False,
) -> Phase:
    """The open phase in which somebody may do this. Raises Refused and PhaseShut.

    `home`: where the node was made. `asked`: where somebody wants to make it, and nowhere else.
    """
    actor, phases = acting(by, programme), phases_of(programme)
    if asked is None:
        places = phases_for(phases, kind, home.pk if home else None)
    else:
        places = [phase for phase in phases if phase.pk == asked.pk]
    allowed = [phase for phase in places if may(actor, act, kind, phase.pk, own=own)]
    refuse_unless(bool(allowed) or may(actor, act, kind, 0), f"may not {act} {kind}")
    if asked is not None and kind != WORKSHOP:
        allowed = [phase for phase in allowed if kind in phase.makes]
        if not allowed:
            raise BadInput.single("phase", str(NOT_MADE_HERE).format(phase=localized(asked.title)))
    if not allowed:
        raise PhaseShut(str(NOT_MADE_YET).format(kind=KINDS[kind].plural if kind in KINDS else ""))
    opened = [phase for phase in allowed if is_open(phase)]
    if not opened:
        names = ", ".join(localized(phase.title) for phase in allowed)
        raise PhaseShut(str(PHASE_SHUT).format(phases=names))
    return opened[0]


def refuse_unless_granted(
    act: Act, kind: str, programme: Programme, by: Person | None, *, home: Phase | None = None
) -> None:
    """Ask the table alone: to hide and to erase, no phase must be open. Raises Refused."""
    actor = acting(by, programme)
    refuse_unless(may(actor, act, kind, home.pk if home else 0), f"may not {act} {kind}")


def refuse_unless_sees(node: Node, by: Person | None) -> None:
    """What is not public leads nowhere for who may not see it. Raises Refused."""
    seen = node.public or may(acting(by, node.programme), Act.SEE, node.kind)
    refuse_unless(seen, f"may not see {node.kind}")
