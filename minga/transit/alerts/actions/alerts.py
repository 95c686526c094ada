"""Warning passengers: open, change and close an alert."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from minga.ground.access import refuse_unless
from minga.ground.conflicts import refuse_unless_seen
from minga.ground.secrets import new_receipt
from minga.ground.work import action, record
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.territory.models import City
from minga.transit.actions import raise_revision
from minga.transit.alerts.queries.alerts import touched_of
from minga.transit.alerts.rules import Touched
from minga.transit.events import AlertChanged, AlertClosed, AlertFact, AlertOpened
from minga.transit.models import Alert, Feed, Informed, RealtimeSource
from minga.transit.rules import AlertSource, AlertState, Cause, Effect, may_warn


@dataclass(frozen=True, kw_only=True)
class AlertCard:
    """What an alert says and touches. `lines` and `stops` are public codes, each as a whole;
    `parts` names less than that: a line at a stop, a direction, a trip. None of them means all.

    `words`: {"es": {"header", "text", "url"}, "en": …}, or {"near": place} where a report opened
    it.
    """

    starts_at: datetime
    ends_at: datetime | None
    words: dict[str, Any] = field(default_factory=dict)
    cause: str = Cause.UNKNOWN_CAUSE.value
    effect: str = Effect.UNKNOWN_EFFECT.value
    lines: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    parts: tuple[Touched, ...] = ()
    delay_s: int = 0
    is_cut: bool = False
    lat: float | None = None
    lon: float | None = None

    @property
    def touched(self) -> set[Touched]:
        """Everything it names."""
        return {
            *(Touched(line=code) for code in self.lines),
            *(Touched(stop=code) for code in self.stops),
            *self.parts,
        }


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an alert comes from, if not from somebody who writes it here."""

    source: AlertSource = AlertSource.STAFF
    report: str = ""
    category: str = ""
    simulated: bool = False
    feed: Feed | None = None
    entity_id: str = ""
    told_by: RealtimeSource | None = None


@action
def open_alert(
    *,
    city: City,
    card: AlertCard,
    at: datetime,
    by: Person | None,
    origin: Origin | None = None,
) -> Alert:
    """Warn passengers. `by` None is the platform itself. Raises Refused."""
    _refuse_unless_warner(city.pk, by)
    came = origin or Origin()
    alert = Alert(
        city=city,
        public_id=new_receipt(),
        source=came.source.value,
        report=came.report,
        category=came.category,
        simulated=came.simulated,
        feed=came.feed,
        entity_id=came.entity_id,
        told_by=came.told_by,
    )
    _write(alert, card, at=at, by=by)
    _tell(AlertOpened, alert, at=at, by=by)
    return alert


@action
def change_alert(
    *, alert: Alert, card: AlertCard, at: datetime, by: Person | None, seen: str | None = None
) -> Alert:
    """Say something else, or the same anew; one that was over is open again.

    Raises Refused, and Changed when it is no longer as somebody saw it who read the mark `seen`.
    """
    row = _locked(alert)
    _refuse_unless_warner(row.city_id, by)
    refuse_unless_seen(seen, lambda: row.mark)
    was_open = row.state == AlertState.OPEN
    row.state = AlertState.OPEN.value
    _write(row, card, at=at, by=by)
    _tell(AlertChanged if was_open else AlertOpened, row, at=at, by=by)
    return row


@action
def close_alert(*, alert: Alert, at: datetime, by: Person | None, seen: str | None = None) -> Alert:
    """What it warned of is over; one that is closed stays as it is. Raises as `change_alert`."""
    row = _locked(alert)
    _refuse_unless_warner(row.city_id, by)
    if row.state == AlertState.CLOSED:
        return row
    refuse_unless_seen(seen, lambda: row.mark)
    row.state, row.told_at = AlertState.CLOSED.value, at
    row.by = by or row.by
    row.save(update_fields=["state", "told_at", "by"])
    raise_revision(city=row.city)
    _tell(AlertClosed, row, at=at, by=by)
    return row


@action
def rename_touched(*, alert: Alert, touched: set[Touched], at: datetime) -> None:
    """Name what the alert was about by the feeds that serve now; it says nothing new.

    `touched` is not empty: that would concern the whole network.
    """
    if not touched:
        raise ValueError("an alert about something is never made one about everything")
    row = _locked(alert)
    _inform(row, touched)
    raise_revision(city=row.city)
    _tell(AlertChanged, row, at=at, by=None)


def _refuse_unless_warner(city_id: int, by: Person | None) -> None:
    """Public transport and the control centre of the alert's own city; the platform itself."""
    refuse_unless(by is None or may_warn(authority_of(by, city_id)), "warns nobody here")


def _locked(alert: Alert) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",)).select_related("city")
    return rows.get(pk=alert.pk)


def _write(alert: Alert, card: AlertCard, *, at: datetime, by: Person | None) -> None:
    for name in ("starts_at", "ends_at", "words", "cause", "effect", "delay_s", "is_cut"):
        setattr(alert, name, getattr(card, name))
    alert.lat, alert.lon = card.lat, card.lon
    alert.told_at, alert.by = at, by or alert.by
    alert.save()
    _inform(alert, card.touched)
    raise_revision(city=alert.city)  # plans tell of it, and may reckon with it


def _inform(alert: Alert, wanted: set[Touched]) -> None:
    """Rows for what the alert touches; those that are no longer so go."""
    have = {touched_of(row): row.pk for row in alert.informed.all()}
    Informed.objects.filter(pk__in=[pk for key, pk in have.items() if key not in wanted]).delete()
    Informed.objects.bulk_create(
        Informed(alert=alert, **touched._asdict())
        for touched in sorted(wanted - have.keys(), key=str)
    )


def _tell(kind: type[AlertFact], alert: Alert, *, at: datetime, by: Person | None) -> None:
    fact = kind(
        city_id=alert.city_id,
        city=alert.city.slug,
        alert=alert.public_id,
        report=alert.report or None,
    )
    record(fact, at=at, by=by)
