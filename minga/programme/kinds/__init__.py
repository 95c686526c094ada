"""The kinds of node, as tables: what each asks, its states, its moves, where it may come from.

Source: World Bank, Gran Concepción activity 2013-14, components 1 and 2 and their tables.
"""

from minga.programme.kinds import codesign, diagnosis, everywhere, listening, vision
from minga.programme.kinds.kind import Kind, Move

KINDS: dict[str, Kind] = {
    kind.code: kind
    for part in (listening, codesign, diagnosis, vision, everywhere)
    for kind in part.KINDS
}

__all__ = ["KINDS", "Kind", "Move"]
