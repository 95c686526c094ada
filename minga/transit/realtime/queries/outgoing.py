"""What we tell other programs, in the ids of the feeds in service."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext, override

from minga.territory.models import City
from minga.transit.alerts.queries.alerts import open_alerts
from minga.transit.feeds.queries.in_service import lines_on, stops_on
from minga.transit.models import Alert
from minga.transit.phrases import header_of, text_of
from minga.transit.realtime.gtfs_rt.writing import AlertEntity, VehicleEntity
from minga.transit.realtime.queries.vehicles import vehicles_now
from minga.transit.rules import AlertSource, VehicleSource
from minga.transit.service_days import day_of

LANGUAGES = ("es", "en")
OURS = {VehicleSource.DRIVER, VehicleSource.PASSENGER, VehicleSource.SIMULATED}
"""What a feed told us, its publisher tells itself."""


def alerts_out(city: City, *, at: datetime, address: str = "") -> list[AlertEntity]:
    """The alerts that we opened and that hold now or soon. `address`: of the page that says more.

    An alert that only names lines or stops of an earlier version is left out.
    """
    rows = [alert for alert in open_alerts(city, at=at) if alert.source != AlertSource.FEED]
    routes, stops = _ids(city, rows, at)
    entities = []
    for row in rows:
        informed = [
            (routes.get(touched.line, ""), stops.get(touched.stop, ""))
            for touched in row.informed.all()
        ]
        selectors = tuple(dict.fromkeys(pair for pair in informed if any(pair)))
        if informed and not selectors:
            continue
        entities.append(
            AlertEntity(
                entity_id=row.public_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                cause=row.cause,
                effect=row.effect,
                words=_alert_texts(row),
                informed=selectors,
                agency=city.slug,
                url=address,
            )
        )
    return entities


def vehicles_out(city: City, *, at: datetime, simulated: bool = False) -> list[VehicleEntity]:
    """The buses that we follow; simulated ones only when asked for, and labelled."""
    rows = [
        row
        for row in vehicles_now(city, at=at)
        if row.source in OURS and (simulated or not row.simulated)
    ]
    day = day_of(city, at)
    lines = lines_on(city, day).filter(code__in={row.line for row in rows})
    routes = dict(lines.values_list("code", "route_id"))
    return [
        VehicleEntity(
            entity_id=row.public_id,
            label=f"{gettext('simulated')} {row.label}".strip() if row.simulated else row.label,
            route_id=row.route_id or routes.get(row.line, ""),
            trip_id=row.trip_id,
            direction=row.direction,
            lat=row.lat,
            lon=row.lon,
            bearing=row.bearing,
            speed=row.speed,
            at=row.at,
        )
        for row in rows
    ]


def _ids(
    city: City, alerts: Iterable[Alert], at: datetime
) -> tuple[dict[str, str], dict[str, str]]:
    """The feeds' own ids by our codes; two queries."""
    informed = [row for alert in alerts for row in alert.informed.all()]
    day = day_of(city, at)
    lines = lines_on(city, day).filter(code__in={row.line for row in informed})
    stops = stops_on(city, day).filter(code__in={row.stop for row in informed})
    return dict(lines.values_list("code", "route_id")), dict(stops.values_list("code", "stop_id"))


def _alert_texts(alert: Alert) -> dict[str, dict[str, str]]:
    """In both languages, as the pages say it."""
    by_language = {}
    for language in LANGUAGES:
        with override(language):
            header, text = header_of(alert, language), text_of(alert, language)
        by_language[language] = {"header": _labelled(header, alert, language), "text": text}
    return by_language


def _labelled(header: str, alert: Alert, language: str) -> str:
    if not alert.simulated:
        return header
    with override(language):
        return f"{header} ({gettext('demonstration')})"
