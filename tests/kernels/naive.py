"""Slow twins of the kernels: each says the same thing in the most obvious way."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations, permutations


def bytes_of_seed(seed: str, blocks: int) -> bytes:
    """The first blocks of a seed's stream."""
    return b"".join(sha256(f"{seed}/{number}".encode()).digest() for number in range(blocks))


def number_below(stream: list[int], most: int) -> int:
    """A number from a stream of bytes, bit by bit; takes the bytes it uses off the stream."""
    bits = len(f"{most - 1:b}") if most > 1 else 0
    while bits:
        taken = [stream.pop(0) for _ in range(-(-bits // 8))]
        number = int("".join(f"{byte:08b}" for byte in taken)[:bits], 2)
        if number < most:
            return number
    return 0


def shuffle(seed: str, count: int) -> list[int]:
    """The numbers below `count` in the order of a seed."""
    stream = list(bytes_of_seed(seed, 200))
    order = list(range(count))
    for last in reversed(range(1, count)):
        other = number_below(stream, last + 1)
        order[other], order[last] = order[last], order[other]
    return order


def pairs_that_met(rounds: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """The different pairs that sat at one table in one of the rounds (-1: was not there)."""
    return {
        (one, other)
        for held in rounds
        for one, other in combinations(range(len(held)), 2)
        if held[one] == held[other] != -1
    }


def allowed_groups(categories: Sequence[str], sizes: Sequence[int]) -> set[tuple[int, ...]]:
    """Every way to seat the people with one of each category in each group."""
    seats = [group for group, size in enumerate(sizes) for _ in range(size)]
    needed = set(categories) - {""}
    return {
        way
        for way in set(permutations(seats))
        if all(
            needed <= {own for own, seat in zip(categories, way, strict=True) if seat == group}
            for group in range(len(sizes))
        )
    }
