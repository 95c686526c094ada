"""Laying people out on a plane by how they voted, and finding the clumps in it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from minga.kernels.opinions.consensus import UNSEEN, Labels, Votes

Points = NDArray[np.float64]
MAX_ROUNDS, STARTS = 60, 5
MAX_COMPARED = 800


class Plane(NamedTuple):
    """Where each person stands (float64 [people, 2]) and how much of the differences it shows."""

    points: Points
    shown: float


def lay_out(votes: Votes) -> Plane:
    """Principal components of the votes, with what people did not see filled by the mean.

    Filling pulls those who saw little towards the middle, so each person is moved out again by
    the square root of statements / votes of theirs. Signs are fixed: the largest weight of an
    axis is positive.
    """
    seen = votes != UNSEEN
    counts = np.maximum(seen.sum(axis=0), 1)
    means = np.where(seen, votes, 0).sum(axis=0) / counts
    filled = np.where(seen, votes - means, 0.0)
    axes, shown = _axes(filled)
    sparse = np.sqrt(votes.shape[1] / np.maximum(seen.sum(axis=1), 1))
    return Plane(filled @ axes * sparse[:, None], shown)


def _axes(filled: Points) -> tuple[Points, float]:
    """The two directions in which people differ most [statements, 2], and their share of it all.

    From whichever is smaller: how people, or how statements, go together.
    """
    people, statements = filled.shape
    wide = people < statements
    values, vectors = np.linalg.eigh(filled @ filled.T if wide else filled.T @ filled)
    axes = vectors[:, ::-1][:, :2]
    if wide:
        axes = filled.T @ axes
        axes = axes / np.maximum(np.linalg.norm(axes, axis=0), 1e-12)
    if axes.shape[1] < 2:
        axes = np.pad(axes, ((0, 0), (0, 2 - axes.shape[1])))
    largest = axes[np.abs(axes).argmax(axis=0), [0, 1]]
    total = float(values.sum())
    shown = float(values[-2:].sum()) / total if total > 1e-9 else 0.0
    return axes * np.where(largest < 0, -1.0, 1.0), shown


def clumps(points: Points, count: int, chance: np.random.Generator, starts: int = STARTS) -> Labels:
    """k-means with careful starts (Arthur and Vassilvitskii 2007), the best of some runs.

    Groups are numbered by size, the largest first.
    """
    runs = [_settle(points, _starts(points, count, chance)) for _ in range(starts)]
    labels, _cost = min(runs, key=lambda run: round(run[1], 9))
    return by_size(labels, count)


def by_size(labels: Labels, count: int) -> Labels:
    """The same groups, numbered by size, the largest first."""
    sizes = np.bincount(labels, minlength=count)
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(count)
    return rank[labels]


def silhouette(points: Points, labels: Labels, chance: np.random.Generator) -> float:
    """How clearly the groups stand apart, from -1 to 1 (Rousseeuw 1987); alone counts 0.

    Of a crowd, MAX_COMPARED people drawn by chance are compared.
    """
    if len(points) > MAX_COMPARED:
        drawn = np.sort(chance.choice(len(points), MAX_COMPARED, replace=False))
        points, labels = points[drawn], labels[drawn]
    groups = np.unique(labels)
    if len(groups) < 2:
        return 0.0
    apart = np.sqrt(_squares(points, points))
    sums = np.stack([apart[:, labels == group].sum(axis=1) for group in groups], axis=1)
    sizes = np.array([np.count_nonzero(labels == group) for group in groups])
    own = np.searchsorted(groups, labels)
    everyone = np.arange(len(points))
    inside = sums[everyone, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[everyone, own] = np.inf
    outside = means.min(axis=1)
    widest = np.maximum(inside, outside)
    clear = np.where(
        (sizes[own] > 1) & (widest > 0), (outside - inside) / np.maximum(widest, 1e-300), 0
    )
    return float(clear.mean())


def _starts(points: Points, count: int, chance: np.random.Generator) -> Points:
    """The first centre by chance, each next one likelier the farther it is from the others."""
    centres = points[[int(chance.random() * len(points))]]
    while len(centres) < count:
        far = _squares(points, centres).min(axis=1)
        reach = np.cumsum(far)
        if reach[-1] <= 0:
            chosen = int(chance.random() * len(points))
        else:
            chosen = int(np.searchsorted(reach, chance.random() * reach[-1], side="right"))
        centres = np.vstack([centres, points[min(chosen, len(points) - 1)]])
    return centres


def _settle(points: Points, centres: Points) -> tuple[Labels, float]:
    """Everybody to the nearest centre, centres to the middle of theirs, until nobody moves."""
    labels = np.full(len(points), -1, dtype=np.int64)
    for _ in range(MAX_ROUNDS):
        squares = _squares(points, centres)
        nearest = squares.argmin(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        for group in range(len(centres)):
            own = points[labels == group]
            if len(own):
                centres[group] = own.mean(axis=0)
    return labels, float(_squares(points, centres)[np.arange(len(points)), labels].sum())


def _squares(points: Points, centres: Points) -> NDArray[np.float64]:
    """Squared distances [points, centres], by differences: exact zeros stay zeros."""
    across = np.subtract.outer(points[:, 0], centres[:, 0])
    along = np.subtract.outer(points[:, 1], centres[:, 1])
    squares: NDArray[np.float64] = across**2 + along**2
    return squares
