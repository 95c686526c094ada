"""What a table of unknown origin is once it is open, and the sentences about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text

Opener = Callable[[], IO[bytes]]
"""Opens the file anew, at its beginning."""

NO_SHEET = _("This is neither an XLSX nor a CSV file that can be read.")
TOO_LARGE = _("The file is too large.")
EMPTY = _("The file is empty: it should begin with a line of column names.")
OLD_EXCEL = _("This is a workbook of an old Excel (.xls). Save it as XLSX or CSV.")
OPEN_DOCUMENT = _("This is an OpenDocument sheet (.ods). Save it as XLSX or CSV.")
PACKED = _("This is a packed file. Unpack it and choose the sheet inside.")
WEB_PAGE = _("This is a web page or XML, whatever its name says. Save it as XLSX or CSV.")
ENCODING = _("The text is not UTF-8. It was read as {encoding}: look at its accents.")
MANGLED = _("Some letters of this file were spoilt before it came here: “ñ” is two odd signs.")
WORKBOOK = _("This is an Excel workbook, whatever its name says: its sheet “{sheet}” was read.")
OTHER_SHEETS = _("Not read were its other sheets: {sheets}.")


class SheetUnreadable(Exception):
    """The file is no table that we read; `message` says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken in; a workbook's bytes count packed and unpacked."""

    file_bytes: int
    unpacked_bytes: int
    parts: int = 200
    columns: int = 16_384
    rows: int = 1_048_576


class Formula:
    """Stands where a cell computes instead of saying something."""


@dataclass(frozen=True)
class Line:
    """One row: its first line in the file (or its number in a workbook) and its cells.

    Cells are texts, or what a workbook holds: numbers, days, `Formula`. `trouble` says why a row
    cannot be read, for whoever runs a command; it then has no cells.
    """

    number: int
    cells: list[Any]
    trouble: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table: its header, how to read its rows, and what was assumed about it.

    `lines` is about how many there are, for showing how far one has come.
    """

    name: str
    header: list[Any]
    lines: int
    rows: Callable[[], Iterator[Line]]
    notes: tuple[Text, ...] = ()
    is_workbook: bool = False
