"""How alike short texts are: cosine of TF-IDF weights over stems and the letters of each word.

A text becomes weighted features: its stems (folded, without Spanish and English filler words,
cut to a stem by their endings) and, at half weight, the runs of four letters inside its words, so
that "paradero" and "paraderos", a typing slip, or "iluminar" and "iluminación" still meet.
Weights are (1 + ln tf) · (1 + ln(N / df)); vectors have length one; the likeness of two texts is
their inner product, 0 … 1. Salton and Buckley, "Term-weighting approaches in automatic text
retrieval" (1988), weighting ltc.

An index over n texts of about t features takes O(n·t) memory; one question touches only the
postings of its own features.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
Vector = tuple[Numbers, Weights]
EPSILON = 1e-12
"""What is alike only by rounding is not alike."""

WORD = re.compile(r"[^\W_]+")
ACCENTS = re.compile("[\u0300-\u036f]")
RUN = 4
RUN_WEIGHT = 0.5
MIN_STEM = 4
MAX_FEATURES = 400
"""Of a longer text only so many features count: the first ones it has."""

FILLERS = frozenset(
    """
    a al algo ante asi aun aunque cada como con contra cual cuando de del desde donde dos e el
    ella ellas ellos en entre era es esa ese eso esta estan estar este esto estos fue ha han hasta
    hay la las le les lo los mas me mi muy ni no nos o otra otro para pero por porque que quien se
    ser si sin sobre son su sus tambien tan te tener tiene tienen todo todos tu un una uno unos y
    ya the and are as at be by for from has have in is it its of on or that this to was we with
    there they not
    """.split()  # noqa: SIM905 (one word a line would fill a screen)
)
ENDINGS = (
    "aciones", "amiento", "imiento", "acion", "mente", "iones", "ando", "iendo",
    "adas", "ados", "idas", "idos", "ada", "ado", "ida", "ido", "cion", "ion",
    "eros", "eras", "ero", "era", "ar", "er", "ir", "as", "os", "es", "an", "en",
    "a", "o", "e", "s",
)  # fmt: skip


class Like(NamedTuple):
    """A text of the index by its position, and how alike it is (0 … 1)."""

    position: int
    likeness: float


class Pair(NamedTuple):
    """Two texts of the index, the earlier first, and how alike they are."""

    one: int
    other: int
    likeness: float


def folded(text: str) -> str:
    """Lower case without accents; ñ keeps its own letter."""
    kept = text.casefold().replace("ñ", "\0")
    return ACCENTS.sub("", unicodedata.normalize("NFKD", kept)).replace("\0", "ñ")


def words_of(text: str) -> list[str]:
    """The words that carry meaning, folded, in order."""
    return [word for word in WORD.findall(folded(text)) if word not in FILLERS]


def stem_of(word: str) -> str:
    """A word without the longest ending of the list that leaves MIN_STEM letters."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def _features_of_word(word: str) -> tuple[str, ...]:
    runs = ("~" + word[start : start + RUN] for start in range(len(word) - RUN + 1))
    return (stem_of(word), *islice(runs, MAX_FEATURES))


def features_of(text: str) -> Counter[str]:
    """How often each feature occurs: stems as they are, runs of letters with a mark before."""
    features = chain.from_iterable(map(_features_of_word, words_of(text)))
    return Counter(islice(features, MAX_FEATURES))


class Likeness:
    """An index of texts that answers which of them are like another text, and like each other."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [features_of(text) for text in texts]
        self._many = len(counted)
        holding: Counter[str] = Counter(chain.from_iterable(counted))
        self._number = {feature: number for number, feature in enumerate(holding)}
        self._rarity = {feature: self._rare(feature, many) for feature, many in holding.items()}
        self._vectors = [self._vector(counts) for counts in counted]
        # Postings: for each feature the texts that hold it, in order, in one long array.
        lengths = [len(ids) for ids, _ in self._vectors]
        features = _joined([ids for ids, _ in self._vectors], np.int64)
        positions = np.repeat(np.arange(self._many), lengths)
        order = np.argsort(features, kind="stable")
        self._positions = positions[order]
        self._weights = _joined([weights for _, weights in self._vectors], np.float64)[order]
        counts = np.bincount(features, minlength=len(holding))
        self._starts = np.concatenate(([0], np.cumsum(counts)))

    def _rare(self, feature: str, many: int) -> float:
        share = RUN_WEIGHT if feature.startswith("~") else 1.0
        return share * (1.0 + math.log(max(self._many, 1) / many))

    def _vector(self, counts: Counter[str]) -> Vector:
        """Known features and their weights, of length one together with the unknown ones.

        What no text of the index has counts as if one had it.
        """
        weights = {
            feature: (1.0 + math.log(many)) * (self._rarity.get(feature) or self._rare(feature, 1))
            for feature, many in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        indexed = [feature for feature in weights if feature in self._number]
        ids = np.array([self._number[feature] for feature in indexed], np.int64)
        return ids, np.array([weights[feature] / length for feature in indexed], np.float64)

    def _scores(self, vector: Vector, ends: Numbers) -> Weights:
        """The likeness of each text, over the postings of each feature up to its end."""
        ids, weights = vector
        spans = [slice(self._starts[feature], ends[feature]) for feature in ids]
        lengths = [span.stop - span.start for span in spans]
        positions = _joined([self._positions[span] for span in spans], np.int64)
        parts = _joined([self._weights[span] for span in spans], np.float64)
        scores: Weights = np.zeros(self._many)
        if len(positions):
            scores += np.bincount(positions, parts * np.repeat(weights, lengths), self._many)
        return scores

    def like(self, text: str, *, least: float, most: int = 5) -> list[Like]:
        """The texts at least so alike, the likest first (at equal likeness, the earlier first)."""
        scores = self._scores(self._vector(features_of(text)), self._starts[1:])
        texts = np.flatnonzero(scores >= max(least, EPSILON))
        order = texts[np.lexsort((texts, -scores[texts]))][:most]
        return [Like(int(text_id), min(1.0, float(scores[text_id]))) for text_id in order]

    def pairs(self, *, least: float, most: int = 200) -> list[Pair]:
        """The pairs at least so alike, the likest first. Time grows with the square of texts."""
        pairs: list[Pair] = []
        ends = self._starts[:-1].copy()  # each text meets only those before it
        for other, vector in enumerate(self._vectors):
            scores = self._scores(vector, ends)
            for earlier in np.flatnonzero(scores >= max(least, EPSILON)):
                pairs.append(Pair(int(earlier), other, min(1.0, float(scores[earlier]))))
            ends[vector[0]] += 1
        pairs.sort(key=lambda pair: (-pair.likeness, pair.one, pair.other))
        return pairs[:most]


def _joined(parts: Sequence[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(parts) if len(parts) else np.zeros(0, kind)
