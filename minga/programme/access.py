"""Who may do what in a programme: a table of role × kind × act, and what a phase adds to it.

Everybody sees what is public. The table says who sees the rest, enters, changes, moves and
publishes. Programme leads may do everything, auditors see everything and change nothing, and
everybody else has the part that a phase gave them: it opens the kinds which that phase makes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from minga.programme.rules import PhaseState


class Act(StrEnum):
    """What somebody does to a node. To see is to see what is not public."""

    SEE = "see"
    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    PUBLISH = "publish"


STAKE, CHAMPION, ANSWER, WORKSHOP = "stake", "champion", "answer", "workshop"
"""What is no node and yet has its rows: the partners' map, the register of champions, the free
words of a citizen test, a workshop held in a phase."""
MADE_WITH = {ANSWER: "test"}
"""What a phase makes together with a kind."""

_SEE = frozenset({Act.SEE})
_ADD = frozenset({Act.ADD})
_WRITE = frozenset({Act.SEE, Act.ADD, Act.CHANGE})
_WORK = _WRITE | {Act.MOVE}

TABLE: dict[str, dict[str, frozenset[Act]]] = {
    # Answers for a phase. The public word of a partner is theirs to enter and to follow.
    "lead": dict.fromkeys(("document", "commitment", "result", "media", WORKSHOP), _WORK),
    # Works for the city in a phase. What was said in private stays with who heard it.
    "official": {
        **dict.fromkeys(
            ("guide", "statement", "challenge", "example", "idea", "concept", "prototype",
             "demonstration", "test", "technology", "swot", "persona", "vision", "initiative",
             "document", "result", "media", ANSWER, WORKSHOP),
            _WORK,
        ),
        **dict.fromkeys(("dataset", "commitment"), _WRITE),
    },
    # Listens, and turns what was said into challenges; others decide about these.
    "interviewer": {
        **dict.fromkeys(("guide", "interview", "statement", "document"), _WORK),
        **dict.fromkeys(("challenge", "technology", "dataset"), _WRITE),
    },
    # Leads groups through a workshop.
    "facilitator": dict.fromkeys(
        ("example", "idea", "concept", "swot", "persona", "vision", "initiative", WORKSHOP), _WORK
    ),
    # Builds, shows and tries.
    "builder": dict.fromkeys(("prototype", "demonstration", "test", ANSWER), _WORK),
    # Takes part for an organisation.
    "partner": dict.fromkeys(
        ("technology", "dataset", "swot", "persona", "vision", "initiative"), _ADD
    ),
    # Takes part for themselves.
    "citizen": dict.fromkeys(("challenge", "idea", "concept", "persona", "vision"), _ADD),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What somebody does in a phase, and the kinds which that phase makes."""

    role: str
    phase_id: int
    makes: frozenset[str]

    def allows(self, act: Act, kind: str, *, own: bool = False) -> bool:
        """True when the table grants the act. Who may enter a kind may rewrite the `own` ones."""
        if kind != WORKSHOP and MADE_WITH.get(kind, kind) not in self.makes:
            return False
        granted = TABLE.get(self.role, {}).get(kind, frozenset())
        return act in granted or (own and act is Act.CHANGE and Act.ADD in granted)


@dataclass(frozen=True)
class Actor:
    """Somebody at a programme. `leads` is also the keeper at the terminal."""

    leads: bool = False
    audits: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def works(self) -> bool:
        """True for who has anything to do in the programme."""
        return self.leads or bool(self.parts and not self.audits)


def may(
    actor: Actor, act: Act, kind: str, phase_id: int | None = None, *, own: bool = False
) -> bool:
    """True when the actor may do this to a kind in a phase; without one, in any of theirs.

    Whether the phase is open is asked besides: `working_phase`.
    """
    if actor.audits:
        return act is Act.SEE
    if actor.leads:
        return True
    parts = (part for part in actor.parts if phase_id in (None, part.phase_id))
    return any(part.allows(act, kind, own=own) for part in parts)


def kinds_seen(actor: Actor, kinds: Iterable[str]) -> frozenset[str]:
    """Those of the kinds of which the actor sees also what is not public."""
    return frozenset(kind for kind in kinds if may(actor, Act.SEE, kind))


class PhaseRow(Protocol):
    """What is asked of a phase."""

    @property
    def pk(self) -> int:
        """Its id."""

    @property
    def makes(self) -> Collection[str]:
        """The kinds that it makes."""

    @property
    def state(self) -> str:
        """One of PhaseState."""


Row = TypeVar("Row", bound=PhaseRow)


def phases_for(phases: Sequence[Row], kind: str, home_id: int | None) -> list[Row]:
    """Where a kind is worked on: the phase it was made in, else every one that makes it."""
    if kind == WORKSHOP:
        return [phase for phase in phases if home_id in (None, phase.pk)]
    making = [phase for phase in phases if MADE_WITH.get(kind, kind) in phase.makes]
    return [phase for phase in making if phase.pk == home_id] or making


def is_open(phase: PhaseRow) -> bool:
    """True while work goes on in the phase."""
    return phase.state == PhaseState.OPEN


@dataclass(frozen=True)
class Rights:
    """What somebody may do here and now: what a page offers."""

    see: bool = False
    add: bool = False
    change: bool = False
    move: bool = False
    publish: bool = False
    hide: bool = False
    shut: bool = False
    """The table would let them work, but the phase is not open."""


def rights_of(
    actor: Actor,
    phases: Sequence[PhaseRow],
    kind: str,
    *,
    home_id: int | None = None,
    own: bool = False,
) -> Rights:
    """The rights on a kind, or on a node of it that was made in the phase `home_id`."""
    places = phases_for(phases, kind, home_id)
    granted: Mapping[Act, list[PhaseRow]] = {
        act: [phase for phase in places if may(actor, act, kind, phase.pk, own=own)] for act in Act
    }
    now = {act: any(is_open(phase) for phase in granted[act]) for act in Act}
    works = any(granted[act] for act in Act if act is not Act.SEE)
    return Rights(
        see=may(actor, Act.SEE, kind),
        add=now[Act.ADD],
        change=now[Act.CHANGE],
        move=now[Act.MOVE],
        publish=now[Act.PUBLISH],
        hide=may(actor, Act.PUBLISH, kind, home_id),
        shut=works and not any(now[act] for act in Act if act is not Act.SEE),
    )
