"""Group-informed consensus: what every group agrees on, however small the group.

For each statement, the product over groups of (agrees + 1) / (votes + 2): Laplace's estimate of
how likely somebody of the group agrees, multiplied, so that one group that does not agree pulls
it down (Small and others, "Polis: scaling deliberation by mapping high dimensional opinion
spaces", 2021). Anybody can recompute it from the published votes.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
UNSEEN = -2
"""The person has not voted on the statement: compared, never added."""
NO_GROUP = -1
"""The person is in no group and counts in none."""

Votes = NDArray[np.int8]
Labels = NDArray[np.int64]


class Tally(NamedTuple):
    """For each group and statement, who agrees, disagrees, and has voted at all (int64 [g, s])."""

    agrees: NDArray[np.int64]
    disagrees: NDArray[np.int64]
    votes: NDArray[np.int64]


def last_votes(entries: Iterable[tuple[int, int, int]], people: int, statements: int) -> Votes:
    """The matrix of entries (person, statement, vote) in the order of time.

    A later vote takes the place of an earlier one: somebody who changes their mind is one person.
    """
    votes = np.full((people, statements), UNSEEN, dtype=np.int8)
    for person, statement, vote in entries:
        votes[person, statement] = vote
    return votes


def tally(votes: Votes, groups: Labels, count: int) -> Tally:
    """Count each person once in their group; people of NO_GROUP in none."""
    shape = (count, votes.shape[1])
    counted = Tally(*(np.zeros(shape, dtype=np.int64) for _ in Tally._fields))
    for group in range(count):
        own = votes[groups == group]
        counted.agrees[group] = np.count_nonzero(own == AGREE, axis=0)
        counted.disagrees[group] = np.count_nonzero(own == DISAGREE, axis=0)
        counted.votes[group] = np.count_nonzero(own != UNSEEN, axis=0)
    return counted


def consensus_of(counted: Tally) -> NDArray[np.float64]:
    """Group-informed consensus of each statement, between 0 and 1.

    A group that has not voted on a statement counts one half, as one that is undecided.
    """
    likely = (counted.agrees + 1) / (counted.votes + 2)
    consensus: NDArray[np.float64] = np.prod(likely, axis=0)
    return consensus
