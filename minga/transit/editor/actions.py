"""Drawing lines, and making of them a feed that passengers plan with."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction

from minga.ground.access import refuse_unless
from minga.ground.work import action, record
from minga.kernels.feedmaking import About, DrawingRefused, Flaw, Line, flaws, make_feed
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.territory.models import City
from minga.transit.editor.queries import SLUG, columns_of, line_of, ready_lines
from minga.transit.events import LineDrawn, LineErased
from minga.transit.feeds.actions.feeds import Imported, import_feed
from minga.transit.models import DrawnLine

HOLDS = timedelta(days=730)
"""So long a published feed is valid, unless said otherwise."""
AROUND_DEG = 0.5
"""Lines may leave the city, but not by much: farther off, coordinates were mixed up."""
NEVER_KEPT = {"code_invalid", "words_invalid", "too_many", "point_invalid", "point_outside",
              "ways_wrong", "colour_invalid", "mode_unknown", "speed_invalid"}  # fmt: skip
"""Flaws that not even a draft may have."""


class LineChanged(Exception):
    """Somebody else saved the line since; `row` is as they left it, None when they erased it."""

    def __init__(self, row: DrawnLine | None) -> None:
        super().__init__("the line has changed")
        self.row = row


class LineExists(Exception):
    """Another line of the city has this code."""


class NothingDrawn(Exception):
    """No line is whole, so there is nothing to publish."""


@action
def draw_line(
    *,
    city: City,
    line: Line,
    by: Person | None,
    at: datetime,
    seen: int | None = None,
    is_draft: bool = False,
    is_demo: bool = False,
) -> DrawnLine:
    """Enter a line, or change it as somebody who saw revision `seen` of it.

    A draft may be unfinished. `by` None is the keeper at the terminal. Raises Refused,
    DrawingRefused with every flaw, LineChanged, LineExists.
    """
    _refuse_unless_keeper(city, by)
    found_flaws = [*flaws(line), *_strays(city, line)]
    if is_draft:
        found_flaws = [flaw for flaw in found_flaws if flaw.code in NEVER_KEPT]
    if found_flaws:
        raise DrawingRefused([(line.code, flaw) for flaw in found_flaws])
    columns = columns_of(line) | {
        "is_draft": is_draft, "is_demo": is_demo, "changed_at": at, "by": by,
    }  # fmt: skip
    if seen is None:
        row = DrawnLine(city=city, code=line.code, **columns)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as twice:
            raise LineExists(line.code) from twice
    else:
        row = _locked(city, line.code, seen)
        for name, value in columns.items():
            setattr(row, name, value)
        row.revision = seen + 1
        row.save()
    fact = LineDrawn(city_id=city.pk, city=city.slug, line=row.code, revision=row.revision)
    record(fact, by=by, at=at)
    return row


@action
def erase_line(*, city: City, code: str, seen: int, by: Person | None, at: datetime) -> None:
    """Delete a drawn line; what was published of it stays in service until the next time.

    Raises Refused and LineChanged.
    """
    _refuse_unless_keeper(city, by)
    row = _locked(city, code, seen)
    row.delete()
    fact = LineErased(city_id=city.pk, city=city.slug, line=code, revision=seen)
    record(fact, by=by, at=at)


def publish_drawn(
    *,
    city: City,
    starts_on: date,
    url: str,
    by: Person | None,
    at: datetime,
    name: str = "",
    credit: str = "",
    licence: str = "",
    slug: str = SLUG,
    holds: timedelta = HOLDS,
    holidays: tuple[date, ...] = (),
    is_demo: bool = False,
    compiles: bool = True,
) -> Imported:
    """Make a feed of all lines that are whole and put it in service from `starts_on`.

    The same lines and days give the same version; `compiles` as in `import_feed`. Raises Refused,
    NothingDrawn, FeedRefused.
    """
    _refuse_unless_keeper(city, by)
    content = drawn_feed(
        city=city, starts_on=starts_on, url=url, name=name, holds=holds, holidays=holidays,
        is_demo=is_demo,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{slug}.zip"
        path.write_bytes(content)
        return import_feed(
            city=city, slug=slug, path=path, name=name or city.name, starts_on=starts_on,
            credit=credit, licence=licence, is_demo=is_demo, compiles=compiles, by=by, at=at,
        )  # fmt: skip


def drawn_feed(
    *,
    city: City,
    starts_on: date,
    url: str,
    name: str = "",
    holds: timedelta = HOLDS,
    holidays: tuple[date, ...] = (),
    is_demo: bool = False,
) -> bytes:
    """The GTFS zip of all lines that are whole; nothing is written. Raises NothingDrawn."""
    lines = [line_of(row) for row in ready_lines(city, is_demo=is_demo)]
    if not lines:
        raise NothingDrawn(city.slug)
    about = About(
        publisher=name or city.name,
        url=url,
        timezone=city.timezone,
        first_day=starts_on,
        last_day=starts_on + holds,
        version=starts_on.isoformat(),
        holidays=holidays,
    )
    return make_feed(lines, about)


def _refuse_unless_keeper(city: City, by: Person | None) -> None:
    refuse_unless(by is None or authority_of(by, city.pk).runs_transit)


def _locked(city: City, code: str, seen: int) -> DrawnLine:
    row = DrawnLine.objects.select_for_update().filter(city=city, code=code).first()
    if row is None or row.revision != seen:
        raise LineChanged(row)
    return row


def _strays(city: City, line: Line) -> list[Flaw]:
    box = city.bounds
    return [
        Flaw("point_outside", "path", number, i)
        for number, way in enumerate(line.ways)
        for i, (lat, lon) in enumerate(way.path)
        if not (
            box.south - AROUND_DEG <= lat <= box.north + AROUND_DEG
            and box.west - AROUND_DEG <= lon <= box.east + AROUND_DEG
        )
    ][:20]
