"""Write tables as CSV and XLSX; no cell is ever a formula, the same rows give the same cells."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from minga.ground.plain import UNSTORABLE
from minga.programme.sheets.cells import safe
from minga.programme.sheets.parts import SHEET_HEAD, workbook_parts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD = ' s="1"'
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
    """A workbook of sheets by name, each with a bold header that stays in sight.

    Written part by part as ECMA-376 says, with the words in the cells themselves: a general
    library takes four times as long for ten thousand rows.
    """
    kept = io.BytesIO()
    names = list(sheets)
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
        for name, text in workbook_parts(names).items():
            packed.writestr(name, text)
        for number, (header, rows) in enumerate(sheets.values(), start=1):
            with packed.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for text in _sheet(header, rows):
                    part.write(text.encode())
    return kept.getvalue()


def _sheet(header: Line, rows: Iterable[Line]) -> Iterator[str]:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{max(14, len(str(title)) + 4)}" customWidth="1"/>'
        for place, title in enumerate(header, start=1)
    )
    yield f"{SHEET_HEAD}<cols>{widths}</cols><sheetData>{_row(header, BOLD)}"
    yield from map(_row, rows)
    yield "</sheetData></worksheet>"


def _row(row: Line, style: str = "") -> str:
    return f"<row>{''.join([_cell(cell, style) for cell in row])}</row>"


def _cell(cell: Any, style: str) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"<c{style}><v>{cell!r}</v></c>"
    text = escape(_text(str(cell)))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


def _cells(row: Line) -> list[Any]:
    return [_text(cell) if isinstance(cell, str) else cell for cell in row]


def _text(cell: str) -> str:
    return safe(UNSTORABLE.sub("", cell.translate(CONTROL)))
