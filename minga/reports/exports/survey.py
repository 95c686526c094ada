"""What a whole export shows that none of its rows can: its types, the order of dates, the axes."""

from collections import Counter
from dataclasses import dataclass

from minga.ground.geo import Bounds
from minga.reports.exports.dates import Order, order_of
from minga.reports.exports.layouts import Layout
from minga.reports.exports.positions import Point, Reading, number_of, reading_of
from minga.reports.exports.read import Sheet
from minga.reports.exports.rows import MAX_TYPE_LENGTH

MAX_TYPES = 200
"""A file with more types than this has its columns mixed up."""
LOOKED_AT = 200_000
"""So many rows show how the file writes; of the rest only the types are read."""
COMMAS = "Numbers with a decimal comma were read as such."


@dataclass(frozen=True)
class Survey:
    """The types, the most frequent first (as a new city offers them), and how to read the rest."""

    types: list[str]
    reading: Reading
    order: Order
    has_commas: bool

    @property
    def notes(self) -> list[str]:
        """What was assumed, a sentence each."""
        notes = [COMMAS] if self.has_commas else []
        return [*notes, *filter(None, (self.reading.note, self.order.note))]


def survey_of(sheet: Sheet, layout: Layout, *, bounds: Bounds, timezone: str) -> Survey:
    """Read the file once. `timezone` is the city's, used where nothing says the order of dates."""
    places = layout.places_in(sheet.header)
    types: Counter[str] = Counter()
    points: list[Point] = []
    dates: list[str] = []
    has_commas = False
    for number, line in enumerate(sheet.rows()):
        if line.trouble:
            continue
        types[line.cells[places["type"]].strip()] += 1
        if number >= LOOKED_AT:
            continue
        dates += [line.cells[places[name]] for name in ("created", "closed") if name in places]
        if "lat" in places and "lon" in places:
            written = [line.cells[places[name]].strip() for name in ("lat", "lon")]
            try:
                points.append((number_of(written[0]), number_of(written[1])))
            except ValueError:
                continue
            has_commas = has_commas or any("," in text for text in written)
    zone = layout.timezone.key if layout.timezone else timezone
    return Survey(
        types=_fit(types),
        reading=reading_of(points, bounds),
        order=order_of(dates, usual=layout.date_order, timezone=zone),
        has_commas=has_commas,
    )


def _fit(types: Counter[str]) -> list[str]:
    fit = (kind for kind, _ in types.most_common() if 0 < len(kind) <= MAX_TYPE_LENGTH)
    return [kind for kind in fit if "\x00" not in kind][:MAX_TYPES]
