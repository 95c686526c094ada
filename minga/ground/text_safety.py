"""Text that every database can keep: PostgreSQL stores no U+0000, and nothing a lone surrogate."""

import re
from collections.abc import Mapping
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(value: Any) -> bool:
    """False when a text anywhere in these plain values cannot be stored."""
    if isinstance(value, str):
        return UNSTORABLE.search(value) is None
    if isinstance(value, Mapping):
        return all(is_storable(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return all(is_storable(part) for part in value)
    return True
