"""The columns of the partners' spreadsheet, and its rows as checked values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput, Fault, Text
from minga.ground.fields import Field, read
from minga.people.models import Helix
from minga.programme.kinds import KINDS
from minga.programme.partners.rules import BuyIn
from minga.programme.phrases import BUY_IN_NAMES
from minga.programme.sheet_reader import Row, Table, code_of, names_of, normalized

COMMITMENT = KINDS["commitment"]
CODE = Field(code="code", label=_("Code"), most=60)
NAME = Field(code="name", label=_("Organisation"), required=True, most=160)
STAKE_FIELDS = (
    CODE,
    NAME,
    Field(code="helix", label=_("Sector"), kind="choice", choices=tuple(Helix.choices)),
    Field(code="component", label=_("Component"), most=40),
    Field(code="role", label=_("Role"), most=200),
    Field(code="interest", label=_("Interest (1-5)"), kind="whole", least=1, most=5),
    Field(code="influence", label=_("Influence (1-5)"), kind="whole", least=1, most=5),
    Field(
        code="buy_in",
        label=_("How far along"),
        kind="choice",
        choices=tuple((state.value, BUY_IN_NAMES[state.value]) for state in BuyIn),
    ),
    Field(code="since", label=_("Since"), kind="date"),
    Field(code="reason", label=_("Reason"), kind="text", most=2000),
)
PROMISE_FIELDS = (
    Field(code="id", label=_("Number in Minga"), most=20),
    CODE,
    NAME,
    Field(code="title", label=_("Commitment"), required=True),
    *COMMITMENT.fields,
    Field(code="due", label=_("Due"), kind="date"),
    Field(code="state", label=_("State"), kind="choice", choices=tuple(COMMITMENT.states.items())),
)
TABLES = {"partners": STAKE_FIELDS, "commitments": PROMISE_FIELDS}
SHEET_NAMES = {"partners": _("Partners"), "commitments": _("Commitments")}
UNKNOWN_COLUMNS = _(
    "The first row must name the columns of partners or of commitments, as the export does."
)
SAME_AS = _("The same as line {line}: taken once.")
UNLIKE = _("Line {line} says something else about the same one.")


@dataclass(frozen=True)
class Notice:
    """What to tell about a row. A fault stops the whole file, a notice does not."""

    table: str
    line: int
    message: Text
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.table} {self.line}: {self.message}" if self.line else str(self.message)


@dataclass
class Read:
    """What a file says: values by line for each table, and what is wrong with it."""

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: {name: [] for name in TABLES}
    )
    notices: list[Notice] = field(default_factory=list)

    @property
    def faults(self) -> list[Notice]:
        """What stops the file."""
        return [notice for notice in self.notices if notice.is_fault]


def header_of(name: str) -> list[str]:
    """The titles of a table's columns in the reader's language."""
    return [str(column.label) for column in TABLES[name]]


def read_partners(tables: Iterable[Table]) -> Read:
    """Check every row of every table that is ours. Notices say what is wrong, by line."""
    result = Read()
    recognised = 0
    for table in tables:
        name, columns = _columns(table)
        if name:
            recognised += 1
            result.notices += [Notice("", 0, note, is_fault=False) for note in table.notes]
            ours = Table(tuple(columns), table.rows)
            for row in table.rows:
                _check_row(result, name, ours, row)
    if not recognised:
        result.notices.append(Notice("", 1, UNKNOWN_COLUMNS))
    return result


def _columns(table: Table) -> tuple[str, list[str]]:
    """Which table this is, and the code of each of its columns ("" for one that is not ours)."""
    best: tuple[str, list[str]] = ("", [])
    for name, fields in TABLES.items():
        titles = {
            title: column.code for column in fields for title in names_of(column.code, column.label)
        }
        codes = [titles.get(normalized(cell), "") for cell in table.header]
        codes = [code if code not in codes[:place] else "" for place, code in enumerate(codes)]
        needed = {"partners": {"name", "helix"}, "commitments": {"name", "title", "form"}}[name]
        if needed <= set(codes):
            best = (name, codes)
    return best


def _check_row(result: Read, name: str, table: Table, row: Row) -> None:
    if row.fault:
        result.notices.append(Notice(name, row.line, row.fault))
        return
    raw: dict[str, Any] = dict(table.values(row))
    for column in TABLES[name]:
        if raw.get(column.code):
            raw[column.code] = code_of(column, raw[column.code])
    try:
        values = read(TABLES[name], raw)
    except BadInput as error:
        result.notices += [
            Notice(name, row.line, _fault_sentence(name, fault)) for fault in error.faults
        ]
        return
    result.rows[name].append((row.line, values))


def _fault_sentence(name: str, fault: Fault) -> str:
    label = next(
        (column.label for column in TABLES[name] if column.code == fault.field), fault.field
    )
    return f"{label}: {fault.message}"
