"""How alerts look outside: words in the reader's language, names for codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from minga.territory.models import City
from minga.transit.feeds.queries.lines import lines_by_code, stops_by_code
from minga.transit.models import Alert, Line, Stop
from minga.transit.phrases import ALERT_SOURCES, EFFECTS, header_of, text_of
from minga.transit.rules import Effect

SIGNS: dict[str, str] = {
    Effect.NO_SERVICE: "circle-slash",
    Effect.REDUCED_SERVICE: "bus-front",
    Effect.SIGNIFICANT_DELAYS: "clock",
    Effect.DETOUR: "split",
    Effect.STOP_MOVED: "map-pin",
    Effect.ACCESSIBILITY_ISSUE: "accessibility",
    Effect.NO_EFFECT: "circle-check",
    Effect.ADDITIONAL_SERVICE: "plus",
}
LITTLE_S = 180


@dataclass(frozen=True)
class AlertView:
    """An alert as everybody may see it. Who wrote it is not said."""

    public_id: str
    header: str
    text: str
    effect: str
    sign: str
    source: str
    told_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    is_ahead: bool
    is_cut: bool
    delay_s: int
    simulated: bool
    report: str
    lines: list[Line]
    stops: list[Stop]
    where: tuple[float, float] | None

    @property
    def is_lesser(self) -> bool:
        """True where the city only reckons with a moment more; people's own words never are."""
        return bool(self.report) and not self.is_cut and self.delay_s < LITTLE_S

    @property
    def spots(self) -> list[tuple[float, float]]:
        """Where a map may show it: at its own place, else at the stops that it names."""
        return [self.where] if self.where else [(stop.lat, stop.lon) for stop in self.stops]

    @property
    def touched(self) -> int:
        """How many lines and stops it names."""
        return len(self.lines) + len(self.stops)

    @property
    def is_wide(self) -> bool:
        """True for what concerns the whole network."""
        return not self.lines and not self.stops


def alert_views(city: City, day: date, alerts: Iterable[Alert], *, at: datetime) -> list[AlertView]:
    """Alerts in words, with the lines and stops they touch; two queries for all of them."""
    alerts = list(alerts)
    informed = [row for alert in alerts for row in alert.informed.all()]
    lines = lines_by_code(city, day, {row.line for row in informed if row.line})
    stops = stops_by_code(city, day, {row.stop for row in informed if row.stop})
    return [_alert_view(alert, lines, stops, at) for alert in alerts]


def by_weight(alerts: list[AlertView]) -> dict[str, list[AlertView]]:
    """What `_alerts.html` shows: all of them, and which are folded away."""
    return {
        "alerts": alerts,
        "graver": [alert for alert in alerts if not alert.is_lesser],
        "lesser": [alert for alert in alerts if alert.is_lesser],
    }


def _alert_view(
    alert: Alert, lines: dict[str, Line], stops: dict[str, Stop], at: datetime
) -> AlertView:
    language = get_language() or "es"
    informed = list(alert.informed.all())
    touched = [lines[row.line] for row in informed if row.line in lines]
    return AlertView(
        public_id=alert.public_id,
        header=header_of(alert, language),
        text=text_of(alert, language),
        effect=str(EFFECTS[alert.effect]),
        sign=SIGNS.get(alert.effect, "triangle-alert"),
        source=str(ALERT_SOURCES[alert.source]),
        told_at=alert.told_at,
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        is_ahead=alert.starts_at > at,
        is_cut=alert.is_cut,
        delay_s=alert.delay_s,
        simulated=alert.simulated,
        report=alert.report,
        lines=sorted(touched, key=lambda line: (line.position, line.pk)),
        stops=[stops[row.stop] for row in informed if row.stop in stops],
        where=(alert.lat, alert.lon) if alert.lat is not None and alert.lon is not None else None,
    )
