"""Ids out of names: of stops that several lines share, and of who runs them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from minga.kernels.feedmaking.along import step_m
from minga.kernels.feedmaking.lines import Halt, Line, Point, Way

SAME_STOP_M = 60.0
"""Halts of one name so near each other are one stop."""
LONGEST_ID = 60


def slug_of(name: str) -> str:
    """Letters and digits without accents, parted by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-")


class StopNames:
    """Ids of halts: the slug of the name; with a mark of the place where several share it."""

    def __init__(self, ways: Iterable[Way]) -> None:
        self._places: dict[str, list[Halt]] = {}
        for way in ways:
            for halt in way.halts:
                halts = self._places.setdefault(halt.name, [])
                if self._known(halt) is None:
                    halts.append(halt)
        slugs = [slug_of(halt.name) for halt in self._every()]
        self._ids = {
            halt: slug if slug and slugs.count(slug) == 1 else self._marked(slug, halt)
            for halt, slug in zip(self._every(), slugs, strict=True)
        }

    def __getitem__(self, halt: Halt) -> str:
        named = self._known(halt)
        if named is None:
            raise KeyError(halt)
        return self._ids[named]

    def all(self) -> Iterator[tuple[Halt, str]]:
        """Each stop once, by id."""
        yield from sorted(self._ids.items(), key=lambda item: item[1])

    def _every(self) -> Iterator[Halt]:
        for halts in self._places.values():
            yield from halts

    def _known(self, halt: Halt) -> Halt | None:
        spot = Point(halt.lat, halt.lon)
        for neighbour in self._places.get(halt.name, ()):
            if step_m(spot, Point(neighbour.lat, neighbour.lon)) <= SAME_STOP_M:
                return neighbour
        return None

    @staticmethod
    def _marked(slug: str, halt: Halt) -> str:
        text = f"{halt.name} {halt.lat:.5f} {halt.lon:.5f}"
        return f"{slug or 'stop'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def agency_ids(lines: Sequence[Line], publisher: str) -> dict[str, str]:
    """Ids of who runs the lines, by name, in the lines' order; no name is the publisher's."""
    ids: dict[str, str] = {}
    for line in lines:
        name = line.operator.strip() or publisher
        slug = slug_of(name) or "agency"
        if name not in ids:
            many = sum(slug_of(other) == slug_of(name) for other in ids)
            ids[name] = slug if not many else f"{slug}-{many + 1}"
    return ids
