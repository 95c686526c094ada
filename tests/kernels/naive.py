"""Slow twins of the kernels: each says the same thing in the most obvious way."""

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import combinations, permutations, product
from math import dist, inf


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


def consensus(
    entries: Sequence[tuple[int, str, str, int]], group_of: dict[str, str]
) -> dict[str, Fraction]:
    """Group-informed consensus from entries (time, person, statement, vote), one at a time."""
    last = {(person, statement): vote for _, person, statement, vote in sorted(entries)}
    groups = set(group_of.values()) - {""}
    result = {}
    for statement in {entry[2] for entry in entries}:
        agreed = Fraction(1)
        for group in groups:
            own = [
                vote
                for (person, about), vote in last.items()
                if about == statement and group_of.get(person) == group
            ]
            agreed *= Fraction(own.count(1) + 1, len(own) + 2)
        result[statement] = agreed
    return result


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    """By looking at every pair of people: together in one, in the other, in both."""
    pairs = list(combinations(range(len(one)), 2))
    in_one = {pair for pair in pairs if one[pair[0]] == one[pair[1]]}
    in_other = {pair for pair in pairs if other[pair[0]] == other[pair[1]]}
    expected = len(in_one) * len(in_other) / len(pairs)
    most = (len(in_one) + len(in_other)) / 2
    return 1.0 if most == expected else (len(in_one & in_other) - expected) / (most - expected)


def silhouette(points: Sequence[Sequence[float]], labels: Sequence[int]) -> float:
    """By the definition, person by person."""
    worth = []
    for one, own in enumerate(labels):
        means = {}
        for group in set(labels):
            others = [i for i, label in enumerate(labels) if label == group and i != one]
            if others:
                means[group] = sum(dist(points[one], points[i]) for i in others) / len(others)
        inside = means.pop(own, None)
        widest = max(inside or 0.0, min(means.values()))
        alone = inside is None or widest == 0
        worth.append(0.0 if alone else (min(means.values()) - inside) / widest)  # type: ignore[operator]
    return sum(worth) / len(worth)


def fisher(hits: int, drawn: int, other_hits: int, other_drawn: int) -> Fraction:
    """By drawing every set of people: in how many are there at least so many hits?"""
    urn = [1] * (hits + other_hits) + [0] * (drawn + other_drawn - hits - other_hits)
    draws = list(combinations(range(len(urn)), drawn))
    return Fraction(sum(sum(urn[i] for i in own) >= hits for own in draws), len(draws))


def best_cost(points: Sequence[Sequence[float]], count: int) -> float:
    """The least sum of squares of any division into so many groups: all of them are tried."""
    best = inf
    for labels in product(range(count), repeat=len(points)):
        cost = 0.0
        for group in set(labels):
            own = [point for point, label in zip(points, labels, strict=True) if label == group]
            middle = [sum(axis) / len(own) for axis in zip(*own, strict=True)]
            cost += sum(dist(point, middle) ** 2 for point in own)
        best = min(best, cost)
    return best
