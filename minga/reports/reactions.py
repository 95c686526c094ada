"""What the room does by itself after a fact."""

from datetime import datetime, timedelta

from minga.ground.worker import on
from minga.reports import actions
from minga.reports.events import ReportDismissed, ReportFact, ReportFiled, ReportResolved
from minga.reports.models import Report, Source
from minga.reports.queries import last_closed_at
from minga.reports.rules import SEEN_WITHIN

KEEP_WORDS = timedelta(days=365)
"""How long words, contact, photos and voice are kept after a report was closed."""


def is_own(fact: ReportFact) -> bool:
    """False for rows of another system's export: they hold nobody's words."""
    return fact.source != Source.IMPORT


@on(
    ReportResolved,
    ReportDismissed,
    name="reports.forget_words",
    formerly=("minga.reports.reactions.forget_words",),
    after=KEEP_WORDS,
    when=is_own,
)
def forget_words(fact: ReportFact, at: datetime) -> None:
    """Erase what the person told, a year after the report was closed and stayed closed."""
    report = Report.objects.filter(pk=fact.report_id, forgotten_at=None).first()
    if report is None or report.is_open:
        return
    # Closed again later: that closing has an errand of its own.
    closed_at = last_closed_at(report)
    if closed_at is None or closed_at + KEEP_WORDS > at:
        return
    actions.forget_report(report=report, at=at)


@on(
    ReportFiled,
    name="reports.ring_again",
    formerly=("minga.reports.reactions.ring_again",),
    after=SEEN_WITHIN,
    when=lambda fact: fact.urgent and is_own(fact),
)
def ring_again(fact: ReportFiled, at: datetime) -> None:
    """Remind the control room of an urgent report that nobody has seen."""
    report = Report.objects.filter(pk=fact.report_id).first()
    if report is not None:
        actions.remind(report=report, at=at)
