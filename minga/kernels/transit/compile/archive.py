"""The files of a feed, out of a zip or a folder, without trusting either.

Nothing is unpacked to disk; only names that GTFS knows are read, each up to a limit.
"""

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from minga.kernels.transit.compile.notices import FeedRefused, Notice

MAX_BYTES_A_FILE = 2 << 30
MAX_BYTES = 4 << 30
MAX_ENTRIES = 1000
MAX_RATIO = 400
"""Timetables as text shrink by 10 to 40; a bomb by thousands."""
SMALL = 8 << 20
"""Below this size the ratio says nothing."""


def read_files(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    """The wanted files that are there, by name. Raises FeedRefused."""
    name = path.name
    try:
        if path.is_dir():
            return {file: (path / file).read_bytes() for file in wanted if (path / file).is_file()}
        with zipfile.ZipFile(path) as archive:
            return _members(archive, wanted, name)
    except FileNotFoundError as error:
        raise FeedRefused(name, [Notice("feed_not_found", name)]) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,  # encrypted
        NotImplementedError,  # a compression nobody uses
        UnicodeDecodeError,
        ValueError,
        OverflowError,
    ) as error:
        if isinstance(error, FeedRefused):
            raise
        raise FeedRefused(name, [Notice("zip_unreadable", name, value=str(error))]) from error


def _members(archive: zipfile.ZipFile, wanted: Collection[str], feed: str) -> dict[str, bytes]:
    entries = archive.infolist()
    faults = [fault for entry in entries[:MAX_ENTRIES] for fault in _faults(entry)]
    if len(entries) > MAX_ENTRIES:
        faults.append(Notice("too_many_files", feed, value=str(len(entries))))
    chosen: dict[str, zipfile.ZipInfo] = {}
    for entry in entries[:MAX_ENTRIES]:
        inner = PurePosixPath(entry.filename)
        # Some publishers zip the folder instead of its files.
        if entry.is_dir() or inner.name not in wanted or len(inner.parts) > 2:
            continue
        if inner.name in chosen:
            faults.append(Notice("file_twice", inner.name))
        chosen[inner.name] = entry
    if sum(entry.file_size for entry in chosen.values()) > MAX_BYTES:
        faults.append(Notice("too_large", feed))
    if faults:
        raise FeedRefused(feed, faults)
    return {name: _content(archive, entry, feed) for name, entry in chosen.items()}


def _faults(entry: zipfile.ZipInfo) -> list[Notice]:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    notices = []
    if ".." in parts or (parts and (parts[0].startswith("/") or ":" in parts[0])):
        notices.append(Notice("path_leaves_the_feed", entry.filename))
    bomb = entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
    if bomb or entry.file_size > MAX_BYTES_A_FILE:
        notices.append(Notice("too_large", entry.filename, value=str(entry.file_size)))
    return notices


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, feed: str) -> bytes:
    """No more than was declared, whatever the stream would give."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise FeedRefused(feed, [Notice("too_large", entry.filename)])
    return content
