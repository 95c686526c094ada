"""Groups of people who vote alike, and how much they can be trusted.

The recipe is Polis's: a plane of principal components, k-means with two to five groups, the
number with the clearest silhouette. On published conversations two honest implementations of it
disagree in two of seven, so groups come with a stability: the whole recipe is repeated on people
drawn anew (a bootstrap, Hennig 2007), and each two of these divisions are compared by the adjusted
Rand index over the people who are in both. Below a threshold there are no groups worth showing.
"""

from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

import numpy as np

from minga.kernels.opinions.consensus import NO_GROUP, UNSEEN, Labels, Votes
from minga.kernels.opinions.plane import STARTS, Points, clumps, lay_out, silhouette
from minga.kernels.opinions.stability import adjusted_rand
from minga.kernels.opinions.thresholds import CLEAR, STABLE

MAX_GROUPS, AGAIN = 5, 3
MIN_VOTES = 7
RESAMPLES = 20
CROWD = 1000
"""Of more people than these, the stability is measured on so many drawn by chance."""


@dataclass(frozen=True)
class Groups:
    """A division of the people who voted enough.

    `labels[person]` is a group from 0, the largest first, or NO_GROUP; `count` is 0 where no
    division leaves each group with `size_least` people. `stability` is the mean adjusted Rand
    index between resamples (1 the same people together each time, 0 no better than chance),
    `clear` the silhouette, `shown` the share of all differences that the plane shows.
    `points` [people, 2] are where people stand; those who did not vote enough stand at 0, 0.
    """

    labels: Labels
    count: int
    sizes: tuple[int, ...]
    stability: float
    clear: float
    shown: float
    points: Points

    @property
    def are_shown(self) -> bool:
        """True when the groups are stable and apart enough to be worth showing."""
        return self.count > 1 and self.stability >= STABLE and self.clear >= CLEAR


def find_groups(
    votes: Votes,
    seed: str,
    *,
    size_least: int = 5,
    votes_least: int = MIN_VOTES,
    resamples: int = RESAMPLES,
) -> Groups:
    """Divide people by how they voted; the same votes and seed give the same groups.

    People with fewer than `votes_least` votes (or than there are statements) are in no group.
    """
    people, statements = votes.shape
    enough = (votes != UNSEEN).sum(axis=1) >= max(1, min(votes_least, statements))
    members = np.flatnonzero(enough)
    labels = np.full(people, NO_GROUP, dtype=np.int64)
    points = np.zeros((people, 2))
    if len(members) < 2 * size_least:
        return Groups(labels, 0, (), 0.0, 0.0, 0.0, points)
    chance = np.random.Generator(np.random.PCG64(_number(seed)))
    own = votes[members]
    plane = lay_out(own)
    points[members] = plane.points
    division, clear = _divide(plane.points, size_least, chance)
    if division is None:
        return Groups(labels, 0, (), 0.0, 0.0, plane.shown, points)
    labels[members] = division
    count = int(division.max()) + 1
    return Groups(
        labels=labels,
        count=count,
        sizes=tuple(int(size) for size in np.bincount(division, minlength=count)),
        stability=_stability(own, size_least, resamples, chance),
        clear=clear,
        shown=plane.shown,
        points=points,
    )


def _divide(
    points: Points, size_least: int, chance: np.random.Generator, starts: int = STARTS
) -> tuple[Labels | None, float]:
    """The clearest division in which no group is too small; None when there is none."""
    best: Labels | None = None
    clearest = -1.0
    apart = len(np.unique(points, axis=0))
    for count in range(2, min(MAX_GROUPS, len(points) // size_least, apart) + 1):
        labels = clumps(points, count, chance, starts)
        if np.bincount(labels, minlength=count).min() < size_least:
            continue
        clear = silhouette(points, labels, chance)
        if clear > clearest:
            best, clearest = labels, clear
    return best, clearest if best is not None else 0.0


def _stability(votes: Votes, size_least: int, resamples: int, chance: np.random.Generator) -> float:
    """The mean adjusted Rand index between divisions of people drawn anew, with replacement.

    A resample that cannot be divided is like no other: it counts 0 against each.
    """
    if len(votes) > CROWD:
        votes = votes[np.sort(chance.choice(len(votes), CROWD, replace=False))]
    people = len(votes)
    divisions: list[Labels | None] = []
    for _ in range(resamples):
        drawn = np.minimum((chance.random(people) * people).astype(np.int64), people - 1)
        division, _clear = _divide(lay_out(votes[drawn]).points, size_least, chance, starts=AGAIN)
        if division is None:
            divisions.append(None)
            continue
        labels = np.full(people, NO_GROUP, dtype=np.int64)
        labels[drawn] = division
        divisions.append(labels)
    alike = [_alike(labels_a, labels_b) for labels_a, labels_b in combinations(divisions, 2)]
    return float(np.mean(alike)) if alike else 0.0


def _alike(labels_a: Labels | None, labels_b: Labels | None) -> float:
    """The adjusted Rand index over the people who are in both."""
    if labels_a is None or labels_b is None:
        return 0.0
    both = (labels_a != NO_GROUP) & (labels_b != NO_GROUP)
    return adjusted_rand(labels_a[both], labels_b[both])


def _number(seed: str) -> int:
    return int.from_bytes(sha256(seed.encode()).digest(), "big")
