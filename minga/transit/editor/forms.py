"""The form of a line: what was sent as a line, and a line as what the form shows."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, cast

from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationInfo, field_validator

from minga.ground.conflicts import Difference, differences
from minga.ground.errors import Fault
from minga.ground.errors import Text as Sentence
from minga.ground.forms import Form, Id, one_line, or_else, read_partly, refusal
from minga.kernels.feedmaking import (
    Days,
    Flaw,
    Halt,
    Line,
    Period,
    Point,
    TrackRefused,
    Way,
    flaws,
    points_of,
    simplified,
)
from minga.kernels.feedmaking.names import slug_of
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.editor.actions import HOLDS
from minga.transit.editor.path_text import read_course, written
from minga.transit.editor.phrases import FLAWS, NO_FILE, NO_NUMBER, NO_TIME, field_of, sentence_of
from minga.transit.feeds.forms import NO_DAY, Day, DayForm

BLANK_PERIODS = 2
THIN_M = 8.0
"""Recorded tracks keep what lies farther than this from the straight line."""
MODES = (3, 2, 1, 0, 4, 7)
UNKNOWN_MODE = -1
USUAL_KMH = 18.0
FIELDS = ("name", "long_name", "operator", "mode", "colour", "speed_kmh", "back")
PERIOD_FIELDS = ("days", "from", "until", "every", "speed")
A_DAY = timedelta(days=1)
MAX_HOLIDAYS = 200

Text = Annotated[str, one_line]
Number = Annotated[float, Field(ge=0, le=9999)]


class PeriodForm(Form):
    """A row of the table of when the line runs, and how often."""

    days: Days = Field(alias="period_days")
    starts: timedelta = Field(alias="period_from")
    ends: timedelta = Field(alias="period_until")
    # An empty cell is no number, and told so.
    every_min: Number = Field(math.nan, alias="period_every", validate_default=True)
    speed_kmh: Number | None = Field(None, alias="period_speed")

    def period(self, *, is_exact: bool) -> Period:
        """What the row says; an end before its beginning is past midnight."""
        ends = self.ends if self.ends > self.starts else self.ends + A_DAY
        from_s, until_s = (round(moment.total_seconds()) for moment in (self.starts, ends))
        return Period(
            self.days, from_s, until_s, round(self.every_min * 60), is_exact, self.speed_kmh
        )


class LineForm(Form):
    """A line as its form sends it, but for its ways' paths: those are texts of their own."""

    SENTENCES = {
        **dict.fromkeys(("missing", "time_delta_type"), NO_TIME),
        **dict.fromkeys(("greater_than_equal", "less_than_equal"), NO_NUMBER),
    }

    name: Text = ""
    long_name: Text = ""
    operator: Text = ""
    mode: Annotated[int, or_else(UNKNOWN_MODE)] = UNKNOWN_MODE
    colour: str = ""
    hailed: bool = False
    exact: bool = False
    speed_kmh: Number | None = None
    back: str = ""
    origin_0: Text = ""
    headsign_0: Text = ""
    origin_1: Text = ""
    headsign_1: Text = ""
    period: list[PeriodForm] = []


class PublishForm(DayForm):
    """From which day the lines are in service, and the days that run as Sundays."""

    holidays: Annotated[list[Day], Field(max_length=MAX_HOLIDAYS)] = []

    @field_validator("starts_on")
    @classmethod
    def is_near(cls, starts_on: date, info: ValidationInfo) -> date:
        """So long before or after today (the context) as a published feed holds."""
        if abs(starts_on - cast(date, info.context)) > HOLDS:
            raise refusal(NO_DAY)
        return starts_on


class SeenForm(Form):
    """The revision of a line that was seen by who changes it; 0 is one that no line has."""

    seen: Id = 0


def seen_in(post: Mapping[str, Any]) -> int:
    """The revision that was seen; whatever is none is an old one."""
    return read_partly(SeenForm, post)[0].seen


