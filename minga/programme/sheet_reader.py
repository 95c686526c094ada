"""Read a spreadsheet that anybody may have made: XLSX or CSV, bounded in every direction."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.documents.cells import MAX_CELL, plain
from minga.ground.errors import Text

FILE_MOST = 2 * 2**20
UNPACKED_MOST = 40 * 2**20
PARTS_MOST = 200
ROWS_MOST = 5000
COLUMNS_MOST = 40
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


def read_tables(data: bytes) -> list[Table]:
    """The tables of a file: an XLSX may hold several, a CSV holds one. Raises SheetUnreadable."""
    if len(data) > FILE_MOST:
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
                [_cell(cell) for cell in row] for row in sheet.iter_rows(max_col=COLUMNS_MOST + 1)
            )
    except SheetUnreadable:
        raise
    except Exception as trouble:  # a broken file makes openpyxl fail in any way there is
        raise SheetUnreadable(NO_SHEET) from trouble


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
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
    except csv.Error as trouble:
        raise SheetUnreadable(NO_SHEET) from trouble


def _table(rows: Iterable[list[Any]]) -> Table:
    header: tuple[str, ...] = ()
    kept: list[Row] = []
    for line, cells in enumerate(rows, start=1):
        if line > ROWS_MOST + 1 or any(cell not in (None, "") for cell in cells[COLUMNS_MOST:]):
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
