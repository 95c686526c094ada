"""How alerts look outside: words in the reader's language, names for codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.territory.models import City
from minga.transit.feeds.queries.lines import direction_signs, lines_by_code, stops_by_code
from minga.transit.models import Alert, Informed, Line, Stop
from minga.transit.phrases import ALERT_SOURCES, EFFECTS, header_of, text_of, url_of
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


class Named(NamedTuple):
    """What alerts name, as far as it is in service; headsigns by line and direction."""

    lines: dict[str, Line]
    stops: dict[str, Stop]
    signs: dict[tuple[str, str], str]

    def holds(self, row: Informed) -> bool:
        """Whether all that a row names is in service."""
        return row.line in {"", *self.lines} and row.stop in {"", *self.stops}

    def limit(self, row: Informed) -> str:
        """What of a line is meant, in words."""
        limits = []
        if row.trip_id:
            limits.append(_trip_words(row))
        if row.direction and (sign := self.signs.get((row.line, row.direction))):
            limits.append(_("only towards %(headsign)s") % {"headsign": sign})
        if row.stop:
            limits.append(_("only at %(stop)s") % {"stop": self.stops[row.stop].name})
        return f"{self.lines[row.line].name}: {', '.join(limits)}"


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
    limits: list[str]
    """Of what it names only in part: which stop, direction or trip of a line."""
    url: str
    is_wide: bool
    """True for what concerns the whole network: it was said of everything, not of nothing known."""
    where: tuple[float, float] | None
    at_stops: list[Stop]
    """The stops that it names, lines' ones too."""

    @property
    def is_lesser(self) -> bool:
        """True where the city only reckons with a moment more; people's own words never are."""
        return bool(self.report) and not self.is_cut and self.delay_s < LITTLE_S

    @property
    def spots(self) -> list[tuple[float, float]]:
        """Where a map may show it: at its own place, else at the stops that it names."""
        return [self.where] if self.where else [(stop.lat, stop.lon) for stop in self.at_stops]

    @property
    def touched(self) -> int:
        """How many lines and stops it names."""
        return len(self.lines) + len(self.stops)

    @property
    def is_idle(self) -> bool:
        """True where nothing that it names is in service."""
        return not self.is_wide and not self.touched


def alert_views(city: City, day: date, alerts: Iterable[Alert], *, at: datetime) -> list[AlertView]:
    """Alerts in words, with the lines and stops they touch; two queries for all of them, and
    one more where one names a direction.
    """
    alerts = list(alerts)
    informed = [row for alert in alerts for row in alert.informed.all()]
    lines = lines_by_code(city, day, {row.line for row in informed if row.line})
    stops = stops_by_code(city, day, {row.stop for row in informed if row.stop})
    directed = {row.line for row in informed if row.direction}
    signs = direction_signs(city, day, directed) if directed else {}
    return [_alert_view(alert, Named(lines, stops, signs), at) for alert in alerts]


def by_weight(alerts: list[AlertView]) -> dict[str, list[AlertView]]:
    """What `_alerts.html` shows: all of them, and which are folded away."""
    return {
        "alerts": alerts,
        "graver": [alert for alert in alerts if not alert.is_lesser],
        "lesser": [alert for alert in alerts if alert.is_lesser],
    }


def _alert_view(alert: Alert, named: Named, at: datetime) -> AlertView:
    language = get_language() or "es"
    informed = list(alert.informed.all())
    rows = [row for row in informed if named.holds(row)]
    touched = {row.line: named.lines[row.line] for row in rows if row.line}
    at_stops = {row.stop: named.stops[row.stop] for row in rows if row.stop}
    whole = {row.line for row in rows if not (row.stop or row.direction or row.trip_id)}
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
        lines=sorted(touched.values(), key=lambda line: (line.position, line.pk)),
        stops=[named.stops[row.stop] for row in rows if not row.line],
        limits=[named.limit(row) for row in rows if row.line and row.line not in whole],
        url=url_of(alert, language),
        is_wide=not informed,
        at_stops=list(at_stops.values()),
        where=(alert.lat, alert.lon) if alert.lat is not None and alert.lon is not None else None,
    )


def _trip_words(row: Informed) -> str:
    if row.starts_s is None:
        return _("only one of its trips")
    clock = f"{row.starts_s // 3600 % 24}:{row.starts_s % 3600 // 60:02}"
    return _("only the trip of %(clock)s") % {"clock": clock}
