"""The kinds of node, as tables: what each asks, its states, its moves, where it may come from.

Source: World Bank, Gran Concepción activity 2013-14, components 1 and 2 and their tables.
"""

from minga.programme.kinds import codesign, diagnosis, everywhere, vision
from minga.programme.kinds.kind import Kind, Move

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (*codesign.KINDS, *diagnosis.KINDS, *vision.KINDS, *everywhere.KINDS)
}

__all__ = ["KINDS", "Kind", "Move"]
