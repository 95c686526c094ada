"""The slow twin of likeness: every pair of texts, feature by feature, as the formula says it."""

from collections.abc import Sequence
from math import log, sqrt

from minga.kernels.likeness import RUN_WEIGHT, features_of


def cosine(one: str, other: str, texts: Sequence[str]) -> float:
    """The likeness of two texts with the weights of a collection."""
    first, second = weights(one, texts), weights(other, texts)
    top = sum(first[feature] * second[feature] for feature in first if feature in second)
    under = sqrt(sum(x * x for x in first.values())) * sqrt(sum(x * x for x in second.values()))
    return top / under if under else 0.0


def weights(text: str, texts: Sequence[str]) -> dict[str, float]:
    """(1 + ln tf) · (1 + ln(N / df)), runs of letters at their smaller weight."""
    counts = features_of(text)
    weighed = {}
    for feature, many in counts.items():
        holding = sum(feature in features_of(each) for each in texts) or 1
        share = RUN_WEIGHT if feature.startswith("~") else 1.0
        weighed[feature] = (1 + log(many)) * share * (1 + log(max(len(texts), 1) / holding))
    return weighed
