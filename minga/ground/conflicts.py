"""Two people change one thing: the slower one is shown both texts, nothing is lost unseen.

Every form that replaces something sends back a mark of what it was filled with: a version, or
`mark_of` what stood there. Where something else stands by then, the action writes nothing and
raises `Changed`. The page answers 409 with what differs side by side (`differences`, shown by
`web/_conflict.html`) above the form, which holds the words just sent and the mark of what is
shown beside them: saving again replaces what was seen, and only that.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from minga.ground.errors import Text

MARK_LENGTH = 16


class Difference(NamedTuple):
    """A field that two people filled in differently: what stands, and what was sent."""

    label: Text
    stands: str
    sent: str


class Changed(Exception):
    """Somebody else changed it since it was read; nothing was written.

    A page may add the `differences` on the exception's way out, for who shows them.
    """

    differences: Sequence[Difference] = ()


def mark_of(*values: Any) -> str:
    """A short mark of values, which no other values share."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def refuse_unless_seen(seen: str | None, mark: Callable[[], str]) -> None:
    """Raise Changed unless what stands has the mark seen; `seen` None: nobody read it before."""
    if seen is not None and seen != mark():
        raise Changed


def differences(fields: Iterable[tuple[Text, str, str]]) -> list[Difference]:
    """Those of (label, what stands, what was sent) that differ, however lines end."""
    rows = (Difference(label, _plain(stands), _plain(sent)) for label, stands, sent in fields)
    return [row for row in rows if row.stands != row.sent]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
