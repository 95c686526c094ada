"""The form of a line: what was sent as a line, and a line as what the form shows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from minga.ground.errors import Fault
from minga.ground.text_safety import is_storable
from minga.kernels.feedmaking import (
    Days,
    Flaw,
    Line,
    Period,
    TrackRefused,
    Way,
    flaws,
    points_of,
    simplified,
)
from minga.kernels.feedmaking.names import slug_of
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.editor.path_text import read_course, written
from minga.transit.editor.phrases import FLAWS, NO_FILE, NO_NUMBER, NO_TIME, field_of, sentence_of

CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
BLANK_PERIODS = 2
THIN_M = 8.0
"""Recorded tracks keep what lies farther than this from the straight line."""
WORDS_MOST = 300
MODES = (3, 2, 1, 0, 4, 7)
FIELDS = ("name", "long_name", "operator", "mode", "colour", "speed_kmh", "back")


@dataclass
class Form:
    """What the page shows in its fields, and what is wrong with them, by field."""

    values: dict[str, str]
    checks: dict[str, bool]
    periods: list[dict[str, str]]
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, one: Fault) -> None:
        """Say what is wrong with a field; the first thing is said."""
        self.faults.setdefault(one.field, str(one.message))

    def flaw(self, one: Flaw) -> None:
        """Say a flaw at its field."""
        self.fault(Fault(field_of(one), sentence_of(one)))


def blank() -> Form:
    """A new line: a micro that is hailed, from early to late."""
    values = {"mode": "3", "colour": "#1f6f8b", "speed_kmh": "18", "back": "same"}
    values |= {f"{name}_{way}": "" for name in ("origin", "headsign", "path") for way in (0, 1)}
    usual = [("weekday", "06:00", "22:30", "10"), ("saturday", "07:00", "22:00", "15"),
             ("sunday", "08:00", "21:30", "20")]  # fmt: skip
    periods = [
        dict(zip(("days", "from", "until", "every"), one, strict=True)) | {"speed": ""}
        for one in usual
    ]
    return Form(values, {"hailed": True, "exact": False}, periods)


def filled(line: Line) -> Form:
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
    exact = bool(line.periods) and all(one.is_exact for one in line.periods)
    form.checks = {"hailed": line.is_hailed, "exact": exact}
    form.periods = [_told_period(one) for one in line.periods]
    return form


def _back(ways: tuple[Way, ...]) -> str:
    if len(ways) < 2:
        return "none" if ways else "same"
    return "same" if ways[1] == mirrored(ways[0]) else "own"


def mirrored(way: Way) -> Way:
    """The same streets the other way round."""
    return Way(way.headsign, way.origin, way.path[::-1], way.halts[::-1])


def _told_period(period: Period) -> dict[str, str]:
    return {
        "days": period.days.value,
        "from": _clock(period.from_s),
        "until": _clock(period.until_s),
        "every": f"{period.headway_s / 60:g}",
        "speed": f"{period.speed_kmh:g}" if period.speed_kmh else "",
    }


def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"


def sent(post: QueryDict) -> Form:
    """What was sent, to be shown again as it is."""
    form = blank()
    for name in [*form.values, *FIELDS]:
        form.values[name] = post.get(name, "").replace("\r\n", "\n")
    form.checks = {name: bool(post.get(name)) for name in form.checks}
    columns = [post.getlist(f"period_{name}") for name in ("days", "from", "until", "every")]
    speeds = [*post.getlist("period_speed"), *[""] * len(columns[0])]
    form.periods = [
        dict(zip(("days", "from", "until", "every", "speed"), one, strict=True))
        for one in zip(*columns, speeds, strict=False)
        if any(one[1:])
    ]
    return form


def read_line(city: City, form: Form, code: str) -> Line:
    """The line that the form tells; what cannot be read is told in its faults."""
    values = form.values
    name = _words(values["name"])
    line = Line(
        code=code or slug_of(name)[:40].strip("-"),
        name=name,
        long_name=_words(values["long_name"]),
        operator=_words(values["operator"]),
        mode=int(values["mode"]) if values["mode"] in map(str, MODES) else -1,
        colour=values["colour"].removeprefix("#"),
        is_hailed=form.checks["hailed"],
        speed_kmh=_number(form, "speed_kmh", values["speed_kmh"]) or 18.0,
        periods=tuple(_periods(form)),
        ways=tuple(_ways(city, form)),
    )
    if not is_storable(line.name + line.long_name + line.operator):
        form.fault(Fault("name", FLAWS["words_invalid"]))
    return line


def flaws_of(line: Line) -> list[Flaw]:
    """What stands in the way of saving it as a whole line."""
    return flaws(line)


def coded(line: Line, number: int) -> Line:
    """The line under its code, or under its code with a number."""
    return line if number == 1 else replace(line, code=f"{line.code[:36]}-{number}")


def _ways(city: City, form: Form) -> Iterable[Way]:
    there = _way(city, form, 0)
    yield there
    if form.values["back"] == "same":
        yield mirrored(there)
    elif form.values["back"] == "own":
        yield _way(city, form, 1)


def _way(city: City, form: Form, number: int) -> Way:
    course = read_course(city, form.values[f"path_{number}"])
    if course.faults:
        form.fault(Fault(f"path_{number}", "\n".join(course.faults)))
    origin, headsign = (_words(form.values[f"{name}_{number}"]) for name in ("origin", "headsign"))
    return Way(origin, headsign, course.path, course.halts)


def _periods(form: Form) -> Iterable[Period]:
    for number, row in enumerate(form.periods):
        place = f"period_{number}"
        start, end = (_seconds(form, place, row[name]) for name in ("from", "until"))
        every = _number(form, place, row["every"])
        speed = _number(form, place, row["speed"]) if row["speed"].strip() else None
        if start is None or end is None or every is None or row["days"] not in set(Days):
            continue
        if end <= start:
            end += 24 * 3600  # past midnight
        seconds = round(every * 60)
        yield Period(Days(row["days"]), start, end, seconds, form.checks["exact"], speed)


def _seconds(form: Form, place: str, text: str) -> int | None:
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        form.fault(Fault(place, NO_TIME))
        return None
    return int(found[1]) * 3600 + int(found[2]) * 60


def _number(form: Form, place: str, text: str) -> float | None:
    written_so = text.strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", written_so):
        form.fault(Fault(place, NO_NUMBER))
        return None
    return float(written_so)


def _words(text: str) -> str:
    return " ".join(text[:WORDS_MOST].split())


def take_track(request: MingaRequest, form: Form, number: int) -> None:
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
