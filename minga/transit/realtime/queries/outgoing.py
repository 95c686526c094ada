"""What we tell other programs, in the ids of the feeds in service."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext, override

from minga.territory.models import City
from minga.transit.alerts.queries.alerts import open_alerts
from minga.transit.day_folders import zip_of
from minga.transit.feeds.importing.agencies import routes_by_agency
from minga.transit.feeds.queries.in_service import lines_on, stops_on, versions_on
from minga.transit.models import Alert, Line
from minga.transit.phrases import header_of, text_of
from minga.transit.realtime.gtfs_rt.writing import AlertEntity, Selector, VehicleEntity
from minga.transit.realtime.queries.vehicles import vehicles_now
from minga.transit.rules import AlertSource, VehicleSource
from minga.transit.service_days import day_of

LANGUAGES = ("es", "en")
ANY = {"": ""}
"""What a row does not name, it names of no feed either."""
OURS = {VehicleSource.DRIVER, VehicleSource.PASSENGER, VehicleSource.SIMULATED}
"""What a feed told us, its publisher tells itself."""


def alerts_out(city: City, *, at: datetime, address: str = "") -> list[AlertEntity]:
    """The alerts that we opened and that hold now or soon. `address`: of the page that says more.

    What names a line or stop that is not in service is left out: it would say more with less.
    """
    rows = [alert for alert in open_alerts(city, at=at) if alert.source != AlertSource.FEED]
    routes, stops = _ids(city, rows, at)
    entities = []
    for row in rows:
        informed = list(row.informed.all())
        selectors = [
            Selector(routes[touched.line], stops[touched.stop])
            for touched in informed
            if touched.line in routes and touched.stop in stops
        ]
        if not informed:
            selectors = _everything(city, at)
        if not selectors:
            continue
        entities.append(
            AlertEntity(
                entity_id=row.public_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                cause=row.cause,
                effect=row.effect,
                words=_alert_texts(row),
                informed=tuple(dict.fromkeys(selectors)),
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
    routes = dict(lines.values_list("code", "route_id"))
    return routes | ANY, dict(stops.values_list("code", "stop_id")) | ANY


def _everything(city: City, at: datetime) -> list[Selector]:
    """Every operator in service, and where a feed names none by id, every kind of line of it."""
    selectors: set[Selector] = set()
    for version in versions_on(city, day_of(city, at)):
        agencies = routes_by_agency(zip_of(version))
        selectors |= {Selector(agency_id=agency) for agency in agencies}
        modes = Line.objects.filter(version=version).values_list("mode", flat=True).distinct()
        selectors |= {Selector(route_type=mode) for mode in modes if not agencies}
    return sorted(selectors, key=str) or [Selector(agency_id=city.slug)]


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