LABELS: dict[str, Sentence] = {
    "name": _("What stands on the bus"),
    "colour": _("Colour"),
    "long_name": _("Where it goes, in words (optional)"),
    "operator": _("Who runs it (optional)"),
    "mode": _("What it is"),
    "origin_0": pgettext_lazy("terminus", "From"),
    "headsign_0": pgettext_lazy("terminus", "To"),
    "path_0": _("The way there"),
    "back": _("The way back"),
    "origin_1": pgettext_lazy("terminus", "From"),
    "headsign_1": pgettext_lazy("terminus", "To"),
    "path_1": _("The way back"),
    "speed_kmh": _("Speed with stops, km/h"),
}
"""What the form calls its fields."""
CHECK_LABELS: dict[str, Sentence] = {
    "hailed": _("One hails it anywhere along its way"),
    "exact": _("It leaves at exactly these times (as a train does)"),
}
PERIODS_LABEL = _("When and how often")


@dataclass
class ShownForm:
    """What the page shows in its fields, and what is wrong with them, by field."""

    values: dict[str, str]
    checks: dict[str, str]
    periods: list[dict[str, str]]
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, fault: Fault) -> None:
        """Say what is wrong with a field; the first thing is said."""
        self.faults.setdefault(fault.field, str(fault.message))

    def flaw(self, flaw: Flaw) -> None:
        """Say a flaw at its field."""
        self.fault(Fault(field_of(flaw), sentence_of(flaw)))

    @property
    def sent(self) -> dict[str, Any]:
        """The fields as a form sends them."""
        columns = {
            f"period_{name}": [period[name] for period in self.periods] for name in PERIOD_FIELDS
        }
        return self.values | self.checks | columns


def blank() -> ShownForm:
    """A new line: a micro that is hailed, from early to late."""
    values = {"mode": "3", "colour": "#1f6f8b", "speed_kmh": "18", "back": "same"}
    values |= {f"{name}_{way}": "" for name in ("origin", "headsign", "path") for way in (0, 1)}
    usual = [("weekday", "06:00", "22:30", "10"), ("saturday", "07:00", "22:00", "15"),
             ("sunday", "08:00", "21:30", "20")]  # fmt: skip
    periods = [dict(zip(PERIOD_FIELDS, (*period, ""), strict=True)) for period in usual]
    return ShownForm(values, {"hailed": "on", "exact": ""}, periods)


def filled(line: Line) -> ShownForm:
    """The form as this line would have sent it."""
    form = blank()
    form.values |= {
        "name": line.name, "long_name": line.long_name, "operator": line.operator,
        "mode": str(line.mode), "colour": f"#{line.colour.lower()}" if line.colour else "",
        "speed_kmh": f"{line.speed_kmh:g}", "back": _back(line.ways),
    }  # fmt: skip
    for number, way in enumerate(line.ways):
        form.values |= {f"origin_{number}": way.origin, f"headsign_{number}": way.headsign}
        form.values[f"path_{number}"] = written(way)
    if form.values["back"] == "same":
        form.values["path_1"] = ""
    exact = bool(line.periods) and all(period.is_exact for period in line.periods)
    form.checks = {"hailed": _tick(line.is_hailed), "exact": _tick(exact)}
    form.periods = [_shown_period(period) for period in line.periods]
    return form


def _tick(is_set: bool) -> str:
    return "on" if is_set else ""


def _back(ways: tuple[Way, ...]) -> str:
    if len(ways) < 2:
        return "none" if ways else "same"
    return "same" if ways[1] == mirrored(ways[0]) else "own"


def mirrored(way: Way) -> Way:
    """The same streets the other way round."""
    return Way(way.headsign, way.origin, way.path[::-1], way.halts[::-1])


def _shown_period(period: Period) -> dict[str, str]:
    return {
        "days": period.days.value,
        "from": _clock(period.from_s),
        "until": _clock(period.until_s),
        "every": f"{period.headway_s / 60:g}",
        "speed": f"{period.speed_kmh:g}" if period.speed_kmh else "",
    }


