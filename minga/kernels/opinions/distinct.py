"""What sets a group apart: the statements on which it votes unlike everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb

from minga.kernels.opinions.consensus import Tally

MAX_FALSE_SHARE = 0.05
"""Of what is shown as distinct, at most this share may be chance (Benjamini-Hochberg 1995)."""


@dataclass(frozen=True)
class Distinct:
    """A group agrees (or disagrees) with a statement more than the others do: k of n, and K of N.

    `likely` is the one-sided p-value of Fisher's exact test. The groups were made from the same
    votes, so it describes; it proves nothing about people who did not vote.
    """

    group: int
    statement: int
    agrees: bool
    inside: tuple[int, int]
    outside: tuple[int, int]
    likely: float


def distinct_statements(counted: Tally, *, most: int = 5) -> list[Distinct]:
    """For each group at most so many statements, the surest first.

    Only those that most of the group shares: a group is told by what it thinks, not only by
    being the one that thinks it a little more.
    """
    candidates = [
        candidate for group in range(len(counted.votes)) for candidate in _of_group(counted, group)
    ]
    candidates.sort(key=lambda candidate: (candidate.likely, candidate.group, candidate.statement))
    sure = max(
        (
            rank
            for rank, candidate in enumerate(candidates, 1)
            if candidate.likely <= MAX_FALSE_SHARE * rank / len(candidates)
        ),
        default=0,
    )
    chosen: dict[int, list[Distinct]] = {group: [] for group in range(len(counted.votes))}
    for candidate in candidates[:sure]:
        votes, voters = candidate.inside
        if 2 * votes > voters and len(chosen[candidate.group]) < most:
            chosen[candidate.group].append(candidate)
    return [candidate for own in chosen.values() for candidate in own]


def _of_group(counted: Tally, group: int) -> list[Distinct]:
    rows = []
    voters = counted.votes.sum(axis=0) - counted.votes[group]
    for agrees, kind in ((True, counted.agrees), (False, counted.disagrees)):
        others = kind.sum(axis=0) - kind[group]
        for statement in range(kind.shape[1]):
            inside = (int(kind[group, statement]), int(counted.votes[group, statement]))
            outside = (int(others[statement]), int(voters[statement]))
            if inside[1] and outside[1]:
                likely = fisher(*inside, *outside)
                rows.append(Distinct(group, statement, agrees, inside, outside, likely))
    return rows


@cache
def fisher(hits: int, drawn: int, other_hits: int, other_drawn: int) -> float:
    """How likely at least so many hits fall among those drawn when both draw from one urn."""
    all_hits, everyone = hits + other_hits, drawn + other_drawn
    ways: Sequence[int] = [
        comb(all_hits, k) * comb(everyone - all_hits, drawn - k)
        for k in range(hits, min(drawn, all_hits) + 1)
    ]
    return sum(ways) / comb(everyone, drawn)
