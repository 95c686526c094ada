"""Text that every database can keep: PostgreSQL stores no U+0000, and nothing a lone surrogate."""

import re
from collections.abc import Mapping
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


MAX_DEPTH = 64
"""Lists in lists and so on: what lies deeper is nobody's data, and costs whoever walks it."""


def is_storable(value: Any) -> bool:
    """False when a text anywhere in these plain values cannot be stored, or they are too deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for part in level:
            if isinstance(part, str):
                if UNSTORABLE.search(part):
                    return False
            elif isinstance(part, Mapping):
                inner += [*part.keys(), *part.values()]
            elif isinstance(part, (list, tuple)):
                inner += part
        if not inner:
            return True
        level = inner
    return False
