"""A programme as a file: what travels to another city, and how a stranger's file is read.

A zip of parts: `programme.json` (the programme, its phases and its horizon), `nodes.jsonl`,
`edges.jsonl`, `champions.jsonl` and `hand_overs.jsonl` (one JSON object a line; the last two may be
missing). Public ids name the nodes inside the file; who takes it in gives them new ones and keeps
the old as lineage. What is not public travels as a bare node (its kind and its edges), and a
champion who is not to be named without the name, so that nothing breaks and no private word leaves.
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
CHAMPIONS, HAND_OVERS = "champions.jsonl", "hand_overs.jsonl"
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
    refused: list[str] = field(default_factory=list)


def write_bundle(path: Path, bundle: Bundle) -> None:
    """Write a bundle; the same programme gives the same bytes."""
    lines = {
        NODES: bundle.nodes,
        EDGES: bundle.edges,
        CHAMPIONS: bundle.champions,
        HAND_OVERS: bundle.hand_overs,
    }
    parts = {HEAD: json.dumps(bundle.head | {"format": FORMAT}, ensure_ascii=False, indent=1)}
    for name, rows in lines.items():
        parts[name] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode())


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
            champions, hand_overs = (
                list(_lines(_part(packed, name), name, refused))
                if name in packed.namelist()
                else []
                for name in (CHAMPIONS, HAND_OVERS)
            )
    except (OSError, zipfile.BadZipFile, KeyError, EOFError, RuntimeError) as error:
        raise BundleUnreadable(f"{path.name} cannot be read: {error}") from error
    except (NotImplementedError, ValueError, RecursionError) as error:
        raise BundleUnreadable(f"{path.name} is damaged: {error}") from error
    return Bundle(head, nodes, edges, champions, hand_overs, refused)


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
