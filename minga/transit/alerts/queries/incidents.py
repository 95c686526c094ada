"""What became of a report, read from its facts: other rooms' tables are theirs."""

from dataclasses import dataclass
from datetime import datetime

from minga.ground.models import Event
from minga.transit.alerts.rules import is_confirmed

REOPENED = "report.reopened"
CONFIRMING = frozenset({"report.acknowledged", REOPENED})
WATCHED = (
    *sorted(CONFIRMING),
    "report.assigned",
    "report.started",
    "report.resolved",
    "report.dismissed",
    "report.hidden",
    "report.unhidden",
    "report.placed",
)
"""The facts after which a report may warn, or warn no more."""


@dataclass(frozen=True)
class Standing:
    """How a report stands after its newest fact, whatever order they are heard in."""

    at: datetime
    category: str
    lat: float | None
    lon: float | None
    is_confirmed: bool
    confirms: bool
    """The newest fact is somebody's fresh look at it, not a step of work."""


def standing_of(city_id: int, report: str) -> Standing | None:
    """The newest of a report's facts that matter here; None when there is none."""
    rows = Event.objects.filter(city_id=city_id, subject=report, name__in=WATCHED).order_by("-pk")
    newest = rows.first()
    if newest is None:
        return None
    fields = newest.data
    reopened = rows.filter(name=REOPENED).first() if fields["state"] == "reopened" else None
    return Standing(
        at=newest.at,
        category=fields["category"],
        lat=fields.get("lat"),
        lon=fields.get("lon"),
        is_confirmed=is_confirmed(
            fields["state"],
            hidden=bool(fields.get("hidden")),
            by_official=reopened is not None and reopened.by_id is not None,
        ),
        confirms=newest.name in CONFIRMING,
    )
