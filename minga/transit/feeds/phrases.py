"""What is wrong with a feed, in words for somebody who keeps one and writes no programs."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

MEANINGS: dict[str, Promise] = {
    "calendar_over": _("The calendar is over before the switch-over date: no trip would run."),
    "calendar_over_today": _("The calendar is over: from today on no trip runs."),
    "calendar_starts_later": _("Its calendar begins after the switch-over date."),
    "column_missing": _("A column that must be there is missing."),
    "coordinate_invalid": _("A place lies nowhere on Earth."),
    "csv_unreadable": _("A table cannot be read."),
    "date_invalid": _("A date does not exist; it is written like 20261014."),
    "encoding_converted": _("A table is not in UTF-8; it was converted. Look at its accents."),
    "end_without_time": _("A trip has no time at its first or last stop; it is left out."),
    "feed_not_found": _("There is no such file."),
    "feed_unreadable": _("The tables cannot be read."),
    "file_missing": _("A file that every feed needs is missing."),
    "file_twice": _("A file is in the zip twice."),
    "headway_invalid": _("A headway is no number of seconds."),
    "id_invalid": _("An id is too long, or has signs that cannot be stored."),
    "id_missing": _("An id is empty."),
    "id_twice": _("An id is used twice."),
    "left_out_with_it": _("A row hangs from one that was left out; it is left out too."),
    "line_never_runs": _("A line has trips, but none of them ever runs."),
    "no_service": _("On that day no trip runs."),
    "number_invalid": _("A number cannot be read, or is none that is allowed there."),
    "on_demand_unused": _("A place where one is fetched on demand is no stop; it is left out."),
    "path_leaves_the_feed": _("A file in the zip points outside of it. Nothing of it was read."),
    "quote_loose": _("A line has a quotation mark too many. Look at its words."),
    "reader_died": _("The reader ended before it was done, twice. The file may be too large."),
    "route_unknown": _("A trip belongs to a line that is not in the feed."),
    "route_without_trips": _("A line has no trips; it is left out."),
    "row_unreadable": _("A line cannot be told apart into its columns; it is left out."),
    "rule_unused": _("A rule for changing between two lines is narrower than we plan; unused."),
    "stay_seated_unused": _("A bus goes on as another trip; we count that as a change."),
    "steps_unused": _("A station has stairs on its ways; step-free plans do not know of them."),
    "service_unknown": _("A trip belongs to a calendar that is not in the feed; it never runs."),
    "sequence_twice": _("A trip calls twice with the same number of order."),
    "stop_unknown": _("A stop is named that is not in the feed."),
    "times_run_back": _("A trip arrives before it left the stop before; it is taken as waiting."),
    "time_invalid": _("A time cannot be read; one is written 08:05:00, past midnight 25:10:00."),
    "too_large": _("A file is too large, or would grow beyond measure when unpacked."),
    "too_many_files": _("The zip has far too many files."),
    "trip_unknown": _("A trip is named that is not in the feed."),
    "window_never_runs": _("A stretch of hours ends before it begins; nothing runs in it."),
    "zip_unreadable": _("This is no zip that can be opened."),
    "zone_unknown": _("An operator's time zone does not exist; the city's is used."),
}
WEIGHT = (
    "calendar_over_today", "line_never_runs", "service_unknown", "window_never_runs",
    "calendar_starts_later", "end_without_time", "route_without_trips", "time_invalid",
    "stop_unknown", "left_out_with_it", "times_run_back", "rule_unused", "stay_seated_unused",
    "steps_unused", "zone_unknown",
)  # fmt: skip
"""What could be borne, the first what changes most of what passengers are told."""
ROWS_SHOWN = 5
NO_ADDRESS = _("An address begins with https:// and holds no password.")
TOO_MANY = _("A feed has six addresses at most.")
TROUBLES: dict[str, Promise] = {
    "address": NO_ADDRESS,
    "empty": _("The message was empty."),
    "future": _("The message came from the future: look at the sender's clock."),
    "no_message": _("This was no message of GTFS Realtime."),
    "older": _("The message was older than one that came before it."),
    "private": _("The address leads into a private network. It was not asked."),
    "redirected": _("The address sends us elsewhere; we follow nowhere. Enter the final one."),
    "refused": _("The address answered with an error."),
    "repeated": _("The same message came again."),
    "slow": _("The address did not answer in time."),
    "stale": _("The message was older than 90 seconds."),
    "too_large": _("The message was larger than 8 MB."),
    "too_many": _("The message had more than 20,000 parts."),
    "unreachable": _("The address could not be reached."),
}
"""Why a whole message was not taken."""
REASONS: dict[str, Promise] = {
    "beyond_reason": _("beyond reason"),
    "future": _("from the future"),
    "headways": _("of lines with headways"),
    "no_position": _("without a position"),
    "no_trip": _("without a trip"),
    "not_added": _("added, but in the timetable already"),
    "nowhere": _("far from everything"),
    "says_nothing": _("that say nothing"),
    "stale": _("too old"),
    "too_long": _("too long"),
    "unknown_place": _("about lines or stops unknown here"),
    "unknown_stop": _("at stops unknown here"),
    "unknown_trip": _("of trips unknown here"),
    "unreadable": _("unreadable"),
    "unsupported": _("of a kind we do not use"),
}
"""Why parts of a message were not used."""


class NoticeView(NamedTuple):
    """One kind of fault: what it means, where it stands, how often."""

    code: str
    meaning: str | Promise
    file: str
    rows: list[int]
    field: str
    values: list[str]
    many: int
    is_error: bool


def reader_notices(notices: Iterable[Mapping[str, Any]]) -> list[NoticeView]:
    """Our reader's notices, one line for each kind, file and column; faults first."""
    kinds: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for notice in notices:
        key = (str(notice["code"]), str(notice.get("file", "")), str(notice.get("field", "")))
        kinds.setdefault(key, []).append(notice)
    lines = [
        NoticeView(
            code=code,
            meaning=MEANINGS.get(code, code),
            file=file,
            rows=[notice["row"] for notice in group if notice.get("row")][:ROWS_SHOWN],
            field=column,
            values=list(dict.fromkeys(notice["value"] for notice in group if notice.get("value")))[
                :3
            ],
            many=len(group),
            is_error=any(notice.get("is_error", True) for notice in group),
        )
        for (code, file, column), group in kinds.items()
    ]
    return sorted(lines, key=_rank)


