"""A programme as a file: what travels to another city, and how a stranger's file is read.

A zip of parts: `programme.json` (the programme, its phases and its horizon), `nodes.jsonl` and
`edges.jsonl`, and those of EXTRA, which older files lack (one JSON object a line). Public ids name
the nodes inside the file; who takes it in gives them new ones and keeps the old as lineage. What is
not public travels as a bare node (its kind, its edges and its steps), and a champion who is not to
be named without the name, so that nothing breaks and no private word leaves.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "minga-programme/1"
HEAD, NODES, EDGES = "programme.json", "nodes.jsonl", "edges.jsonl"
EXTRA = ("champions", "hand_overs", "organisations", "stakes", "credits", "steps")
"""Parts that a file may lack, by the names of `Bundle`; in the zip each ends in .jsonl."""
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_LINES = 200_000


class BundleUnreadable(Exception):
    """The file is no bundle of a programme; the message says why."""


@dataclass(frozen=True)
class Bundle:
    """What a file holds, as plain values that nobody has checked yet."""

    head: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    champions: list[dict[str, Any]] = field(default_factory=list)
    hand_overs: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)
    stakes: list[dict[str, Any]] = field(default_factory=list)
    credits: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def write_bundle(path: Path, bundle: Bundle) -> None:
    """Write a bundle; the same programme gives the same bytes. It is there whole or not at all."""
    lines = {NODES: bundle.nodes, EDGES: bundle.edges}
    lines |= {f"{name}.jsonl": getattr(bundle, name) for name in EXTRA}
    parts = {HEAD: json.dumps(bundle.head | {"format": FORMAT}, ensure_ascii=False, indent=1)}
    for name, rows in lines.items():
        parts[name] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    draft = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in parts.items():
                packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_bundle(path: Path) -> Bundle:
    """Read a file that anybody may have made. Raises BundleUnreadable.

    Only its own parts are looked at, whatever else lies in the zip; nothing is unpacked to disk.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            head = json.loads(_part(packed, HEAD))
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise BundleUnreadable(f"{path.name} is no programme that Minga wrote.")
            refused: list[str] = []
            nodes = list(_lines(_part(packed, NODES), NODES, refused))
            edges = list(_lines(_part(packed, EDGES), EDGES, refused))
            there = [name for name in EXTRA if f"{name}.jsonl" in packed.namelist()]
            extra = {
                name: list(_lines(_part(packed, f"{name}.jsonl"), f"{name}.jsonl", refused))
                for name in there
            }
    except (OSError, zipfile.BadZipFile, KeyError, EOFError, RuntimeError) as error:
        raise BundleUnreadable(f"{path.name} cannot be read: {error}") from error
    except (NotImplementedError, ValueError, RecursionError) as error:
        raise BundleUnreadable(f"{path.name} is damaged: {error}") from error
    return Bundle(head, nodes, edges, refused=refused, **extra)


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    entry = packed.getinfo(name)
    if entry.file_size > MAX_UNPACKED_BYTES:
        raise BundleUnreadable(f"{name} is too large.")
    with packed.open(entry) as part:
        data = part.read(MAX_UNPACKED_BYTES + 1)  # the size a zip tells of itself may be a lie
    if len(data) > MAX_UNPACKED_BYTES:
        raise BundleUnreadable(f"{name} is too large.")
    return data


def _lines(data: bytes, name: str, refused: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(io.BytesIO(data), start=1):
        if number > MAX_LINES:
            raise BundleUnreadable(f"{name} has more than {MAX_LINES} lines.")
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        elif line.strip():
            refused.append(f"{name}, line {number}: this is no JSON object")
