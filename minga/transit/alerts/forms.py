"""What the form of an alert sends, read and checked, and what it shows again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from minga.ground.errors import BadInput, Fault
from minga.ground.text_safety import is_storable
from minga.territory.models import City
from minga.transit import phrases
from minga.transit.alerts.actions.alerts import AlertCard
from minga.transit.feeds.queries.lines import lines_by_code, stops_by_code
from minga.transit.models import Alert
from minga.transit.rules import Cause, Effect

HEADER_MOST, TEXT_MOST = 120, 1000
CODES_MOST = 200
LASTS_MOST = timedelta(days=90)
USUAL = timedelta(hours=2)
DELAY_MOST_MIN = 180
FORM_MOMENT = "%Y-%m-%dT%H:%M"


class Reading:
    """One form being read; collects every fault before it refuses."""

    def __init__(self, post: QueryDict, city: City, *, at: datetime) -> None:
        self.post, self.city, self.at = post, city, at
        self.zone = ZoneInfo(city.timezone)
        self.faults: list[Fault] = []

    def text(self, name: str, most: int, *, needed: bool = False) -> str:
        """Text of at most so many characters."""
        given = self.post.get(name, "").replace("\r\n", "\n").strip()
        if needed and not given:
            self.faults.append(Fault(name, phrases.NEEDED))
        elif len(given) > most:
            self.faults.append(Fault(name, str(phrases.TOO_LONG) % {"most": most}))
        elif not is_storable(given):
            self.faults.append(Fault(name, phrases.UNSTORABLE))
        return given

    def moment(self, name: str) -> datetime | None:
        """A date and time by the city's clock."""
        given = self.post.get(name, "").strip()
        if not given:
            return None
        try:
            told = datetime.fromisoformat(given)
            if abs(told.year - self.at.year) > 1:
                raise ValueError
            return told.replace(tzinfo=told.tzinfo or self.zone)
        except (ValueError, OverflowError):
            self.faults.append(Fault(name, phrases.NO_MOMENT))
            return None

    def choice(self, name: str, choices: Mapping[str, Any], usual: str) -> str:
        """One of the choices."""
        given = self.post.get(name, usual)
        if given not in choices:
            self.faults.append(Fault(name, phrases.NO_CHOICE))
        return given

    def minutes(self, name: str) -> int:
        """Whole minutes, as seconds."""
        given = self.post.get(name, "").strip() or "0"
        if not (given.isascii() and given.isdigit() and len(given) <= 4):
            self.faults.append(Fault(name, phrases.NO_DELAY))
            return 0
        if int(given) > DELAY_MOST_MIN:
            self.faults.append(Fault(name, phrases.NO_DELAY))
        return int(given) * 60

    def codes(self, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lines and stops in service; at least one, or everything where that was ticked."""
        lines, stops = chosen(self.post)
        known = {*lines_by_code(self.city, day, lines), *stops_by_code(self.city, day, stops)}
        lost = [code[:40] for code in [*lines, *stops] if code not in known]
        if lost:
            told = str(phrases.NO_SUCH_LINE) % {"codes": ", ".join(lost[:5])}
            self.faults.append(Fault("touched", told))
        elif not known and not self.post.get("everything"):
            self.faults.append(Fault("touched", phrases.NOTHING_TOUCHED))
        if self.post.get("everything"):
            return (), ()
        return tuple(lines), tuple(stops)


def chosen(post: QueryDict) -> tuple[list[str], list[str]]:
    """The codes ticked in the form, each once."""
    both = (post.getlist("line"), post.getlist("stop"))
    lines, stops = (
        [code for code in dict.fromkeys(codes) if code and is_storable(code)][:CODES_MOST]
        for codes in both
    )
    return lines, stops


def read_card(
    post: QueryDict, city: City, day: date, *, at: datetime, held: Alert | None = None
) -> AlertCard:
    """The alert that the form tells; one from a report keeps its place. Raises BadInput."""
    read = Reading(post, city, at=at)
    is_reported = held is not None and bool(held.report)
    words = {
        code: {
            "header": read.text(
                f"header_{code}", HEADER_MOST, needed=code == "es" and not is_reported
            ),
            "text": read.text(f"text_{code}", TEXT_MOST),
        }
        for code in ("es", "en")
    }
    starts_at, ends_at = read.moment("starts_at") or at, read.moment("ends_at")
    cause = read.choice("cause", phrases.CAUSES, Cause.UNKNOWN_CAUSE)
    effect = read.choice("effect", phrases.EFFECTS, Effect.UNKNOWN_EFFECT)
    delay_s = read.minutes("delay_min")
    lines, stops = read.codes(day)
    named = {fault.field for fault in read.faults}
    if ends_at is None and "ends_at" not in named:
        read.faults.append(Fault("ends_at", phrases.NEEDED))
    elif ends_at is not None and ends_at <= max(starts_at, at):
        read.faults.append(Fault("ends_at", phrases.ENDS_TOO_SOON))
    elif ends_at is not None and ends_at > max(starts_at, at) + LASTS_MOST:
        read.faults.append(Fault("ends_at", phrases.ENDS_TOO_LATE))
    if read.faults:
        raise BadInput(read.faults)
    said = {code: told for code, told in words.items() if any(told.values())}
    if is_reported and held is not None and "near" in held.words:
        said |= {"near": held.words["near"]}
    return AlertCard(
        starts_at=starts_at,
        ends_at=ends_at,
        words=said,
        cause=cause,
        effect=effect,
        lines=lines,
        stops=stops,
        delay_s=delay_s,
        is_cut=bool(post.get("is_cut")),
        lat=held.lat if held is not None else None,
        lon=held.lon if held is not None else None,
    )


def blank(city: City, *, at: datetime) -> QueryDict:
    """A new form: from now on, for as long as most things last."""
    here = at.astimezone(ZoneInfo(city.timezone))
    form = QueryDict(mutable=True)
    form["starts_at"] = here.strftime(FORM_MOMENT)
    form["ends_at"] = (here + USUAL).strftime(FORM_MOMENT)
    form["cause"], form["effect"] = Cause.OTHER_CAUSE.value, Effect.SIGNIFICANT_DELAYS.value
    return form


def filled(alert: Alert, city: City) -> QueryDict:
    """The form as an alert would have sent it."""
    zone = ZoneInfo(city.timezone)
    form = QueryDict(mutable=True)
    for code in ("es", "en"):
        told = alert.words.get(code, {}) if isinstance(alert.words, dict) else {}
        form[f"header_{code}"], form[f"text_{code}"] = told.get("header", ""), told.get("text", "")
    form["starts_at"] = alert.starts_at.astimezone(zone).strftime(FORM_MOMENT)
    if alert.ends_at is not None:
        form["ends_at"] = alert.ends_at.astimezone(zone).strftime(FORM_MOMENT)
    form["cause"], form["effect"] = alert.cause, alert.effect
    form["delay_min"] = str(alert.delay_s // 60) if alert.delay_s else ""
    form["is_cut"] = "on" if alert.is_cut else ""
    informed = list(alert.informed.all())
    form["everything"] = "" if informed else "on"
    form.setlist("line", [one.line for one in informed if one.line])
    form.setlist("stop", [one.stop for one in informed if one.stop])
    return form
