"""What the form of an alert sends, read and checked, and what it shows again."""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Annotated, Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationInfo, field_validator

from minga.ground.conflicts import Difference, differences
from minga.ground.errors import Fault
from minga.ground.errors import Text as Sentence
from minga.ground.forms import Form, read, refusal
from minga.ground.text_safety import is_storable
from minga.territory.models import City
from minga.transit import phrases
from minga.transit.alerts.actions.alerts import AlertCard
from minga.transit.feeds.queries.lines import lines_by_code, stops_by_code
from minga.transit.models import Alert
from minga.transit.phrases import CAUSES, EFFECTS
from minga.transit.rules import Cause, Effect

HEADER_MOST, TEXT_MOST = 120, 1000
CODES_MOST = 200
LASTS_MOST = timedelta(days=90)
USUAL = timedelta(hours=2)
DELAY_MOST_MIN = 180
FORM_MOMENT = "%Y-%m-%dT%H:%M"


Header = Annotated[str, Field(max_length=HEADER_MOST)]
Text = Annotated[str, Field(max_length=TEXT_MOST)]


class Now(NamedTuple):
    """When and where the form is read; what a report wrote needs no headline."""

    at: datetime
    zone: ZoneInfo
    is_reported: bool


def _now(info: ValidationInfo) -> Now:
    return cast(Now, info.context)


class AlertForm(Form):
    """An alert as its form sends it; moments without a zone are by the city's clock."""

    SENTENCES = {
        "datetime_type": phrases.NO_MOMENT,
        **dict.fromkeys(("int_type", "greater_than_equal", "less_than_equal"), phrases.NO_DELAY),
    }

    header_es: Annotated[Header, Field(validate_default=True)] = ""
    text_es: Text = ""
    header_en: Header = ""
    text_en: Text = ""
    starts_at: datetime | None = None
    ends_at: Annotated[datetime | None, Field(validate_default=True)] = None
    cause: Cause
    effect: Effect
    delay_min: Annotated[int, Field(ge=0, le=DELAY_MOST_MIN)] = 0
    is_cut: bool = False
    everything: bool = False

    @field_validator("header_es")
    @classmethod
    def is_said(cls, header: str, info: ValidationInfo) -> str:
        """Passengers read at least the headline."""
        if not header and not _now(info).is_reported:
            raise refusal(phrases.NEEDED)
        return header

    @field_validator("starts_at", "ends_at")
    @classmethod
    def is_near(cls, moment: datetime | None, info: ValidationInfo) -> datetime | None:
        """Last year at the earliest, next year at the latest."""
        now = _now(info)
        if moment is not None and abs(moment.year - now.at.year) > 1:
            raise refusal(phrases.NO_MOMENT)
        return moment and moment.replace(tzinfo=moment.tzinfo or now.zone)

    @field_validator("ends_at")
    @classmethod
    def ends_in_time(cls, ends_at: datetime | None, info: ValidationInfo) -> datetime:
        """Later than it begins and than now, and not for ever."""
        now = _now(info)
        begins = max(info.data.get("starts_at") or now.at, now.at)
        if ends_at is None:
            raise refusal(phrases.NEEDED)
        if ends_at <= begins:
            raise refusal(phrases.ENDS_TOO_SOON)
        if ends_at > begins + LASTS_MOST:
            raise refusal(phrases.ENDS_TOO_LATE)
        return ends_at

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """What passengers read, by language."""
        both = {
            "es": {"header": self.header_es, "text": self.text_es},
            "en": {"header": self.header_en, "text": self.text_en},
        }
        return {code: texts for code, texts in both.items() if any(texts.values())}


def _lost(post: QueryDict, city: City, day: date) -> list[Fault]:
    """Lines and stops that are not in service, or none where not everything was ticked."""
    lines, stops = chosen(post)
    known = {*lines_by_code(city, day, lines), *stops_by_code(city, day, stops)}
    lost = [code[:40] for code in [*lines, *stops] if code not in known]
    if lost:
        return [Fault("touched", str(phrases.NO_SUCH_LINE) % {"codes": ", ".join(lost[:5])})]
    if not known and not post.get("everything"):
        return [Fault("touched", phrases.NOTHING_TOUCHED)]
    return []


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
    is_reported = held is not None and bool(held.report)
    now = Now(at, ZoneInfo(city.timezone), is_reported)
    form = read(AlertForm, post, context=now, beside=_lost(post, city, day))
    words: dict[str, Any] = dict(form.words)
    if is_reported and held is not None and "near" in held.words:
        words["near"] = held.words["near"]
    lines, stops = ([], []) if form.everything else chosen(post)
    return AlertCard(
        starts_at=form.starts_at or at,
        ends_at=form.ends_at,
        words=words,
        cause=form.cause.value,
        effect=form.effect.value,
        lines=tuple(lines),
        stops=tuple(stops),
        delay_s=form.delay_min * 60,
        is_cut=form.is_cut,
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


LABELS: dict[str, Sentence] = {
    "header_es": _("In Spanish: in one line"),
    "text_es": _("In Spanish: more, if needed"),
    "header_en": _("In English: in one line (optional)"),
    "text_en": _("In English: more (optional)"),
    "starts_at": pgettext_lazy("moment", "From"),
    "ends_at": pgettext_lazy("moment", "Until"),
    "delay_min": _("Minutes that trips lose there"),
}
"""What the form calls the fields that are text."""


def differences_of(stands: QueryDict, sent: QueryDict) -> list[Difference]:
    """What two people said differently in the form of one alert."""
    rows: list[tuple[Sentence, str, str]] = [
        (label, stands.get(name) or "", sent.get(name) or "") for name, label in LABELS.items()
    ]
    for name, label, words in (
        ("effect", _("What passengers notice"), EFFECTS),
        ("cause", _("Why"), CAUSES),
    ):
        both = [str(words.get(form.get(name) or "", "")) for form in (stands, sent)]
        rows.append((label, both[0], both[1]))
    for name, label in (
        ("is_cut", _("Cut: these trips do not run meanwhile")),
        ("everything", _("The whole network")),
    ):
        both = [gettext("Yes") if form.get(name) else gettext("No") for form in (stands, sent)]
        rows.append((label, both[0], both[1]))
    touched = ["\n".join(sorted(chain(*chosen(form)))) for form in (stands, sent)]
    return differences([*rows, (_("Which lines and stops?"), touched[0], touched[1])])
