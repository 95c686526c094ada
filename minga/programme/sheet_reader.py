"""Read a spreadsheet that anybody may have made: XLSX or CSV, bounded in every direction."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from minga.ground.documents.cells import MAX_CELL, plain
from minga.ground.errors import Text
from minga.ground.fields import Field
from minga.ground.sheets import Formula, Limits, Line, Sheet, SheetUnreadable, open_sheets
from minga.kernels.likeness import folded

LANGUAGES = ("es", "en")
MAX_FILE_BYTES = 2 * 2**20
MAX_ROWS = 5000
MAX_COLUMNS = 40
LIMITS = Limits(
    file_bytes=MAX_FILE_BYTES,
    unpacked_bytes=40 * 2**20,
    columns=MAX_COLUMNS,
    rows=MAX_ROWS + 1,
)

TOO_LARGE = _("The file is too large: at most 2 MB, 5,000 rows and 40 columns.")
FORMULA = _("There is a formula in this row: put its value in its place.")
LONG_CELL = _("There is a cell in this row that is too long.")
BROKEN = _("This row cannot be read: a quotation mark is missing or stands where none may.")
SURPLUS = _("This row has more cells than there are columns.")


@dataclass(frozen=True)
class Row:
    """A row by its line in the file; `fault` is what makes it unreadable."""

    line: int
    cells: tuple[str, ...]
    fault: Text = ""


@dataclass(frozen=True)
class Table:
    """A sheet: its header folded to codes, its rows that are not empty, what was assumed."""

    header: tuple[str, ...]
    rows: list[Row]
    notes: tuple[Text, ...] = ()

    def values(self, row: Row) -> dict[str, str]:
        """The cells of a row by the header's codes; what lacks is empty."""
        cells = (*row.cells, *[""] * len(self.header))
        return {code: cells[place] for place, code in enumerate(self.header) if code}


def normalized(text: str) -> str:
    """A text as it is compared: without case, accents and surplus space."""
    return " ".join(folded(text).replace("_", " ").split())


def names_of(code: str, name: Text) -> set[str]:
    """What a column or a choice may be called in a file: its code, or its name in any language."""
    names = {normalized(code)}
    for language in LANGUAGES:
        with translation.override(language):
            names.add(normalized(str(name)))
    return names


def code_of(column: Field, cell: str) -> str:
    """The code that a cell of choices means; the cell itself when it means none, or is free."""
    choices = column.choices if column.kind == "choice" else ()
    return next((code for code, name in choices if normalized(cell) in names_of(code, name)), cell)


def read_tables(data: bytes) -> list[Table]:
    """The tables of a file: an XLSX may hold several, a CSV holds one. Raises SheetUnreadable."""
    if len(data) > MAX_FILE_BYTES:
        raise SheetUnreadable(TOO_LARGE)
    return [_table(sheet) for sheet in open_sheets(data, LIMITS)]


def _table(sheet: Sheet) -> Table:
    header = tuple("_".join(_plain(cell).casefold().split()) for cell in sheet.header)
    _refuse_wide(sheet.header)
    kept: list[Row] = []
    for line in sheet.rows():
        if line.number > MAX_ROWS + 1:
            raise SheetUnreadable(TOO_LARGE)
        _refuse_wide(line.cells)
        if line.trouble or any(cell not in (None, "") for cell in line.cells):
            kept.append(_row(line, len(header)))
    return Table(header, kept, sheet.notes)


def _refuse_wide(cells: list[Any]) -> None:
    if any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
        raise SheetUnreadable(TOO_LARGE)


def _plain(cell: Any) -> str:
    return "" if cell is Formula else plain(cell)


def _row(line: Line, width: int) -> Row:
    if line.trouble:
        return Row(line.number, (), BROKEN)
    if any(cell is Formula for cell in line.cells):
        return Row(line.number, (), FORMULA)
    texts = tuple(plain(cell) for cell in line.cells)
    if any(texts[width:]):
        return Row(line.number, texts, SURPLUS)
    return Row(line.number, texts, LONG_CELL if max(map(len, texts)) > MAX_CELL else "")
