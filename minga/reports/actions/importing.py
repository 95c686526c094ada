"""Take in a report from another system's export, with what became of it."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.work import action, record
from minga.reports.actions._history import FACT_OF_STATE
from minga.reports.actions.filing import Filed, Filing, file_report
from minga.reports.models import Category, Entry, Report, Source
from minga.reports.rules import next_state
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

    `moves` are keys of `rules.MOVES` with their instants. The other system's officials are
    nobody here, so the history names no person.
    """
    filed = file_report(
        city=city, category=category, filing=filing, key=key, source=Source.IMPORT, at=filed_at
    )
    if not filed.again and moves:
        _repeat(filed.report, moves)
    return filed


def _repeat(report: Report, moves: Sequence[tuple[str, datetime]]) -> None:
    # The row was made in this very unit of work, so nobody else can hold or have changed it:
    # no lock, no second look, and the codes are those of the answer just found.
    lines = []
    for step, moved_at in moves:
        state = next_state(step, report.state)
        report.state, report.changed_at = state.value, moved_at
        lines.append(
            Entry(
                report=report,
                kind=Entry.Kind.STATE,
                state=state.value,
                at=moved_at,
                body_id=report.body_id,
            )
        )
        fact = FACT_OF_STATE[state](
            city_id=report.city_id,
            city=report.city.slug,
            report_id=report.pk,
            report=report.receipt,
            category=report.category.code,
            state=state.value,
            area=report.filed_answer["area"],
            body=report.filed_answer["body"],
            lat=report.lat,
            lon=report.lon,
            source=report.source,
        )
        record(fact, at=moved_at)
    Entry.objects.bulk_create(lines)
    report.save(update_fields=["state", "changed_at"])
