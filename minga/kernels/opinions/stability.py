"""How alike two divisions of the same people are."""

import numpy as np
from numpy.typing import NDArray


def adjusted_rand(labels_a: NDArray[np.int64], labels_b: NDArray[np.int64]) -> float:
    """The Rand index adjusted for chance (Hubert and Arabie 1985): 1 the same, about 0 unrelated.

    Two divisions that both put everybody together, or everybody apart, are the same: 1.
    """
    _, rows = np.unique(labels_a, return_inverse=True)
    _, columns = np.unique(labels_b, return_inverse=True)
    if len(rows) < 2:
        return 1.0
    table = np.zeros((rows.max() + 1, columns.max() + 1), dtype=np.int64)
    np.add.at(table, (rows, columns), 1)
    together = _pairs(table)
    in_one, in_other = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    everybody = len(rows) * (len(rows) - 1) / 2
    by_chance = in_one * in_other / everybody
    most = (in_one + in_other) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _pairs(counts: NDArray[np.int64]) -> float:
    return float((counts * (counts - 1) // 2).sum())
