"""Excel workbooks (XLSX), bounded in every direction."""

import zipfile
from collections.abc import Iterator
from typing import Any

from minga.ground.sheets.shapes import (
    NO_SHEET,
    OPEN_DOCUMENT,
    PACKED,
    TOO_LARGE,
    Formula,
    Limits,
    Line,
    Opener,
    Sheet,
    SheetUnreadable,
)

# XML that declares entities can grow without end; no spreadsheet program writes any.
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
DECLARED = [mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ENCODINGS]
OVERLAP = max(map(len, DECLARED))
_CHUNK = 1 << 20


def open_workbook(opener: Opener, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook that hold something. Raises SheetUnreadable and OSError."""
    try:
        with opener() as file, zipfile.ZipFile(file) as packed:
            _refuse_others(packed)
            _refuse_bombs(packed, limits)
    except (SheetUnreadable, OSError):
        raise
    except Exception as error:  # a broken archive makes zipfile fail in any way there is
        raise SheetUnreadable(NO_SHEET) from error
    return [sheet for name in _names(opener) if (sheet := _opened(opener, name, limits))]


def _names(opener: Opener) -> list[str]:
    with opener() as file:
        return [str(sheet.title) for sheet in _book(file).worksheets]


def _book(file: Any) -> Any:
    from openpyxl import load_workbook  # heavy; only who takes in a workbook needs it

    try:
        return load_workbook(file, read_only=True)
    except Exception as error:  # a broken file makes openpyxl fail in any way there is
        raise SheetUnreadable(NO_SHEET) from error


def _opened(opener: Opener, name: str, limits: Limits) -> Sheet | None:
    """A sheet that was read to its end once, so that reading it again cannot fail half way."""
    lines, header, header_line = 0, None, 0
    for line in _lines(opener, name, limits):
        lines = line.number
        if header is None:
            header, header_line = line.cells, line.number

    def rows() -> Iterator[Line]:
        return (line for line in _lines(opener, name, limits) if line.number > header_line)

    return Sheet(name, header, lines, rows, is_workbook=True) if header is not None else None


def _lines(opener: Opener, name: str, limits: Limits) -> Iterator[Line]:
    """The rows that hold something, numbered as the program shows them."""
    with opener() as file:
        sheet = _book(file)[name]
        try:
            # The file's own word on its size may be a lie in either direction.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(max_col=limits.columns + 1), start=1):
                if number > limits.rows:
                    raise SheetUnreadable(TOO_LARGE)
                cells = [Formula if _computes(cell) else cell.value for cell in row]
                if any(cell not in (None, "") for cell in cells):
                    yield Line(number, cells)
        except SheetUnreadable:
            raise
        except Exception as error:  # as above
            raise SheetUnreadable(NO_SHEET) from error


def _computes(cell: Any) -> bool:
    return bool(getattr(cell, "data_type", "") == "f")


def _refuse_others(packed: zipfile.ZipFile) -> None:
    names = set(packed.namelist())
    if "mimetype" in names and b"opendocument" in packed.open("mimetype").read(200):
        raise SheetUnreadable(OPEN_DOCUMENT)
    if "[Content_Types].xml" not in names:
        raise SheetUnreadable(PACKED)


def _refuse_bombs(packed: zipfile.ZipFile, limits: Limits) -> None:
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.parts or unpacked > limits.unpacked_bytes:
        raise SheetUnreadable(TOO_LARGE)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _declares(packed, part):
            raise SheetUnreadable(NO_SHEET)


def _declares(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with packed.open(part) as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            if any(mark in text for mark in DECLARED):
                return True
            tail = text[-OVERLAP:]
    return False
