"""The one door: a file or its bytes in, sheets and what was assumed out."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from minga.ground.sheets.csv_text import open_csv
from minga.ground.sheets.shapes import (
    NO_SHEET,
    OLD_EXCEL,
    PACKED,
    TOO_LARGE,
    WEB_PAGE,
    Formula,
    Limits,
    Line,
    Opener,
    Sheet,
    SheetUnreadable,
)
from minga.ground.sheets.workbook import open_workbook

__all__ = ["Formula", "Limits", "Line", "Sheet", "SheetUnreadable", "as_text", "open_sheets"]

ZIP = b"PK\x03\x04"
NOT_TABLES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_EXCEL),
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"Rar!", PACKED),
    (b"%PDF", NO_SHEET),
)
"""How files begin that are no table, whatever they are called."""
BEGINNING = 512


def open_sheets(source: Path | bytes, limits: Limits) -> list[Sheet]:
    """The sheets of a file, one at least: a workbook may hold several, a CSV holds one.

    Raises SheetUnreadable; OSError where there is no such file.
    """
    opener = _opener(source)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.file_bytes:
        raise SheetUnreadable(TOO_LARGE)
    with opener() as file:
        beginning = file.read(BEGINNING)
    for mark, why in NOT_TABLES:
        if beginning.startswith(mark):
            raise SheetUnreadable(why)
    if beginning.startswith(ZIP):
        sheets = open_workbook(opener, limits)
        if not sheets:
            raise SheetUnreadable(NO_SHEET)
        return sheets
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise SheetUnreadable(WEB_PAGE)
    return [open_csv(opener)]


def as_text(cell: Any) -> str:
    """What a cell says; whole numbers without decimals, days and moments as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell)


def _opener(source: Path | bytes) -> Opener:
    if isinstance(source, bytes):
        return lambda: io.BytesIO(source)
    return lambda: source.open("rb")
