"""Alerts that a feed tells, kept beside our own: opened, changed and closed as it tells them."""

from collections.abc import Iterable
from datetime import datetime

from minga.ground.fields import is_web_address
from minga.ground.work import action
from minga.transit.alerts.actions.alerts import (
    AlertCard,
    Origin,
    change_alert,
    close_alert,
    open_alert,
)
from minga.transit.alerts.queries.alerts import touched_of
from minga.transit.models import Alert, Feed, RealtimeSource
from minga.transit.realtime.gtfs_rt.messages import AlertMessage, Message
from minga.transit.realtime.gtfs_rt.reading import MAX_ID_CHARS
from minga.transit.realtime.queries.alert_selectors import touched_by
from minga.transit.realtime.queries.message_matching import FeedIndex
from minga.transit.rules import AlertSource, AlertState, Cause, Effect

MAX_HEADER_CHARS, MAX_TEXT_CHARS, MAX_URL_CHARS = 240, 2000, 500
OUR_LANGUAGES = ("es", "en")
Card = tuple[str, AlertCard]


def cards_of(alerts: Iterable[AlertMessage], index: FeedIndex, message: Message) -> list[Card]:
    """By entity, what can be used; the rest is counted in the message."""
    cards = {}
    for alert in alerts:
        period = _period(alert, index.at)
        if period is None:
            continue
        touched = touched_by(alert.informed, index)
        texts = _alert_texts(alert)
        if not touched:
            message.refuse("unknown_place", alert.entity_id)
        elif not texts:
            message.refuse("says_nothing", alert.entity_id)
        else:
            cards[alert.entity_id] = AlertCard(
                starts_at=period[0],
                ends_at=period[1],
                words=texts,
                cause=alert.cause if alert.cause in set(Cause) else Cause.UNKNOWN_CAUSE.value,
                effect=alert.effect if alert.effect in set(Effect) else Effect.UNKNOWN_EFFECT.value,
                parts=tuple(sorted(touched, key=str)),
            )
    return list(cards.items())


@action
def follow_alerts(
    *,
    feed: Feed,
    cards: list[Card],
    gone: set[str],
    only_these: bool,
    source: RealtimeSource,
    at: datetime,
) -> int:
    """Open, change and close; what says the same as before is only marked as told again.

    `only_these`: what the same address told before and tells no more is over. Entity ids are
    one message's own: what another address calls alike is another alert.
    """
    rows = Alert.objects.filter(feed=feed, source=AlertSource.FEED.value)
    mark = f"{source.pk}/"
    held, others = dict[str, Alert](), set[str]()
    for alert in rows.prefetch_related("informed"):
        if alert.told_by_id in (source.pk, None):
            held[alert.entity_id.removeprefix(mark)] = alert
        else:
            others.add(alert.entity_id)
    same = []
    for entity, card in cards:
        row = held.get(entity)
        if row is None:
            name = f"{mark}{entity}"[:MAX_ID_CHARS] if entity in others else entity
            origin = Origin(source=AlertSource.FEED, feed=feed, entity_id=name, told_by=source)
            open_alert(city=feed.city, card=card, at=at, by=None, origin=origin)
        elif row.state == AlertState.OPEN and _row_content(row) == _card_content(card):
            same.append(row.pk)
        else:
            change_alert(alert=row, card=card, at=at, by=None)
    Alert.objects.filter(pk__in=same).update(told_at=at)
    entities = {entity for entity, _ in cards}
    adopted = [held[entity].pk for entity in entities & held.keys()]
    Alert.objects.filter(pk__in=adopted, told_by=None).update(told_by=source)
    for entity, row in held.items():
        over = entity in gone or (only_these and entity not in entities)
        if over and row.state == AlertState.OPEN:
            close_alert(alert=row, at=at, by=None)
    return len(cards)


def _card_content(card: AlertCard) -> tuple[object, ...]:
    return (card.words, card.cause, card.effect, card.ends_at, card.touched)


def _row_content(row: Alert) -> tuple[object, ...]:
    touched = {touched_of(informed) for informed in row.informed.all()}
    return (row.words, row.cause, row.effect, row.ends_at, touched)


def _period(alert: AlertMessage, at: datetime) -> tuple[datetime, datetime | None] | None:
    """The period that holds or comes next; None where all are over or contradict themselves."""
    if not alert.periods:
        return at, None
    fine = [
        (start or at, end)
        for start, end in alert.periods
        if end is None or (end > at and end >= (start or at))
    ]
    return min(fine, key=lambda period: period[0]) if fine else None


def _alert_texts(alert: AlertMessage) -> dict[str, dict[str, str]]:
    """What it says in our languages; a text without language, or in another, stands for both."""
    usual = alert.words.get("") or next(iter(alert.words.values()), {})
    texts = {}
    for code in OUR_LANGUAGES:
        said = alert.words.get(code) or (usual if code == "es" else {})
        header, text = (
            said.get("header", "")[:MAX_HEADER_CHARS],
            said.get("text", "")[:MAX_TEXT_CHARS],
        )
        if header or text:
            texts[code] = {"header": header or text[:MAX_HEADER_CHARS], "text": text}
            if len(said.get("url", "")) <= MAX_URL_CHARS and is_web_address(said.get("url", "")):
                texts[code]["url"] = said["url"]
    return texts
