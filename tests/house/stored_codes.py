"""Which codes the code of today may write into which column (`reports.Report.state`), and the names
that it leaves in a browser, in a folder and in derived tokens.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps

from minga.ground.voice import _KINDS as VOICES
from minga.kernels.alarm import Stage
from minga.participation.conversations import rules as conversations
from minga.participation.workshops import rules as workshops
from minga.participation.workshops.board_kinds import BOARDS
from minga.programme import rules as programme
from minga.programme.citizen_tests.rules import AGE_BANDS
from minga.programme.citizen_tests.rules import Outcome as TaskOutcome
from minga.programme.kinds import KINDS
from minga.programme.methods import METHODS
from minga.programme.partners.rules import BuyIn
from minga.reports.actions.standard import STANDARD
from minga.reports.rules import State
from minga.transit import rules as transit
from tests.house import tree


def _codes(kind: Any) -> list[str]:
    return [field.code for field in kind.fields]


PLANS = [component for plan in METHODS.values() for component in plan]
PHASES = [phase for component in PLANS for phase in component.phases]
WRITTEN: Mapping[str, Iterable[Any]] = {
    "reports.Report.state": State,
    "reports.Entry.state": State,
    "reports.Category.code": [row[0] for row in STANDARD],
    "reports.Attachment.content_type": ["image/jpeg", *(kind for kind, _ in VOICES.values())],
    "transit.Vehicle.source": transit.VehicleSource,
    "transit.Tracker.carrier": transit.Carrier,
    "transit.TripUpdate.relation": transit.Relation,
    "transit.Alert.source": transit.AlertSource,
    "transit.Alert.state": transit.AlertState,
    "transit.Alert.cause": transit.Cause,
    "transit.Alert.effect": transit.Effect,
    "transit.Ride.state phase": transit.Phase,
    "transit.Ride.state stage": Stage,
    "transit.RideNotice.kind": transit.RideNoticeKind,
    "transit.RideNotice.side": transit.Side,
    "transit.Upload.state": transit.UploadState,
    "participation.Conversation.state": conversations.ConversationState,
    "participation.Paper.state": workshops.PaperState,
    "participation.Statement.origin": conversations.Origin,
    "participation.Statement.state": conversations.StatementState,
    "participation.Statement.reason": conversations.Reason,
    "participation.StatementStep.state": conversations.StatementState,
    "participation.StatementStep.reason": conversations.Reason,
    "participation.Workshop.state": workshops.WorkshopState,
    "participation.Workshop.door": workshops.Door,
    "participation.Seat.arrived_by": workshops.Arrival,
    "participation.Board.kind": BOARDS,
    "participation.Board.state": workshops.Shut,
    "participation.Note.state": workshops.NoteState,
    "participation.NoteEdge.relation": workshops.Became,
    "participation.Round.state": workshops.Shut,
    "participation.Round.outcome": workshops.Outcome,
    "participation.Stance.stance": workshops.Position,
    "participation.Grouping.state": workshops.DrawState,
    "participation.Grouping.method": ["counted", "dealt", "rejection"],
    "programme.Programme.method": METHODS,
    "programme.Component.code": [component.code for component in PLANS],
    "programme.Phase.code": [phase.code for phase in PHASES],
    "programme.Phase.roles": [role for phase in PHASES for role in phase.roles],
    "programme.Phase.state": programme.PhaseState,
    "programme.Node.kind": KINDS,
    "programme.Node.standing": programme.Standing,
    "programme.Edge.relation": programme.Relation,
    "programme.TestAnswer.tasks": TaskOutcome,
    "programme.TestAnswer.age_band": AGE_BANDS,
    "programme.Champion.roles": programme.ChampionRole,
    "programme.Stake.buy_in": BuyIn,
    "programme.StakeStep.buy_in": BuyIn,
    **{f"participation.Note.column {kind.code}": kind.column_codes for kind in BOARDS.values()},
    **{f"participation.Note.fields {code}": _codes(kind) for code, kind in BOARDS.items()},
    **{f"programme.Node.state {code}": kind.states for code, kind in KINDS.items()},
    **{f"programme.Node.fields {code}": _codes(kind) for code, kind in KINDS.items()},
    **{f"programme.Step.verb {code}": kind.moves for code, kind in KINDS.items()},
}
"""The columns that hold codes without saying so themselves by `choices`."""
FREE = {
    "participation.Paper.language", "people.Person.language", "programme.Programme.language",
    "programme.Step.state",
    "programme.Step.verb", "programme.Node.state", "participation.Note.column",
    "participation.NoteVersion.column", "territory.Road.kind", "reports.Report.receipt",
    "transit.DrawnLine.colour", "transit.Line.colour", "transit.Line.text_colour",
    "transit.Alert.report", "transit.Informed.direction", "participation.Workshop.code",
    "participation.Note.public_id",
    "programme.Node.public_id", "programme.Node.lineage", "programme.TestAnswer.public_id",
}  # fmt: skip
"""Short columns that hold no codes of ours, or those of another column."""
SHORT = 24
"""A text column of so many signs at most holds codes, as a rule."""
QUOTED = r"""["'`]"""
BROWSER = re.compile(
    r"localStorage|sessionStorage|indexedDB\.open|caches\.open|\b(drawer|openOutbox)\("
)


def columns() -> dict[str, set[str]]:
    """Every column that holds codes, with those codes."""
    found = {
        name: {str(getattr(code, "value", code)) for code in codes}
        for name, codes in WRITTEN.items()
    }
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if model.__module__.startswith("minga.") and field.choices:
                name = f"{model._meta.label}.{field.name}"
                found[name] = {str(code) for code, _ in field.flatchoices}
    return {name: codes - {""} for name, codes in found.items() if codes - {""}}


def short_columns() -> set[str]:
    """Every text column so short that it must hold codes."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if model.__module__.startswith("minga.") and (field.max_length or SHORT + 1) <= SHORT
    }


def scripts() -> dict[str, str]:
    """Every script of ours, by name."""
    ours = {tree.name_of(path): path for path in tree.files("*.js")}
    return {name: tree.text(path) for name, path in ours.items() if name.startswith("minga/")}


def is_quoted(name: str, text: str) -> bool:
    """True when the text has a string that is this name, or begins with it and goes on variably."""
    return re.search(QUOTED + re.escape(name) + r"""(["'`]|\$\{)""", text) is not None


def derived() -> set[str]:
    """The purposes for which tokens are derived: another name is another token."""
    return {
        str(node.args[0].value)
        for path in tree.of("minga")
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("derive", "derived_token")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
