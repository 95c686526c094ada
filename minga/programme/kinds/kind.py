"""What a kind of node is: its words, its fields, its states, and where it may come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from minga.ground.errors import BadInput, Fault, Text
from minga.ground.fields import Field
from minga.programme.rules import StepNotPossible

Rule = Callable[[str, Mapping[str, Any]], Sequence[Fault]]
"""What a node in a state with these values must not be: the faults, none when all is well."""


@dataclass(frozen=True)
class Move:
    """One verb of a kind: the states it starts from, where it leads, whether it must say why."""

    name: Text
    before: frozenset[str]
    after: str
    needs_reason: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind. `states` maps codes to words, the first is where a node begins.

    `comes_from`: the kinds that may stand directly upstream. `is_root`: it truly has no origin
    in the programme. `root_if`: a field, and the values with which a node of it has none either.
    `public`: everybody sees it from the beginning.
    `dated`: `due_on` has a meaning, named by this word. `owned`: so has `organisation`.
    `rule`: what its state and values must fulfil together.
    """

    code: str
    name: Text
    plural: Text
    about: Text
    icon: str
    states: Mapping[str, Text]
    moves: Mapping[str, Move] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    comes_from: frozenset[str] = frozenset()
    is_root: bool = False
    root_if: tuple[str, frozenset[str]] = ("", frozenset())
    public: bool = True
    dated: Text = ""
    owned: Text = ""
    rule: Rule = lambda _state, _fields: ()

    def begins_with(self, fields: Mapping[str, Any]) -> bool:
        """True when a node of this kind with these values has no origin in the programme."""
        code, values = self.root_if
        return self.is_root or (bool(code) and fields.get(code) in values)

    @property
    def first_state(self) -> str:
        """Where a new node of this kind begins."""
        return next(iter(self.states))

    def next_state(self, verb: str, state: str) -> str:
        """The state a verb leads to. Raises StepNotPossible."""
        move = self.moves.get(verb)
        if move is None or state not in move.before:
            raise StepNotPossible(verb, state)
        return move.after

    def check(self, state: str, fields: Mapping[str, Any]) -> None:
        """Raise BadInput where a node in this state with these values breaks the rule."""
        faults = self.rule(state, fields)
        if faults:
            raise BadInput(faults)

    def possible(self, state: str) -> dict[str, Move]:
        """The verbs that this state allows, in the table's order."""
        return {verb: move for verb, move in self.moves.items() if state in move.before}


def states(*codes: str) -> frozenset[str]:
    """Short for a frozen set of states."""
    return frozenset(codes)
