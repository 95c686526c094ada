"""The one text policy: what every database can keep, and what does not deceive who reads it.

PostgreSQL stores no U+0000, and nothing a lone surrogate: such text is refused. Signs that show
nothing and lead the eye astray are left out of whatever people send: those that turn the
direction of what follows (Boucher and Anderson, "Trojan Source", 2021; Unicode TR 36), and those
without width that make two equal names two. Joiners stay, scripts and emoji need them; a text in
which nothing can be seen is no text.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DECEIVING = re.compile(
    "["
    "\u00ad"  # soft hyphen
    "\u180e\u200b\u2060-\u2064\ufeff"  # without width
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated shaping, interlinear notes
    "]"
)
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their class that show nothing."""
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Classes of signs that show nothing by themselves: controls, joiners, marks, spaces."""


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


def honest(text: str) -> str:
    """The text without the signs that deceive; "" where nothing of it can be seen."""
    if text.isascii():
        return text
    left = DECEIVING.sub("", text)
    return left if left.isspace() or any(map(_is_seen, left)) else ""


def honest_throughout(value: Any) -> Any:
    """Plain values with every text in them made honest, names too."""
    if isinstance(value, str):
        return honest(value)
    if isinstance(value, Mapping):
        return {honest_throughout(name): honest_throughout(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        parts = [honest_throughout(part) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    return value


def _is_seen(sign: str) -> bool:
    return sign not in BLANK and unicodedata.category(sign) not in UNSEEN
