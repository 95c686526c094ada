"""Chance that anybody can recompute: bytes drawn from a published text.

The stream of a seed is SHA-256("<seed>/0"), SHA-256("<seed>/1"), … one after the other, the seed
as UTF-8 and the counter in decimal digits. A number below n takes the fewest whole bytes that
can hold n - 1, reads them as one big-endian number, keeps its highest bits (as many as n - 1
has) and tries again while the number is not below n: no number is likelier than another. A
shuffle is Fisher's and Yates's from the last place to the second. Twenty lines in any language.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Lots:
    """A stream of numbers that follows from a text alone."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._blocks = 0
        self._bytes = b""
        self._at = 0

    def below(self, most: int) -> int:
        """A number from 0 to `most` - 1, each as likely as the other; `most` is at least 1."""
        bits = (most - 1).bit_length()
        if bits == 0:
            return 0
        width = (bits + 7) // 8
        spare = 8 * width - bits
        while True:
            number = int.from_bytes(self._take(width), "big") >> spare
            if number < most:
                return number

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in an order of which each is equally likely."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def _take(self, width: int) -> bytes:
        while self._at + width > len(self._bytes):
            block = sha256(f"{self._seed}/{self._blocks}".encode()).digest()
            self._bytes, self._at = self._bytes[self._at :] + block, 0
            self._blocks += 1
        self._at += width
        return self._bytes[self._at - width : self._at]


def commitment_of(seed: str) -> str:
    """What is published before the draw: SHA-256 of the seed as UTF-8, in hexadecimal.

    It binds only when the seed cannot be guessed: use 16 random bytes or more.
    """
    return sha256(seed.encode()).hexdigest()
