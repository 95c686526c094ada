"""Alerts that a feed tells, kept beside our own: opened, changed and closed as it tells them."""

from collections.abc import Iterable
from datetime import datetime

from minga.ground.work import action
from minga.transit.alerts.actions.alerts import (
    AlertCard,
    Origin,
    change_alert,
    close_alert,
    open_alert,
)
from minga.transit.models import Alert, Feed
from minga.transit.realtime.gtfs_rt.messages import AlertMessage, Message
from minga.transit.realtime.queries.message_matching import FeedIndex
from minga.transit.rules import AlertSource, AlertState, Cause, Effect

MAX_HEADER_CHARS, MAX_TEXT_CHARS = 240, 2000
OUR_LANGUAGES = ("es", "en")
Card = tuple[str, AlertCard]


def cards_of(alerts: Iterable[AlertMessage], known: FeedIndex, message: Message) -> list[Card]:
    """By entity, what can be used; the rest is counted in the message."""
    cards = {}
    for told in alerts:
        period = _period(told, known.at)
        if period is None:
            continue
        touched = known.informed(told.informed) if told.informed else None
        words = _words(told)
        if touched is None:
            message.refuse("unknown_place", told.entity_id)
        elif not words:
            message.refuse("says_nothing", told.entity_id)
        else:
            lines, stops = touched
            cards[told.entity_id] = AlertCard(
                starts_at=period[0],
                ends_at=period[1],
                words=words,
                cause=told.cause if told.cause in set(Cause) else Cause.UNKNOWN_CAUSE.value,
                effect=told.effect if told.effect in set(Effect) else Effect.UNKNOWN_EFFECT.value,
                lines=tuple(sorted(lines)),
                stops=tuple(sorted(stops)),
            )
    return list(cards.items())


@action
def follow_alerts(
    *, feed: Feed, cards: list[Card], gone: set[str], only_these: bool, at: datetime
) -> int:
    """Open, change and close; what says the same as before is only marked as told again."""
    rows = Alert.objects.filter(feed=feed, source=AlertSource.FEED.value)
    held = {row.entity_id: row for row in rows.prefetch_related("informed")}
    same = []
    for entity, card in cards:
        row = held.get(entity)
        if row is None:
            origin = Origin(source=AlertSource.FEED, feed=feed, entity_id=entity)
            open_alert(city=feed.city, card=card, at=at, by=None, origin=origin)
        elif row.state == AlertState.OPEN and _says(row) == _shown(card):
            same.append(row.pk)
        else:
            change_alert(alert=row, card=card, at=at, by=None)
    Alert.objects.filter(pk__in=same).update(told_at=at)
    told = {entity for entity, _ in cards}
    for entity, row in held.items():
        over = entity in gone or (only_these and entity not in told)
        if over and row.state == AlertState.OPEN:
            close_alert(alert=row, at=at, by=None)
    return len(cards)


def _shown(card: AlertCard) -> tuple[object, ...]:
    touched = {(code, "") for code in card.lines} | {("", code) for code in card.stops}
    return (card.words, card.cause, card.effect, card.ends_at, touched)


def _says(row: Alert) -> tuple[object, ...]:
    touched = {(one.line, one.stop) for one in row.informed.all()}
    return (row.words, row.cause, row.effect, row.ends_at, touched)


def _period(told: AlertMessage, at: datetime) -> tuple[datetime, datetime | None] | None:
    """The period that holds or comes next; None where all are over or contradict themselves."""
    if not told.periods:
        return at, None
    fine = [
        (start or at, end)
        for start, end in told.periods
        if end is None or (end > at and end >= (start or at))
    ]
    return min(fine, key=lambda one: one[0]) if fine else None


def _words(told: AlertMessage) -> dict[str, dict[str, str]]:
    """What it says in our languages; a text without language, or in another, stands for both."""
    usual = told.words.get("") or next(iter(told.words.values()), {})
    found = {}
    for code in OUR_LANGUAGES:
        said = told.words.get(code) or (usual if code == "es" else {})
        header, text = (
            said.get("header", "")[:MAX_HEADER_CHARS],
            said.get("text", "")[:MAX_TEXT_CHARS],
        )
        if header or text:
            found[code] = {"header": header or text[:MAX_HEADER_CHARS], "text": text}
    return found
