"""From a file of unknown origin to numbered rows: encodings, delimiters, broken quotes."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

DELIMITERS = ",;\t|"
MAX_FIELD_LENGTH = 10_000_000
"""Characters in one field before the reader gives up on the row (a quote left open)."""
MAX_HEADER_LENGTH = 100_000
_CHUNK = 1 << 20


class Rows(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


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
    """An opened export: its header, and how to go on reading."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    lines: int
    note: str = ""

    def rows(self) -> Iterator[Line]:
        """Every row after the header, in order; blank lines are nothing."""
        with _text(self.path, self.encoding) as file:
            reader = _reader(file, self.delimiter)
            next(reader)
            yield from _numbered(reader, len(self.header))


def open_export(path: Path) -> Sheet:
    """Look at the file: encoding, delimiter, header. Raises ExportUnreadable."""
    try:
        encoding, note, lines = _survey(path)
        with _text(path, encoding) as file:
            first = file.readline(MAX_HEADER_LENGTH)
            delimiter = max(DELIMITERS, key=first.count)
            file.seek(0)
            header = next(_reader(file, delimiter))
    except StopIteration:
        header = []
    except OSError as error:
        raise ExportUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    except (csv.Error, UnicodeError) as error:
        raise ExportUnreadable(f"{path.name}: the header cannot be read: {error}.") from error
    header = [name.removeprefix("ï»¿") for name in header]
    if not any(name.strip() for name in header):
        raise ExportUnreadable(f"{path.name} is empty: it should begin with a line of columns.")
    if any("\x00" in name for name in header) or first.startswith("PK\x03\x04"):
        raise ExportUnreadable(f"{path.name} is not a CSV file.")
    return Sheet(path, encoding, delimiter, header, lines, note)


def _survey(path: Path) -> tuple[str, str, int]:
    """Encoding, a note about it, and the number of lines; reads the file once in pieces."""
    with path.open("rb") as file:
        is_wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        file.seek(0)
        encoding = "utf-16" if is_wide else "utf-8-sig"
        decoder = codecs.getincrementaldecoder(encoding)()
        decodes, lines = True, 0
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n")
            decodes = decodes and _decodes(decoder, chunk)
    if decodes and _decodes(decoder, b"", final=True):
        return encoding, "The file is UTF-16 and was read as such." if is_wide else "", lines
    return "latin-1", "The file is not UTF-8; it was read as Latin-1.", lines


def _decodes(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _text(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, newline="")


def _reader(file: IO[str], delimiter: str) -> Rows:
    csv.field_size_limit(MAX_FIELD_LENGTH)
    # Strict: without it a stray quote silently swallows the rows that follow.
    return csv.reader(file, delimiter=delimiter, strict=True)


def _numbered(reader: Rows, width: int) -> Iterator[Line]:
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
        if not cells:
            continue
        if len(cells) != width:
            yield Line(number, [], f"{len(cells)} columns where the header has {width}")
            continue
        yield Line(number, cells)
