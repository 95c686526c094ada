"""Tables as CSV and XLSX, the one way for all rooms: no cell is ever a formula, text stays text.

In a CSV a text that a program would run stands behind an apostrophe; in a workbook it stays as it
is and its cell says that it is text. Either way it is read back as it was (`cells.plain`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple

from minga.ground.documents.cells import ESCAPED, RISKY, safe
from minga.ground.documents.colours import BRAND_SOFT, INK
from minga.ground.text_safety import UNSTORABLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""What XML 1.0 cannot hold at all."""
MAX_CELL = 32_767
"""A cell of a workbook holds no more signs."""
NO_TIME = datetime(1980, 1, 1)
"""What a workbook says where nobody told it the time: equal tables are equal files."""
MAX_NAME = 31
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

    `title` and `at` are what the file says of itself. Rows go to disk as they come: a long table
    takes no more memory than a short one. Times lose their zone: give them as they are to be read.
    """
    from xlsxwriter import Workbook  # heavy; only who takes a workbook home needs it

    kept = io.BytesIO()
    made = at.astimezone(UTC) if at else NO_TIME
    with Workbook(kept, {"constant_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"title": _clean(title), "author": "Minga", "created": made})
        looks = _Looks(book)
        for name, sheet in sheets.items():
            _write_sheet(book.add_worksheet(_sheet_name(name)), Sheet(*sheet), looks)
    return kept.getvalue()


class _Looks:
    """The formats of cells: for each kind of row an ordinary one, and one for risky texts."""

    def __init__(self, book: Any) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        head = {**wrapped, "bold": True, "font_color": INK, "bg_color": BRAND_SOFT}
        self.moment = book.add_format({"num_format": r"yyyy\-mm\-dd\ hh:mm"})
        self.plain, self.wrapped, self.head = (
            # A program that edits a quoted cell later keeps it as text, too.
            (book.add_format(look), book.add_format({**look, "quote_prefix": True}))
            for look in ({}, wrapped, head)
        )


def _write_sheet(page: Any, sheet: Sheet, looks: _Looks) -> None:
    wide = sheet.widths or [max(14, len(str(title)) + 4) for title in sheet.header]
    for column, width in enumerate(wide):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    many = 0
    for many, row in enumerate(chain([sheet.header], sheet.rows)):
        look = looks.head if many == 0 else looks.wrapped if sheet.wraps else looks.plain
        for column, cell in enumerate(row):
            _write_cell(page, many, column, cell, look, looks.moment)
    if many:
        page.autofilter(0, 0, many, len(sheet.header) - 1)


def _write_cell(page: Any, row: int, column: int, cell: Any, look: Any, moment: Any) -> None:
    """By the method of its type, never by a guess: a text that looks like a formula stays one."""
    if cell is None or cell == "":
        return
    ordinary, quoted = look
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        page.write_number(row, column, cell, ordinary)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell.replace(microsecond=0), moment)
    else:
        text = _clean(str(cell))
        risky = RISKY.match(text)
        text = f"'{text}" if ESCAPED.match(text) else text
        page.write_string(row, column, text[:MAX_CELL], quoted if risky else ordinary)


def _cells(row: Line) -> list[Any]:
    return [safe(_clean(cell)) if isinstance(cell, str) else cell for cell in row]


def _clean(text: str) -> str:
    return UNSTORABLE.sub("", text.translate(CONTROL))


def _sheet_name(name: str) -> str:
    kept = "".join(sign for sign in _clean(name) if sign not in "[]:*?/\\'")
    return kept[:MAX_NAME].strip() or "-"
