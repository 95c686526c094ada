"""From the street to the passenger: a confirmed report warns the lines it touches."""

from datetime import datetime

from minga.ground.work import action
from minga.territory.models import City
from minga.territory.queries import place_near
from minga.transit.alerts.actions.alerts import (
    AlertCard,
    Origin,
    change_alert,
    close_alert,
    open_alert,
)
from minga.transit.alerts.queries.alerts import alert_of_report
from minga.transit.alerts.queries.incidents import Standing, standing_of
from minga.transit.alerts.rules import INCIDENTS, REACH_M, Incident
from minga.transit.feeds.queries.lines import lines_touching, stops_around
from minga.transit.models import Alert
from minga.transit.rules import AlertSource, AlertState
from minga.transit.service_days import day_of


@action
def follow_incident(*, city: City, report: str, at: datetime) -> Alert | None:
    """Let the alert of a report be as the report now is; the alert, if there is one.

    Looks at the report's newest fact only, so hearing one twice or late changes nothing. What an
    official wrote into the alert stays; what an official closed opens only when the report is
    confirmed anew.
    """
    held = alert_of_report(city.pk, report)
    standing = standing_of(city.pk, report)
    card = _card_of(city, standing, held, at) if standing is not None else None
    if standing is None or card is None or (card.ends_at is not None and card.ends_at <= at):
        return close_alert(alert=held, at=at, by=None) if held is not None else None
    if held is None:
        origin = Origin(
            source=AlertSource.REPORT,
            report=report,
            category=standing.category,
            simulated=city.is_demo,
        )
        return open_alert(city=city, card=card, at=standing.at, by=None, origin=origin)
    if _stays_closed(held, standing) or (_card_of_alert(held) == card and _is_open(held)):
        return held
    return change_alert(alert=held, card=card, at=standing.at, by=None)


def _card_of(city: City, standing: Standing, held: Alert | None, at: datetime) -> AlertCard | None:
    """What the report now tells passengers; None where it concerns none of them."""
    incident = INCIDENTS.get(standing.category)
    if incident is None or not standing.is_confirmed:
        return None
    if standing.lat is None or standing.lon is None:
        return None
    place = (standing.lat, standing.lon)
    lines, stops = touched_by_incident(city, incident, place, at)
    if not lines and not stops:
        return None
    if held is not None and held.by_id is not None and _is_open(held):
        return _edited(held, place, lines, stops)
    near = place_near(city, *place)
    return AlertCard(
        starts_at=held.starts_at if held is not None and _is_open(held) else standing.at,
        ends_at=standing.at + incident.lasts,
        words={"near": near.name} if near is not None else {},
        cause=incident.cause.value,
        effect=incident.effect.value,
        lines=lines,
        stops=stops,
        delay_s=incident.delay_s,
        lat=standing.lat,
        lon=standing.lon,
    )


def touched_by_incident(
    city: City, incident: Incident, place: tuple[float, float], at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of lines and of stops."""
    day = day_of(city, at)
    if incident.at_stops:
        stops = stops_around(city, day, *place, REACH_M)
        return (), tuple(sorted(stop.code for stop, _ in stops[:2]))
    return tuple(sorted(lines_touching(city, day, *place, REACH_M))), ()


def _edited(
    held: Alert, place: tuple[float, float], lines: tuple[str, ...], stops: tuple[str, ...]
) -> AlertCard:
    """What an official wrote stays; where the report was moved, other lines are touched."""
    said = _card_of_alert(held)
    if place == (said.lat, said.lon):
        return said
    kept = {name: getattr(said, name) for name in ("words", "cause", "effect", "delay_s", "is_cut")}
    return AlertCard(
        starts_at=said.starts_at, ends_at=said.ends_at, lines=lines, stops=stops,
        lat=place[0], lon=place[1], **kept,
    )  # fmt: skip


def _card_of_alert(alert: Alert) -> AlertCard:
    """An alert as the card it was written from."""
    informed = list(alert.informed.all())
    return AlertCard(
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        words=alert.words,
        cause=alert.cause,
        effect=alert.effect,
        lines=tuple(sorted(row.line for row in informed if row.line)),
        stops=tuple(sorted(row.stop for row in informed if row.stop)),
        delay_s=alert.delay_s,
        is_cut=alert.is_cut,
        lat=alert.lat,
        lon=alert.lon,
    )


def _is_open(alert: Alert) -> bool:
    return alert.state == AlertState.OPEN


def _stays_closed(held: Alert, standing: Standing) -> bool:
    """True for what an official closed, until somebody confirms the report anew."""
    if _is_open(held):
        return False
    return held.by_id is not None and not (standing.confirms and standing.at > held.told_at)