def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"


def sent(post: QueryDict) -> ShownForm:
    """What was sent, to be shown again as it is."""
    form = blank()
    for name in [*form.values, *FIELDS]:
        form.values[name] = post.get(name, "").replace("\r\n", "\n")
    form.checks = {name: _tick(bool(post.get(name))) for name in form.checks}
    *columns, speeds = (post.getlist(f"period_{name}") for name in PERIOD_FIELDS)
    rows = zip(*columns, [*speeds, *[""] * len(columns[0])], strict=False)
    form.periods = [
        dict(zip(PERIOD_FIELDS, row, strict=True)) for row in rows if any(map(str.strip, row[1:]))
    ]
    return form


def differences_of(stands: ShownForm, sent: ShownForm) -> list[Difference]:
    """What two people wrote differently, by the names of the form's fields."""
    rows = [
        (label, stands.values.get(name, ""), sent.values.get(name, ""))
        for name, label in LABELS.items()
    ]
    rows += [
        (label, _yes_or_no(bool(stands.checks[name])), _yes_or_no(bool(sent.checks[name])))
        for name, label in CHECK_LABELS.items()
    ]
    return differences([*rows, (PERIODS_LABEL, _in_lines(stands), _in_lines(sent))])


def _yes_or_no(is_so: bool) -> str:
    return gettext("Yes") if is_so else gettext("No")


def _in_lines(form: ShownForm) -> str:
    """The periods as text, one a line."""
    return "\n".join(" ".join(row[name] for name in PERIOD_FIELDS).strip() for row in form.periods)


def read_line(city: City, shown: ShownForm, code: str) -> Line:
    """The line that the form tells; what cannot be read is told in its faults."""
    form, faults = read_partly(LineForm, shown.sent)
    if form.speed_kmh is None:
        faults.append(Fault("speed_kmh", NO_NUMBER))
    for fault in faults:
        shown.fault(fault)
    return Line(
        code=code or slug_of(form.name)[:40].strip("-"),
        name=form.name,
        long_name=form.long_name,
        operator=form.operator,
        mode=form.mode if form.mode in MODES else UNKNOWN_MODE,
        colour=form.colour.removeprefix("#"),
        is_hailed=form.hailed,
        speed_kmh=form.speed_kmh or USUAL_KMH,
        periods=tuple(row.period(is_exact=form.exact) for row in form.period),
        ways=tuple(_ways(city, form, shown)),
    )


def flaws_of(line: Line) -> list[Flaw]:
    """What stands in the way of saving it as a whole line."""
    return flaws(line)


def coded(line: Line, number: int) -> Line:
    """The line under its code, or under its code with a number."""
    return line if number == 1 else replace(line, code=f"{line.code[:36]}-{number}")


def _ways(city: City, form: LineForm, shown: ShownForm) -> Iterable[Way]:
    there = Way(form.origin_0, form.headsign_0, *_course(city, shown, "path_0"))
    yield there
    if form.back == "same":
        yield mirrored(there)
    elif form.back == "own":
        yield Way(form.origin_1, form.headsign_1, *_course(city, shown, "path_1"))


def _course(city: City, shown: ShownForm, place: str) -> tuple[tuple[Point, ...], tuple[Halt, ...]]:
    course = read_course(city, shown.values[place])
    if course.faults:
        shown.fault(Fault(place, "\n".join(course.faults)))
    return course.path, course.halts


def take_track(request: MingaRequest, form: ShownForm, number: str) -> None:
    """Put an uploaded GPS track into the text of a way, with fewer points."""
    place = f"path_{number}"
    file: Any = request.FILES.get(f"track_{number}")
    if file is None:
        form.fault(Fault(place, NO_FILE))
        return
    try:
        points = simplified(points_of(file.read()), THIN_M)
    except TrackRefused as refused:
        form.fault(Fault(place, FLAWS[refused.code]))
        return
    form.values[place] = "\n".join(f"{point.lat:.6f}, {point.lon:.6f}" for point in points)
