"""Bad input, as a list of fields and sentences in the reader's language."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise

Text = str | Promise
"""A sentence, or one that is translated when it is shown."""


class Fault(NamedTuple):
    """What is wrong with one field; the message is already translated or lazily so."""

    field: str
    message: Text


class KeyReused(Exception):
    """The Idempotency-Key belongs to something that was sent before with another content."""


class BadInput(Exception):
    """The request cannot be taken as it is. `status` is the HTTP status that fits."""

    def __init__(self, faults: Sequence[Fault], *, status: int = 422) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = list(faults)
        self.status = status

    @classmethod
    def single(cls, field: str, message: Text, *, status: int = 422) -> "BadInput":
        """A refusal with a single fault."""
        return cls([Fault(field, message)], status=status)