def _rank(line: NoticeView) -> tuple[bool, int, int]:
    """Faults first, then by what they change, then by how often they stand there."""
    weight = WEIGHT.index(line.code) if line.code in WEIGHT else len(WEIGHT)
    return not line.is_error, weight, -line.many


def source_summary(counts: Mapping[str, Any]) -> list[str]:
    """What came of the last message, in a few words each."""
    used = (
        (ngettext("%(many)s vehicle", "%(many)s vehicles", counts.get("vehicles", 0)), "vehicles"),
        (ngettext("%(many)s trip", "%(many)s trips", counts.get("updates", 0)), "updates"),
        (ngettext("%(many)s alert", "%(many)s alerts", counts.get("alerts", 0)), "alerts"),
    )
    used_parts = [phrase % {"many": counts[key]} for phrase, key in used if counts.get(key)]
    refused = [
        gettext("%(many)s left out: %(why)s") % {"many": many, "why": REASONS.get(reason, reason)}
        for reason, many in sorted(counts.get("refused", {}).items())
    ]
    return used_parts + refused


def validator_notices(checked: Mapping[str, Any]) -> list[NoticeView]:
    """The independent validator's notices, in its own English words."""
    return [
        NoticeView(
            code=notice["code"],
            meaning=notice["message"],
            file=notice["file"],
            rows=notice["rows"],
            field=notice["field"],
            values=[notice["value"]] if notice["value"] else [],
            many=notice["many"],
            is_error=notice["severity"] == "error",
        )
        for notice in checked.get("notices", ())
    ]
