"""Which position of a trip a `stop_sequence` means: GTFS only asks that the numbers rise.

Realtime messages name stops by them, compiled networks count from 0. Kept beside the zip.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minga.transit.feeds.importing.zip_store import write_beside

if TYPE_CHECKING:
    from minga.kernels.transit.compile.feed import Feed

Patterns = dict[str, Any]
KIND = "sequences.json"


def sequences_of(feed: "Feed") -> Patterns:
    """{"usual": first, "odd": {trip: number of pattern}, "patterns": [[sequence, …], …]}.

    `usual`: the number with which most trips begin that count on without a gap.
    """
    import polars as pl

    runs = (
        feed["stop_times"]
        .lazy()
        .sort("trip_id", "sequence")
        .group_by("trip_id", maintain_order=True)
        .agg("sequence")
        .with_columns(
            first=pl.col("sequence").list.first(),
            is_plain=pl.col("sequence").list.last() - pl.col("sequence").list.first() + 1
            == pl.col("sequence").list.len(),
        )
        .collect()
    )
    plain = runs.filter("is_plain")["first"]
    usual = int(plain.mode().min()) if len(plain) else 0  # type: ignore[arg-type]
    odd: dict[str, int] = {}
    patterns: dict[tuple[int, ...], int] = {}
    rest = runs.filter(~pl.col("is_plain") | (pl.col("first") != usual))
    for trip, sequence in rest.select("trip_id", "sequence").iter_rows():
        odd[trip] = patterns.setdefault(tuple(sequence), len(patterns))
    return {"usual": usual, "odd": odd, "patterns": [list(pattern) for pattern in patterns]}


class Sequences:
    """The positions of one feed version's trips."""

    def __init__(self, patterns: Patterns) -> None:
        self._usual, self._odd = patterns["usual"], patterns["odd"]
        self._patterns = [
            {number: position for position, number in enumerate(pattern)}
            for pattern in patterns["patterns"]
        ]

    def position(self, trip_id: str, sequence: int) -> int | None:
        """Which stop of the trip it is, from 0; None for a number that no stop has.

        Of trips that count without gaps the end is not known here: ask the timetable.
        """
        pattern = self._odd.get(trip_id)
        if pattern is not None:
            place: int | None = self._patterns[pattern].get(sequence)
            return place
        position = sequence - self._usual
        return int(position) if position >= 0 else None


@lru_cache(maxsize=8)
def read_sequences(zipped: Path) -> Sequences:
    """What was kept beside a zip, made again where it was lost."""
    path = zipped.with_suffix(f".{KIND}")
    if not path.exists():
        from minga.kernels.transit.compile.feed import read_feed

        write_beside(zipped, KIND, sequences_of(read_feed(zipped)))
    return Sequences(json.loads(path.read_text()))
