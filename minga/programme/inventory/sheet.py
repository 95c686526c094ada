"""The columns of the inventory's spreadsheets (technology, data sets), and rows read from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput, Text
from minga.ground.fields import Field, read
from minga.programme.kinds import KINDS
from minga.programme.models import Node
from minga.programme.sheet_reader import Table, code_of, names_of, normalized

INVENTORY = ("technology", "dataset")
ID = Field(code="id", label=_("Number in Minga"), most=20)
TITLE = Field(code="title", label=_("Name"), required=True, most=200)
TEXT = Field(code="text", label=_("About it"), kind="text")
OWNER = Field(code="owner", label=_("Owner"), most=160)
STATE = Field(code="state", label=_("State"))
UNKNOWN_COLUMNS = _("The first row must name the columns, as the export does.")
TWICE = _("The same as line {line}.")


@dataclass(frozen=True)
class Line:
    """One row: its line in the file, and its checked values by column."""

    number: int
    values: dict[str, Any]


@dataclass
class Read:
    """What a file says, what is wrong with it, by line, and what was assumed about it."""

    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[int, Text]] = field(default_factory=list)
    notes: tuple[Text, ...] = ()


def columns_of(kind: str) -> tuple[Field, ...]:
    """The columns of a kind's spreadsheet. The state is told, and not read back."""
    return (ID, TITLE, TEXT, OWNER, *KINDS[kind].fields, STATE)


def header_of(kind: str) -> list[str]:
    """The titles of the columns in the reader's language."""
    return [str(column.label) for column in columns_of(kind)]


def row_of(node: Node) -> list[Any]:
    """A node as a row."""
    values = node.fields
    shown = [_shown(column, values.get(column.code)) for column in KINDS[node.kind].fields]
    owner = node.organisation.name if node.organisation else ""
    state = str(KINDS[node.kind].states.get(node.state, node.state))
    return [node.public_id, node.title, node.text, owner, *shown, state]


def _shown(column: Field, value: Any) -> Any:
    if column.kind == "choice" and value:
        return str(column.choice_name(value))
    return "" if value is None else value


def read_inventory(kind: str, tables: Iterable[Table]) -> Read:
    """Check every row of the first table that names our columns."""
    result = Read()
    for table in tables:
        codes = _codes(kind, table)
        if "title" not in codes:
            continue
        result.notes = table.notes
        seen: dict[str, int] = {}
        ours = Table(tuple(codes), table.rows)
        for row in table.rows:
            if row.fault:
                result.faults.append((row.line, row.fault))
                continue
            _check_line(result, kind, row.line, ours.values(row), seen)
        return result
    result.faults.append((1, UNKNOWN_COLUMNS))
    return result


def _check_line(
    result: Read, kind: str, line: int, raw: dict[str, str], seen: dict[str, int]
) -> None:
    columns = columns_of(kind)[:-1]
    cells = {column.code: code_of(column, raw.get(column.code, "")) for column in columns}
    try:
        values = read(columns, cells)
    except BadInput as error:
        names = {column.code: column.label for column in columns}
        for fault in error.faults:
            result.faults.append((line, f"{names.get(fault.field, fault.field)}: {fault.message}"))
        return
    identity = values.get("id") or normalized(values["title"])
    if identity in seen:
        result.faults.append((line, str(TWICE).format(line=seen[identity])))
        return
    seen[identity] = line
    result.lines.append(Line(line, values))


def _codes(kind: str, table: Table) -> list[str]:
    codes_by_title = {
        title: column.code
        for column in columns_of(kind)
        for title in names_of(column.code, column.label)
    }
    codes = [codes_by_title.get(normalized(cell), "") for cell in table.header]
    return [code if code not in codes[:place] else "" for place, code in enumerate(codes)]
