"""Tables as CSV and XLSX, the one way for all rooms: no cell is ever a formula, text stays text.

In a CSV a text that a program would run stands behind an apostrophe; in a workbook it stays as it
is and its cell says that it is text. Either way it is read back as it was (`cells.plain`).
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from minga.ground.paper.cells import ESCAPED, RISKY, safe
from minga.ground.paper.workbook_parts import SHEET_HEAD, Style, about, workbook_parts
from minga.ground.plain import UNSTORABLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""What XML 1.0 cannot hold at all."""
CELL_MOST = 32_767
"""A cell of a workbook holds no more signs."""
DAY_ZERO = datetime(1899, 12, 30)
DAY_S = 86_400
NAME_MOST = 31
Line = Sequence[Any]


class Sheet(NamedTuple):
    """A sheet of a workbook. `widths`: in letters; `wraps`: long words are broken into lines."""

    header: Line
    rows: Iterable[Line]
    widths: Sequence[float] = ()
    wraps: bool = False


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


def as_xlsx(
    sheets: Mapping[str, tuple[Line, Iterable[Line]] | Sheet],
    *,
    title: str = "",
    at: datetime | None = None,
) -> bytes:
    """A workbook of sheets by name, each with a bold header that stays in sight.

    `title` and `at` are what the file says of itself. Written part by part as ECMA-376 says, with
    the words in the cells themselves: a general library takes four times as long for ten thousand
    rows. Times lose their zone: give them as they are to be read.
    """
    kept = io.BytesIO()
    names = [_sheet_name(name) for name in sheets]
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
        for name, text in (workbook_parts(names) | about(_clean(title), at)).items():
            packed.writestr(_part(name), text)
        for number, sheet in enumerate(sheets.values(), start=1):
            with packed.open(_part(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(Sheet(*sheet)):
                    part.write(text.encode())
    return kept.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    """A part without a time of its own: equal tables are equal files."""
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _sheet(sheet: Sheet) -> Iterator[str]:
    wide = sheet.widths or [max(14, len(str(title)) + 4) for title in sheet.header]
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(wide, start=1)
    )
    yield f"{SHEET_HEAD}<cols>{widths}</cols><sheetData>{_row(sheet.header, Style.HEAD)}"
    text = Style.WRAPPED if sheet.wraps else Style.PLAIN
    many = 0
    for row in sheet.rows:
        many += 1
        yield _row(row, text)
    shown = f'<autoFilter ref="A1:{_letters(len(sheet.header))}{many + 1}"/>' if many else ""
    yield f"</sheetData>{shown}</worksheet>"


def _row(row: Line, style: Style) -> str:
    return f"<row>{''.join([_cell(cell, style) for cell in row])}</row>"


def _cell(cell: Any, style: Style) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f'<c s="{style}"><v>{cell!r}</v></c>'
    if isinstance(cell, datetime):
        days = (cell.replace(tzinfo=None, microsecond=0) - DAY_ZERO).total_seconds() / DAY_S
        return f'<c s="{Style.MOMENT}"><v>{days!r}</v></c>'
    text = _clean(str(cell))
    if RISKY.match(text):
        # A program that edits the cell later keeps it as text, too.
        style = style.quoted
        text = f"'{text}" if ESCAPED.match(text) else text
    words = escape(text[:CELL_MOST])
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{words}</t></is></c>'


def _cells(row: Line) -> list[Any]:
    return [safe(_clean(cell)) if isinstance(cell, str) else cell for cell in row]


def _clean(text: str) -> str:
    return UNSTORABLE.sub("", text.translate(CONTROL))


def _sheet_name(name: str) -> str:
    kept = "".join(sign for sign in _clean(name) if sign not in "[]:*?/\\'")
    return kept[:NAME_MOST].strip() or "-"


def _letters(column: int) -> str:
    """The letters of a column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
