"""What the floor writes for the rooms: columns that are made of others."""

from collections.abc import Sequence
from typing import Any

from minga.ground.folding import fold

REFOLDED = 500
"""So many rows at a time."""


def refold(rows: Any, of: Sequence[str], *, most: int | None = None) -> int:
    """Fold anew what older tables of abbreviations folded (for migrations); how many changed.

    `most`: so many letters fit into the column.
    """
    changed: list[Any] = []
    count = 0
    for row in rows.only("pk", "folded", *of).order_by("pk").iterator(chunk_size=REFOLDED):
        folded = fold(" ".join(getattr(row, column) for column in of))[:most]
        if folded != row.folded:
            row.folded = folded
            changed.append(row)
        if len(changed) == REFOLDED:
            rows.bulk_update(changed, ["folded"])
            count, changed = count + REFOLDED, []
    rows.bulk_update(changed, ["folded"])
    return count + len(changed)
