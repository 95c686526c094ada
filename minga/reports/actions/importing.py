"""Take in a report from another system's export, with what became of it."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.work import action
from minga.reports.actions._history import locked, move
from minga.reports.actions.filing import Filed, Filing, file_report
from minga.reports.models import Category, Source
from minga.territory.models import City


@action
def import_report(
    *,
    city: City,
    category: Category,
    filing: Filing,
    key: str,
    filed_at: datetime,
    moves: Sequence[tuple[str, datetime]] = (),
) -> Filed:
    """File a row of an export as of its own time and repeat its moves. Once per key.

    `moves` are verbs of `rules.MOVES` with their instants. The other system's officials are
    nobody here, so the history names no person.
    """
    filed = file_report(
        city=city, category=category, filing=filing, key=key, source=Source.IMPORT, at=filed_at
    )
    if not filed.again and moves:
        row = locked(filed.report)
        for verb, moved_at in moves:
            move(row, verb, at=moved_at, by=None)
    return filed
