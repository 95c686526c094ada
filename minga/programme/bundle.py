"""A programme as a file: what travels to another city, and how a stranger's file is read.

A zip of three parts: `programme.json` (the programme and its phases), `nodes.jsonl` and
`edges.jsonl` (one JSON object a line). Public ids name the nodes inside the file; who takes it in
gives them new ones and keeps the old as lineage. What is not public travels as a bare node (its
kind and its edges), so that the graph stays whole and no private word leaves.
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
UNPACKED_MOST = 200 * 1024 * 1024
LINES_MOST = 200_000


class BundleUnreadable(Exception):
    """The file is no bundle of a programme; the message says why."""


@dataclass(frozen=True)
class Bundle:
    """What a file holds, as plain values that nobody has checked yet."""

    head: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    refused: list[str] = field(default_factory=list)


def write_bundle(path: Path, bundle: Bundle) -> None:
    """Write a bundle; the same programme gives the same bytes."""
    parts = {
        HEAD: json.dumps(bundle.head | {"format": FORMAT}, ensure_ascii=False, indent=1),
        NODES: "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in bundle.nodes),
        EDGES: "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in bundle.edges),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode())


def read_bundle(path: Path) -> Bundle:
    """Read a file that anybody may have made. Raises BundleUnreadable.

    Only the three parts are looked at, whatever else lies in the zip; nothing is unpacked to disk.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            head = json.loads(_part(packed, HEAD))
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise BundleUnreadable(f"{path.name} is no programme that Minga wrote.")
            refused: list[str] = []
            nodes = list(_lines(_part(packed, NODES), NODES, refused))
            edges = list(_lines(_part(packed, EDGES), EDGES, refused))
    except (OSError, zipfile.BadZipFile, KeyError, EOFError, RuntimeError) as trouble:
        raise BundleUnreadable(f"{path.name} cannot be read: {trouble}") from trouble
    except (NotImplementedError, ValueError, RecursionError) as trouble:
        raise BundleUnreadable(f"{path.name} is damaged: {trouble}") from trouble
    return Bundle(head, nodes, edges, refused)


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    told = packed.getinfo(name)
    if told.file_size > UNPACKED_MOST:
        raise BundleUnreadable(f"{name} is too large.")
    with packed.open(told) as part:
        data = part.read(UNPACKED_MOST + 1)  # the size a zip tells of itself may be a lie
    if len(data) > UNPACKED_MOST:
        raise BundleUnreadable(f"{name} is too large.")
    return data


def _lines(data: bytes, name: str, refused: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(io.BytesIO(data), start=1):
        if number > LINES_MOST:
            raise BundleUnreadable(f"{name} has more than {LINES_MOST} lines.")
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        elif line.strip():
            refused.append(f"{name}, line {number}: this is no JSON object")
