"""Small acts on files that every part of the assembly shares."""

import gzip
import hashlib
import re
from pathlib import Path

try:
    import brotli
except ImportError:  # on Pythons other than CPython
    import brotlicffi as brotli

PACKED = {".css", ".js", ".json", ".mjs", ".svg", ".txt", ".geojson", ".webmanifest"}
TYPES = re.compile(rb"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL)


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
    write_packed(target, source.read_bytes())


def copy_module(source: Path, target: Path) -> None:
    """Copy a module of ours as it is served."""
    write_packed(target, without_types(source.read_bytes()))


def without_types(module: bytes) -> bytes:
    """Return a module without the comments that tell types; its lines keep their numbers."""
    return TYPES.sub(lambda types: b"\n" * types[0].count(b"\n"), module)


def write_packed(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    pack(target)


def pack(target: Path) -> None:
    """Put a gzip and a Brotli twin beside a file that is worth packing."""
    content = target.read_bytes()
    if target.suffix in PACKED and len(content) > 1000:
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        target.with_name(target.name + ".br").write_bytes(brotli.compress(content))
