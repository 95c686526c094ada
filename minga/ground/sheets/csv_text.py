"""CSV of unknown origin: encodings, delimiters, broken quotes, Excel's own first line."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from django.utils.text import format_lazy

from minga.ground.errors import Text
from minga.ground.sheets.shapes import (
    EMPTY,
    ENCODING,
    MANGLED,
    NO_SHEET,
    Line,
    Opener,
    Sheet,
    SheetUnreadable,
)
from minga.kernels.encodings import NAMES, Recogniser

DELIMITERS = ",;\t|"
MAX_FIELD_LENGTH = 1_000_000
"""Characters in one field before the reader gives up on the row (a quote left open)."""
MAX_HEADER_LENGTH = 100_000
SEPARATOR = "sep="
"""Excel writes and obeys a first line such as "sep=;"."""
_CHUNK = 1 << 20


class Rows(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def open_csv(opener: Opener) -> Sheet:
    """Look at the file: encoding, delimiter, header. Raises SheetUnreadable and OSError."""
    encoding, notes, lines = _survey(opener)
    with _text(opener, encoding) as file:
        delimiter = _delimiter(file)
    with _text(opener, encoding) as file:
        reader = _reader(file, delimiter)
        try:
            header = _header(reader)
        except csv.Error as error:
            raise SheetUnreadable(NO_SHEET) from error
    if not any(name.strip() for name in header):
        raise SheetUnreadable(EMPTY)
    if any("\x00" in name for name in header):
        raise SheetUnreadable(NO_SHEET)

    def rows() -> Iterator[Line]:
        with _text(opener, encoding) as again:
            lines_of = _reader(again, delimiter)
            _header(lines_of)
            yield from _numbered(lines_of)

    return Sheet("", list(header), lines, rows, notes)


def _survey(opener: Opener) -> tuple[str, tuple[Text, ...], int]:
    """Encoding, notes about it, and the number of lines; reads the file once in pieces."""
    recogniser, lines, returns = Recogniser(), 0, 0
    with opener() as file:
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            recogniser.feed(chunk)
    encoding = recogniser.encoding()
    notes: list[Text] = []
    if encoding in NAMES:
        notes.append(format_lazy(ENCODING, encoding=NAMES[encoding]))
    if recogniser.mangled:
        notes.append(MANGLED)
    return encoding, tuple(notes), lines or returns


@contextmanager
def _text(opener: Opener, encoding: str) -> Iterator[IO[str]]:
    # What is cut in the middle of a character loses that one; UTF-8 was tried to its end.
    with opener() as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as file:
        yield file


def _delimiter(file: IO[str]) -> str:
    """The delimiter that stands most often in the header, outside its quotes."""
    first = ""
    while not first.strip():
        first = file.readline(MAX_HEADER_LENGTH)
        if not first:
            return DELIMITERS[0]
    if _is_separator(first):
        return first.strip()[len(SEPARATOR)]
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _is_separator(line: str) -> bool:
    text = line.rstrip("\r\n").casefold()
    return text.startswith(SEPARATOR) and len(text) == len(SEPARATOR) + 1


def _header(reader: Rows) -> list[str]:
    """The first row that says something; the reader then stands behind it."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return []
        # "sep=;" comes as one cell, or as two when the sign is the delimiter itself.
        is_separator = cells and cells[0].casefold().startswith(SEPARATOR) and len(cells) <= 2
        if any(cell.strip() for cell in cells) and not is_separator:
            return cells


def _reader(file: IO[str], delimiter: str) -> Rows:
    csv.field_size_limit(MAX_FIELD_LENGTH)
    # Strict: without it a stray quote silently swallows the rows that follow.
    return csv.reader(file, delimiter=delimiter, strict=True)


def _numbered(reader: Rows) -> Iterator[Line]:
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            until = f" (up to line {reader.line_num})" if reader.line_num > number else ""
            yield Line(number, [], f"the row cannot be read{until}: {error}")
            continue
        if cells:
            yield Line(number, list(cells))
