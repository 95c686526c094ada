"""Load an export into a city through the actions: in batches, once per row, restartable."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError
from django.utils.text import slugify

from minga.ground.errors import KeyReused
from minga.ground.work import unit_of_work
from minga.reports.actions import adopt_categories, import_report
from minga.reports.actions.filing import Filing
from minga.reports.exports.layouts import ISO, Layout
from minga.reports.exports.read import Line, Sheet
from minga.reports.exports.rows import Frame, Request, RowUnfit
from minga.reports.exports.survey import survey_of
from minga.reports.models import Category
from minga.reports.rules import MoveNotPossible
from minga.territory.models import City

BATCH = 200
ICONS = (
    ("light", "lightbulb"),
    ("signal", "siren"),
    ("pothole", "construction"),
    ("street", "construction"),
    ("tree", "trees"),
    ("water", "droplets"),
    ("flood", "droplets"),
    ("sign", "signpost"),
    ("bus", "bus"),
    ("dump", "trash-2"),
    ("waste", "trash-2"),
    ("bulky", "trash-2"),
    ("litter", "trash-2"),
)
"""A word in a type's name → an icon of ours; anything else gets the plain one."""


class Skipped(NamedTuple):
    """A row that was not stored: its line in the file, and why."""

    line: int
    reason: str


@dataclass
class Tally:
    """What became of the rows. rows = stored + skipped; `again` of the stored were there before.

    `labelled`: stored rows with coordinates and the city's own area label;
    `routed_as_labelled`: those that our routing put into the same area.
    """

    rows: int = 0
    stored: int = 0
    again: int = 0
    labelled: int = 0
    routed_as_labelled: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """The figures as JSON values."""
        return {
            "rows": self.rows,
            "stored": self.stored,
            "skipped": len(self.skipped),
            "labelled": self.labelled,
            "routed_as_labelled": self.routed_as_labelled,
            "stored_before": self.again,
        }


def category_code(layout: Layout, kind: str) -> str:
    """The code of the category of a type."""
    return layout.types.get(kind) or slugify(kind)[:40].strip("-") or "other"


def adopt_types(city: City, layout: Layout, kinds: Iterable[str], *, at: datetime) -> None:
    """Make a category of each type that the city does not know yet."""
    codes = set(city.categories.values_list("code", flat=True))
    rows: dict[str, tuple[str, str, str, str, bool]] = {}
    for kind in kinds:
        code = category_code(layout, kind)
        if code not in codes:
            rows.setdefault(code, (code, kind, kind, _icon(kind), False))
    adopt_categories(city=city, rows=rows.values(), first=len(codes), at=at)


def _icon(kind: str) -> str:
    return next((icon for word, icon in ICONS if word in kind.casefold()), "circle-dot")


class Loader:
    """One run over one export. Areas and categories are looked up in memory."""

    def __init__(self, city: City, sheet: Sheet, layout: Layout, *, at: datetime) -> None:
        if sheet.is_workbook:
            layout = replace(layout, dates=(*layout.dates, ISO))
        self.city, self.sheet, self.layout = city, sheet, layout
        self.tally = Tally()
        self.survey = survey_of(sheet, layout, bounds=city.bounds, timezone=city.timezone)
        self._frame = Frame(
            layout=layout,
            places=layout.places_in(sheet.header),
            bounds=city.bounds,
            city_timezone=ZoneInfo(city.timezone),
            at=at,
            reading=self.survey.reading,
            order=self.survey.order,
        )
        self._at = at
        self._categories: dict[str, Category] = {}
        self._first_line: dict[str, int] = {}

    def run(self, progress: Callable[[int], None]) -> Tally:
        """Load every row; types that the city does not know become categories.

        `progress` hears the last line after each batch. A batch is one transaction, so an
        interruption leaves whole batches and the next run goes on.
        """
        adopt_types(self.city, self.layout, self.survey.types, at=self._at)
        self._categories = {category.code: category for category in self.city.categories.all()}
        for category in self._categories.values():
            category.city = self.city
        for batch in _batches(self.sheet.rows()):
            done = Tally()
            with unit_of_work():
                for line in batch:
                    self._take(line, done)
            self._add(done)
            progress(batch[-1].number)
        return self.tally

    def _add(self, done: Tally) -> None:
        # Only what a transaction has stored is counted.
        for name in ("rows", "stored", "again", "labelled", "routed_as_labelled"):
            setattr(self.tally, name, getattr(self.tally, name) + getattr(done, name))
        self.tally.skipped += done.skipped

    def _take(self, line: Line, done: Tally) -> None:
        done.rows += 1
        try:
            if line.trouble:
                raise RowUnfit(line.trouble)
            self._store(self._frame.request(line.cells), line.number, done)
        except RowUnfit as error:
            done.skipped.append(Skipped(line.number, str(error)))
        except KeyReused:
            reason = "this id was stored before with another type, place or address"
            done.skipped.append(Skipped(line.number, reason))
        except (MoveNotPossible, IntegrityError, DataError) as error:
            done.skipped.append(Skipped(line.number, f"cannot be stored: {error}"[:200]))

    def _store(self, request: Request, line: int, done: Tally) -> None:
        first = self._first_line.setdefault(request.id, line)
        if first != line:
            raise RowUnfit(f"the id {request.id!r} stands already in line {first}")
        category = self._categories.get(category_code(self.layout, request.type))
        if category is None:
            raise RowUnfit(f"the city has no category for the type {request.type[:40]!r}")
        filed = import_report(
            city=self.city,
            category=category,
            filing=_filing(request, category),
            key=f"import:{self.layout.name}:{self.city.slug}:{request.id}",
            filed_at=request.created,
            moves=request.moves,
        )
        done.stored += 1
        done.again += filed.again
        if request.label and request.lat is not None:
            done.labelled += 1
            done.routed_as_labelled += filed.report.filed_answer["area"] == request.label


def _filing(request: Request, category: Category) -> Filing:
    # The label is no part of it: routing must find the area by itself.
    source = {"source": request.source} if request.source else {}
    return Filing(
        category=category.code,
        lat=request.lat,
        lon=request.lon,
        address=request.address,
        attributes={**source, "service_request_id": request.id, "type": request.type},
    )


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch
