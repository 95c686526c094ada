"""Write tables as CSV and XLSX; no cell is ever a formula, the same rows give the same cells."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from minga.ground.plain import UNSTORABLE
from minga.programme.sheets.cells import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""What XML 1.0 cannot hold at all."""
Line = Sequence[Any]


def csv_lines(header: Line, rows: Iterable[Line]) -> Iterator[str]:
    """The lines of a CSV, first a mark that makes spreadsheet programs read it as UTF-8."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    kept.write("\ufeff")
    writer.writerow(_cells(header))
    for number, row in enumerate(rows):
        writer.writerow(_cells(row))
        if number % 500 == 499:
            yield kept.getvalue()
            kept.seek(0)
            kept.truncate()
    yield kept.getvalue()


def as_csv(header: Line, rows: Iterable[Line]) -> bytes:
    """A whole CSV."""
    return "".join(csv_lines(header, rows)).encode()


def as_xlsx(sheets: Mapping[str, tuple[Line, Iterable[Line]]]) -> bytes:
    """A workbook of sheets by name, each with a header that stays in sight."""
    book = Workbook(write_only=True)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, title in enumerate(header):
            sheet.column_dimensions[chr(65 + place)].width = max(14, len(str(title)) + 4)
        sheet.append([_bold(sheet, title) for title in header])
        for row in rows:
            sheet.append(_cells(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _bold(sheet: Any, title: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell


def _cells(row: Line) -> list[Any]:
    return [_text(cell) if isinstance(cell, str) else cell for cell in row]


def _text(cell: str) -> str:
    return safe(UNSTORABLE.sub("", cell.translate(CONTROL)))
