"""The files of the feed: rows as GTFS Schedule names them, packed into a zip that never varies."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from minga.kernels.feedmaking.checks import DrawingRefused, flaws
from minga.kernels.feedmaking.lines import About, Days, Line
from minga.kernels.feedmaking.names import StopNames, agency_ids
from minga.kernels.feedmaking.trips import Run, calls_of, running_s, runs_of

__all__ = ["make_feed", "running_s"]
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The zip's time of each file: a zip must not tell when it was made."""
ANYWHERE, NOWHERE = 0, 1
"""GTFS's continuous_pickup and continuous_drop_off."""
Row = tuple[object, ...]
HEADS = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang",
    "stops": "stop_id,stop_name,stop_lat,stop_lon",
    "routes": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,"
    "route_text_color,route_sort_order,continuous_pickup,continuous_drop_off",
    "trips": "route_id,service_id,trip_id,trip_headsign,direction_id,shape_id",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,"
    "shape_dist_traveled,timepoint",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date",
    "calendar_dates": "service_id,date,exception_type",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled",
    "frequencies": "trip_id,start_time,end_time,headway_secs,exact_times",
    "feed_info": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,"
    "feed_end_date,feed_version,feed_contact_url",
}
WEEKS = {
    Days.WEEKDAY: (1, 1, 1, 1, 1, 0, 0),
    Days.SATURDAY: (0, 0, 0, 0, 0, 1, 0),
    Days.SUNDAY: (0, 0, 0, 0, 0, 0, 1),
}


def make_feed(lines: Sequence[Line], about: About) -> bytes:
    """The bytes of a GTFS zip with these lines. Raises DrawingRefused."""
    wrong = [(line.code, flaw) for line in lines for flaw in flaws(line)]
    codes = [line.code for line in lines]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if not lines or twice or about.last_day < about.first_day:
        raise ValueError(f"lines {len(lines)}, codes twice {twice}, days {about.first_day}…")
    if wrong:
        raise DrawingRefused(wrong)
    runs = [run for line in lines for run in runs_of(line)]
    return _zipped(_tables(lines, runs, about))


def _tables(lines: Sequence[Line], runs: Sequence[Run], about: About) -> dict[str, list[Row]]:
    agencies = agency_ids(lines, about.publisher)
    names = StopNames(run.way for run in runs)
    calls = [(run, *call) for run in runs for call in calls_of(run)]
    return {
        "agency": [
            (code, name, about.url, about.timezone, about.language)
            for name, code in agencies.items()
        ],
        "stops": [
            (code, halt.name, _degrees(halt.lat), _degrees(halt.lon))
            for halt, code in names.all()
        ],
        "routes": [_route(line, agencies, about, i) for i, line in enumerate(lines)],
        "trips": [
            (run.line.code, run.days.value, run.trip_id, run.way.headsign, run.direction,
             run.shape_id)
            for run in runs
        ],
        "stop_times": [
            (run.trip_id, _clock(time_s), _clock(time_s), names[halt], number,
             f"{along_m:.1f}", 1)
            for run, number, halt, along_m, time_s in calls
        ],
        "calendar": [
            (days.value, *WEEKS[days], _date(about.first_day), _date(about.last_day))
            for days in Days
            if any(run.days is days for run in runs)
        ],
        "calendar_dates": list(_exceptions(about, {run.days for run in runs})),
        "shapes": list(_shapes(runs)),
        "frequencies": [
            (run.trip_id, _clock(period.from_s), _clock(period.until_s), period.headway_s,
             int(period.is_exact))
            for run in runs
            for period in run.periods
        ],
        "feed_info": [
            (about.publisher, about.url, about.language, _date(about.first_day),
             _date(about.last_day), about.version, about.url)
        ],
    }  # fmt: skip


def _route(line: Line, agencies: dict[str, str], about: About, order: int) -> Row:
    along = ANYWHERE if line.is_hailed else NOWHERE
    colour = line.colour.upper()
    agency = agencies[line.operator.strip() or about.publisher]
    long_name = "" if line.long_name == line.name else line.long_name
    return (line.code, agency, line.name, long_name, line.mode, colour,
            _ink_on(colour) if colour else "", order, along, along)  # fmt: skip


def _ink_on(colour: str) -> str:
    """White or black, whichever contrasts more (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "000000"


def _exceptions(about: About, used: set[Days]) -> Iterator[Row]:
    for day in sorted(set(about.holidays)):
        if not about.first_day <= day <= about.last_day or day.weekday() == 6:
            continue
        usual = Days.SATURDAY if day.weekday() == 5 else Days.WEEKDAY
        if usual in used:
            yield usual.value, _date(day), 2
        if Days.SUNDAY in used:
            yield Days.SUNDAY.value, _date(day), 1


def _shapes(runs: Iterable[Run]) -> Iterator[Row]:
    for run in {run.shape_id: run for run in runs}.values():
        for number, (point, along_m) in enumerate(zip(run.path, run.at, strict=True)):
            yield (run.shape_id, _degrees(point.lat), _degrees(point.lon), number,
                   f"{along_m:.1f}")  # fmt: skip


def _degrees(value: float) -> str:
    return f"{value:.6f}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _date(day: object) -> str:
    return f"{day:%Y%m%d}"


def _zipped(tables: dict[str, list[Row]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, rows in tables.items():
            if not rows:
                continue
            page = io.StringIO()
            writer = csv.writer(page, lineterminator="\r\n")
            writer.writerow(HEADS[name].split(","))
            writer.writerows(rows)
            entry = zipfile.ZipInfo(f"{name}.txt", EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3  # the same on every machine
            archive.writestr(entry, page.getvalue().encode())
    return packed.getvalue()
