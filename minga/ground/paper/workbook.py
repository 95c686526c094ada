"""Spreadsheets that officials open without fear: text stays text, whatever it begins with."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from minga.ground.paper.colours import BRAND_SOFT, INK
from minga.ground.paper.fonts import plain

CELL_MOST = 32_767
"""A cell of a spreadsheet holds no more signs."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
HEAD = {
    "font": Font(bold=True, color=INK[1:]),
    "fill": PatternFill("solid", fgColor=BRAND_SOFT[1:]),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}

Value = str | int | float | datetime | None


class Book:
    """A workbook written sheet by sheet; times are told in the reader's zone, without one."""

    def __init__(self, title: str, *, at: datetime) -> None:
        self._book: Any = Workbook()
        self._book.remove(self._book.active)
        self._book.properties.title = plain(title)
        self._book.properties.creator = "Minga"
        self._book.properties.created = self._book.properties.modified = at.replace(tzinfo=None)

    def sheet(
        self,
        name: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Value]],
        widths: Sequence[float] = (),
    ) -> None:
        """One sheet: a head that stays in sight, and rows."""
        sheet = self._book.create_sheet(_sheet_name(name))
        for column, words in enumerate(head, start=1):
            cell = sheet.cell(1, column)
            put(cell, words)
            cell.font, cell.fill, cell.alignment = HEAD["font"], HEAD["fill"], HEAD["alignment"]
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                put(sheet.cell(number, column), value)
        for column, wide in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = wide
        sheet.freeze_panes = "A2"
        if rows:
            sheet.auto_filter.ref = sheet.dimensions

    def finish(self) -> bytes:
        """The file."""
        target = BytesIO()
        self._book.save(target)
        return target.getvalue()


def put(cell: Any, value: Value) -> None:
    """Write a value so that it is what it is: text is never read as a formula."""
    if isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None, microsecond=0)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, str):
        cell.value = plain(value)[:CELL_MOST]
        # openpyxl takes "=1+1" for a formula, and a program that edits the cell later would too.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value


def _sheet_name(name: str) -> str:
    kept = "".join(sign for sign in plain(name) if sign not in "[]:*?/\\'")
    return kept[:31].strip() or "-"
