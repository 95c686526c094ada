"""Small acts on files that every part of the assembly shares."""

import gzip
import hashlib
from pathlib import Path

PACKED = {".css", ".js", ".json", ".mjs", ".svg", ".txt", ".geojson", ".webmanifest"}


class AssetsIncomplete(Exception):
    """The set could not be assembled; the message says why, in a sentence or two."""


def read(path: Path) -> str:
    """Return the file's text, or nothing when there is no such file."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""


def write(path: Path, text: str) -> None:
    """Write the text whole or not at all: another process may be reading."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, "utf-8", newline="\n")
    draft.replace(path)


def file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_packed(source: Path, target: Path) -> None:
    """Copy a file, with a gzip twin beside it when it is text worth packing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    pack(target)


def pack(target: Path) -> None:
    """Put a gzip twin beside a file that is worth packing."""
    content = target.read_bytes()
    if target.suffix in PACKED and len(content) > 1000:
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
