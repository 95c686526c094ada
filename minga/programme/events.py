"""The facts of the room programme: ids and codes, never a title or a text."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@dataclass(frozen=True, kw_only=True)
class ProgrammeFact(Fact):
    """What every fact of a programme holds: its slug."""

    programme: str

    SUBJECT: ClassVar[str] = "programme"
    UNHEARD: ClassVar[bool] = True
    STREAMED: ClassVar[tuple[str, ...]] = ("programme", "city")


@fact("programme.begun")
@dataclass(frozen=True, kw_only=True)
class ProgrammeBegun(ProgrammeFact):
    """A programme was set up from a method, or replicated from another one."""

    method: str
    sector: str
    lineage: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhaseFact(ProgrammeFact):
    """What every fact of a phase holds."""

    component: str
    phase: str
    state: str

    STREAMED: ClassVar[tuple[str, ...]] = ("programme", "component", "phase", "state", "city")


@fact("phase.opened")
@dataclass(frozen=True, kw_only=True)
class PhaseOpened(PhaseFact):
    """A gate opened. `excepted`: something was missing, and the phase says why it opened."""

    excepted: bool = False


@fact("phase.closed")
@dataclass(frozen=True, kw_only=True)
class PhaseClosed(PhaseFact):
    """The work of a phase ended."""


@dataclass(frozen=True, kw_only=True)
class NodeFact(ProgrammeFact):
    """What every fact about a node holds: its public id, kind, state, and who answers for it."""

    node_id: int
    node: str
    kind: str
    state: str
    organisation: str | None = None
    public: bool

    STREAMED: ClassVar[tuple[str, ...]] = ("programme", "node", "kind", "state", "city")

    def official(self) -> bool:
        """What is not public is told by no stream."""
        return not self.public


@fact("node.added")
@dataclass(frozen=True, kw_only=True)
class NodeAdded(NodeFact):
    """Something new is known: an interview, a challenge, a commitment."""


@fact("node.edited")
@dataclass(frozen=True, kw_only=True)
class NodeEdited(NodeFact):
    """Its words or values changed; what they were is kept."""

    version: int


@fact("node.moved")
@dataclass(frozen=True, kw_only=True)
class NodeMoved(NodeFact):
    """It took a step of its life."""

    verb: str


@fact("node.merged")
@dataclass(frozen=True, kw_only=True)
class NodeMerged(NodeFact):
    """Others became this one; they stay, with an edge to it. `merged`: ids, with spaces."""

    merged: str


@fact("node.split")
@dataclass(frozen=True, kw_only=True)
class NodeSplit(NodeFact):
    """It became several; it stays, with an edge to each. `parts`: ids, with spaces."""

    parts: str


@fact("node.withdrawn")
@dataclass(frozen=True, kw_only=True)
class NodeWithdrawn(NodeFact):
    """It no longer stands; it stays to be read, with the reason."""


@fact("node.erased")
@dataclass(frozen=True, kw_only=True)
class NodeErased(NodeFact):
    """Its words are gone for good, in its history too; `history_only`: only what it said before."""

    history_only: bool = False


@fact("node.linked")
@dataclass(frozen=True, kw_only=True)
class NodeLinked(NodeFact):
    """It is now known what it led to."""

    target: str
    relation: str


@fact("node.credited")
@dataclass(frozen=True, kw_only=True)
class NodeCredited(NodeFact):
    """Somebody is named for it (who, is not in the fact)."""

    role: str


@fact("test.answered")
@dataclass(frozen=True, kw_only=True)
class TestAnswered(NodeFact):
    """A citizen tried something and answered. `answer`: its public id."""

    __test__: ClassVar[bool] = False  # its name begins like a test

    answer: str


@fact("test.words_published")
@dataclass(frozen=True, kw_only=True)
class TestWordsPublished(NodeFact):
    """An official found the free words of an answer fit for everybody, or took them back."""

    __test__: ClassVar[bool] = False

    answer: str
    shown: bool


@fact("test.words_forgotten")
@dataclass(frozen=True, kw_only=True)
class TestWordsForgotten(NodeFact):
    """The free words of an answer were erased."""

    __test__: ClassVar[bool] = False

    answer: str


@fact("horizon.set")
@dataclass(frozen=True, kw_only=True)
class HorizonSet(ProgrammeFact):
    """The milestone years of a roadmap were agreed. `years`: with spaces."""

    years: str


@fact("champion.named")
@dataclass(frozen=True, kw_only=True)
class ChampionNamed(ProgrammeFact):
    """Somebody carries the programme on (who, is not in the fact)."""

    champion_id: int
    roles: str


@fact("champion.removed")
@dataclass(frozen=True, kw_only=True)
class ChampionRemoved(ProgrammeFact):
    """A champion was taken off the register, with everything learnt."""

    champion_id: int


@fact("learning.logged")
@dataclass(frozen=True, kw_only=True)
class LearningLogged(ProgrammeFact):
    """A champion learnt something by doing it. `component`: its code, "" for none."""

    champion_id: int
    component: str


@fact("lead.handed_over")
@dataclass(frozen=True, kw_only=True)
class LeadHandedOver(ProgrammeFact):
    """A team offered another one to lead something."""

    hand_over_id: int


@fact("lead.accepted")
@dataclass(frozen=True, kw_only=True)
class LeadAccepted(ProgrammeFact):
    """The other team accepted: it leads now."""

    hand_over_id: int


@fact("stake.changed")
@dataclass(frozen=True, kw_only=True)
class StakeChanged(ProgrammeFact):
    """An organisation's stake was judged anew, or it came along (`buy_in`). For officials only."""

    organisation: str
    component: str
    buy_in: str

    def official(self) -> bool:
        """With whom the city still talks is not public."""
        return True
