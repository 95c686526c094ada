"""At every switch-over of feeds, open alerts are matched again to what serves now.

Lines and stops of another feed have other codes: what is the same street is found by its place.
"""

from datetime import date, datetime

from minga.ground.work import action
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import rename_touched
from minga.transit.alerts.actions.incidents import touched_by_incident
from minga.transit.alerts.queries.alerts import kept_open, serving_key, touched_of
from minga.transit.alerts.rules import INCIDENTS, REACH_M, Touched
from minga.transit.feeds.queries.lines import lines_by_code, stops_around, stops_by_code
from minga.transit.models import Alert, Moving, Stop
from minga.transit.rules import AlertSource
from minga.transit.service_days import day_of


@action
def rematch_alerts(*, city: City, at: datetime) -> int:
    """Match open alerts to the feeds in service; how many are about something else now.

    What is nowhere near anything in service keeps its old names: it concerns nobody now, and
    never everybody. What a feed says of itself is its own to say again.
    """
    day = day_of(city, at)
    Moving.objects.filter(city=city).update(matched_to=serving_key(city, day))
    changed = 0
    for alert in kept_open(city).exclude(source=AlertSource.FEED):
        before = {touched_of(row) for row in alert.informed.all()}
        after = _rematched(alert, before, city, day, at) if before else before
        if after and after != before:
            rename_touched(alert=alert, touched=after, at=at)
            changed += 1
    return changed


def _rematched(
    alert: Alert, before: set[Touched], city: City, day: date, at: datetime
) -> set[Touched]:
    in_service = {
        *lines_by_code(city, day, {row.line for row in before}),
        *stops_by_code(city, day, {row.stop for row in before}),
        "",
    }
    stay = {row for row in before if {row.line, row.stop} <= in_service}
    incident = INCIDENTS.get(alert.category)
    if incident is None or alert.lat is None or alert.lon is None:
        return stay | {_moved(row, city, day) for row in before - stay}
    lines, stops = touched_by_incident(city, incident, (alert.lat, alert.lon), at)
    by_place = {Touched(line=code) for code in lines} | {Touched(stop=code) for code in stops}
    if not by_place:
        return before
    if alert.by_id is None:
        return by_place
    return stay | by_place if stay != before else before  # what an official chose stays


def _moved(row: Touched, city: City, day: date) -> Touched:
    """A stop by its place; a line of another feed has none, and stays what it was."""
    if row.line or not row.stop:
        return row
    known = (
        Stop.objects.filter(version__feed__city=city, code=row.stop).order_by("-version").first()
    )
    around = stops_around(city, day, known.lat, known.lon, REACH_M) if known is not None else []
    return row._replace(stop=around[0][0].code) if around else row
