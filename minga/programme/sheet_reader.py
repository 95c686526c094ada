"""Read a spreadsheet that anybody may have made: XLSX or CSV, bounded in every direction."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from minga.ground.documents.cells import MAX_CELL, plain
from minga.ground.errors import Text
from minga.ground.fields import Field
from minga.kernels.likeness import folded

LANGUAGES = ("es", "en")
MAX_FILE_BYTES = 2 * 2**20
MAX_UNPACKED_BYTES = 40 * 2**20
MAX_PARTS = 200
MAX_ROWS = 5000
MAX_COLUMNS = 40
# XML that declares entities can grow without end; no spreadsheet program writes any.
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
DECLARED = [mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ENCODINGS]

TOO_LARGE = _("The file is too large: at most 2 MB, 5,000 rows and 40 columns.")
NO_SHEET = _("This is neither an XLSX nor a CSV file that can be read.")
FORMULA = _("There is a formula in this row: put its value in its place.")
LONG_CELL = _("There is a cell in this row that is too long.")


class SheetUnreadable(Exception):
    """The file is no spreadsheet that we read; `message` says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Row:
    """A row by its line in the file; `fault` is what makes it unreadable."""

    line: int
    cells: tuple[str, ...]
    fault: Text = ""


@dataclass(frozen=True)
class Table:
    """A sheet: its header folded to codes, and its rows that are not empty."""

    header: tuple[str, ...]
    rows: list[Row]

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
    tables = list(_workbook(data)) if data[:4] == b"PK\x03\x04" else [_csv(data)]
    tables = [table for table in tables if any(table.header)]
    if not tables:
        raise SheetUnreadable(NO_SHEET)
    return tables


def _workbook(data: bytes) -> Iterator[Table]:
    from openpyxl import load_workbook  # heavy; only who takes in a workbook needs it

    try:
        _refuse_bombs(data)
        book = load_workbook(io.BytesIO(data), read_only=True)
        for sheet in book.worksheets:
            # The file's own word on its size may be a lie in either direction.
            sheet.reset_dimensions()
            yield _table(
                [_cell(cell) for cell in row] for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1)
            )
    except SheetUnreadable:
        raise
    except Exception as error:  # a broken file makes openpyxl fail in any way there is
        raise SheetUnreadable(NO_SHEET) from error


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise SheetUnreadable(TOO_LARGE)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                text = packed.read(part)
                if any(mark in text for mark in DECLARED):
                    raise SheetUnreadable(NO_SHEET)


def _cell(cell: Any) -> Any:
    return _Formula if getattr(cell, "data_type", "") == "f" else cell.value


class _Formula:
    """Stands where a cell computes instead of saying something."""


def _csv(data: bytes) -> Table:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel writes in Spanish
    if "\x00" in text:
        raise SheetUnreadable(NO_SHEET)
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        return _table(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise SheetUnreadable(NO_SHEET) from error


def _table(rows: Iterable[list[Any]]) -> Table:
    header: tuple[str, ...] = ()
    kept: list[Row] = []
    for line, cells in enumerate(rows, start=1):
        if line > MAX_ROWS + 1 or any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
            raise SheetUnreadable(TOO_LARGE)
        if line == 1:
            header = tuple("_".join(plain(cell).casefold().split()) for cell in cells)
        elif any(cell not in (None, "") for cell in cells):
            kept.append(_row(line, cells))
    return Table(header, kept)


def _row(line: int, cells: list[Any]) -> Row:
    if any(cell is _Formula for cell in cells):
        return Row(line, (), FORMULA)
    texts = tuple(plain(cell) for cell in cells)
    return Row(line, texts, LONG_CELL if any(len(text) > MAX_CELL for text in texts) else "")
