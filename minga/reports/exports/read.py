"""From a file of unknown origin to numbered rows of text, as wide as its header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation

from minga.ground.sheets import Formula, Limits, SheetUnreadable, as_text, open_sheets
from minga.ground.sheets import Sheet as AnySheet
from minga.ground.sheets.shapes import OTHER_SHEETS, WORKBOOK

LIMITS = Limits(file_bytes=4 * 2**30, unpacked_bytes=4 * 2**30, parts=10_000)
"""A keeper's own file: bounded only against what would fill the machine."""


class ExportUnreadable(ValueError):
    """The file is no CSV export; the message says why."""


@dataclass(frozen=True)
class Line:
    """One row as it stands in the file, or why it cannot be read. `number` counts file lines."""

    number: int
    cells: list[str]
    trouble: str = ""


@dataclass(frozen=True)
class Sheet:
    """An opened export: its header, what was assumed, and how to go on reading."""

    header: list[str]
    lines: int
    notes: tuple[str, ...]
    source: AnySheet

    @property
    def is_workbook(self) -> bool:
        """True when cells hold days and numbers, which are then written the ISO way."""
        return self.source.is_workbook

    def rows(self) -> Iterator[Line]:
        """Every row after the header, in order; blank lines are nothing."""
        return (
            Line(line.number, [], line.trouble) if line.trouble else self._line(line.number, line)
            for line in self.source.rows()
        )

    def _line(self, number: int, line: Any) -> Line:
        if any(cell is Formula for cell in line.cells):
            return Line(number, [], "a formula stands in the row: put its value in its place")
        cells, width = [as_text(cell) for cell in line.cells], len(self.header)
        # Spreadsheet programs end rows with empty cells, and workbooks leave them out.
        if self.is_workbook:
            cells += [""] * (width - len(cells))
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return Line(number, [], f"{len(cells)} columns where the header has {width}")
        return Line(number, cells[:width])


def open_export(path: Path) -> Sheet:
    """Look at the file: kind, encoding, delimiter, header. Raises ExportUnreadable.

    Of a workbook the first sheet that holds something is read.
    """
    # This is said on the command line, which speaks English.
    with translation.override("en"):
        try:
            first, *others = open_sheets(path, LIMITS)
            header = _header(first)
            if next(first.rows(), None) is None:
                raise ExportUnreadable(f"{path.name} has a header and not a single row below it.")
        except OSError as error:
            raise ExportUnreadable(f"{path} cannot be read: {error.strerror}.") from error
        except SheetUnreadable as error:
            raise ExportUnreadable(f"{path.name} cannot be read: {error}") from error
        return Sheet(header, first.lines, _notes(first, others), first)


def _header(sheet: AnySheet) -> list[str]:
    names = ["" if cell is Formula else as_text(cell) for cell in sheet.header]
    while names and not names[-1].strip():
        names.pop()
    return names


def _notes(sheet: AnySheet, others: Sequence[AnySheet]) -> tuple[str, ...]:
    notes = [str(note) for note in sheet.notes]
    if sheet.is_workbook:
        notes.append(str(WORKBOOK).format(sheet=sheet.name))
    if others:
        names = ", ".join(f"“{other.name}”" for other in others)
        notes.append(str(OTHER_SHEETS).format(sheets=names))
    return tuple(notes)
