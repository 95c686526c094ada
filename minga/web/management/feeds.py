"""The verbs of `minga transit` about a city's feeds: import, check, feeds, withdraw."""

import json
import os
from argparse import ArgumentTypeError, _SubParsersAction
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from minga.ground.clock import now
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.territory.models import City
from minga.transit import day_folders
from minga.transit.day_folders import NoService
from minga.transit.feeds.actions.feeds import import_feed, withdraw_version
from minga.transit.feeds.actions.uploads import read_upload
from minga.transit.feeds.importing.validation import validator_report
from minga.transit.feeds.phrases import NoticeView, reader_notices
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion, Upload
from minga.transit.rules import UploadState
from minga.transit.service_days import day_of
from minga.transit.timetables.compile_jobs import WITHOUT_SERVICE
from minga.web.child_process import hold_lifeline
from minga.web.command_arguments import city_or_refuse, name_or_refuse, slug_or_refuse

if TYPE_CHECKING:
    from minga.transit.feeds.importing.reading import Reading

MAX_SHOWN = 20
NICE = 10
"""By so much a day that is made beside a server steps back behind it."""


def add_verbs(verbs: "_SubParsersAction") -> None:
    """Their arguments."""
    importing = verbs.add_parser("import", help="put a GTFS zip in service")
    importing.add_argument("file", metavar="FILE.zip")
    importing.add_argument("--city", default="", metavar="SLUG", help="(the default city)")
    importing.add_argument("--feed", default="", metavar="SLUG", help="(the file's name)")
    importing.add_argument("--name", default="", help="who publishes it, as passengers know it")
    importing.add_argument("--credit", default="", help="the words its licence asks for")
    importing.add_argument("--licence", default="")
    importing.add_argument(
        "--starts-on", type=day_given, metavar="YYYY-MM-DD", help="the switch-over (today)"
    )
    importing.add_argument(
        "--hail-anywhere",
        action="store_true",
        help="where it does not speak of it, one boards and alights anywhere along the shapes",
    )
    importing.add_argument(
        "--demo", action="store_true", help="drawn to show: labelled so everywhere"
    )
    importing.add_argument("--json", action="store_true", help="print a last line with figures")
    looked = verbs.add_parser("check", help="say what is wrong with a GTFS zip, and store nothing")
    looked.add_argument("file", metavar="FILE.zip")
    looked.add_argument("--json", action="store_true")
    looked.add_argument("--language", choices=("en", "es"), default="en", help="of what it says")
    sent = verbs.add_parser("read", help="read a feed that was sent by the page (the worker does)")
    sent.add_argument("upload", type=int, metavar="NUMBER")
    made = verbs.add_parser("day", help="compile a city's day (the worker does)")
    made.add_argument("city", metavar="SLUG")
    made.add_argument("day", type=day_given, metavar="YYYY-MM-DD")
    made.add_argument("--lifeline", action="store_true", help="end when stdin closes")
    listed = verbs.add_parser("feeds", help="name every feed and its versions")
    listed.add_argument("--city", default="", metavar="SLUG")
    listed.add_argument("--json", action="store_true")
    gone = verbs.add_parser("withdraw", help="take a version out; the one before serves again")
    gone.add_argument("feed", metavar="SLUG")
    gone.add_argument("--city", default="", metavar="SLUG")
    gone.add_argument("--version", type=int, default=0, dest="number", help="(the latest)")


def bring(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit import FILE.zip`."""
    city = city_or_refuse(options["city"])
    path = Path(options["file"])
    slug = slug_or_refuse(options["feed"] or path.stem.lower().replace("_", "-")[:40])
    try:
        result = import_feed(
            city=city,
            slug=slug,
            path=path,
            name=name_or_refuse(options["name"] or slug),
            credit=options["credit"][:300],
            licence=options["licence"][:200],
            starts_on=options["starts_on"] or day_of(city, now()),
            is_demo=options["demo"],
            hail_anywhere=options["hail_anywhere"],
            second_opinion=True,
            by=None,
            at=now(),
            progress=lambda step: command.stderr.write(f"{path.name}: {step} …"),
        )
    except FeedRefused as refused:
        if options["json"]:
            command.stdout.write(json.dumps({"refused": _plain(refused.notices)}))
        raise CommandError(
            f"{path.name} cannot be used; nothing was changed.\n{_lines(refused.notices)}"
        ) from refused
    if result.notices:
        command.stderr.write(_lines(result.notices))
    if options["json"]:
        figures = _row(result.version, city) | {
            "new": result.is_new,
            "notices": _plain(result.notices),
        }
        command.stdout.write(json.dumps(figures, ensure_ascii=False))
        return
    counts = result.version.counts
    since = "is in service from" if result.is_new else "is in service already, since"
    command.stdout.write(
        f"{result.version}: {counts['lines']} lines, {counts['stops']} stops, "
        f"{counts['trips']} trips, {counts['stop_times']} stop times; "
        f"it {since} {result.version.starts_on}."
    )


def read_sent(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit read NUMBER`: what was claimed by whoever starts this."""
    upload = Upload.objects.select_related("city", "by").filter(pk=options["upload"]).first()
    if upload is None or upload.state != UploadState.WAITING:
        raise CommandError(f"No feed waits under the number {options['upload']}.")
    result = read_upload(upload=upload, at=now())
    command.stdout.write(str(result.version) if result else "refused")


def compile_day(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit day SLUG DAY`."""
    if options["lifeline"]:
        hold_lifeline()
        if hasattr(os, "nice"):  # whoever asks pages comes first
            os.nice(NICE)
    city = city_or_refuse(options["city"])
    try:
        folder = day_folders.compile_day(city, options["day"], versions_on(city, options["day"]))
    except NoService as error:
        message = f"Nothing of {city.name} runs on {options['day']}."
        raise CommandError(message, returncode=WITHOUT_SERVICE) from error
    command.stdout.write(str(folder))


def list_feeds(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit feeds`."""
    city = city_or_refuse(options["city"])
    versions = (
        FeedVersion.objects.filter(feed__city=city)
        .select_related("feed")
        .order_by("feed__slug", "number")
    )
    serving = {version.pk for version in versions_on(city, day_of(city, now()))}
    rows = [_row(version, city) | {"in_service": version.pk in serving} for version in versions]
    if options["json"]:
        command.stdout.write(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "withdrawn" if row["withdrawn"] else "in service" if row["in_service"] else ""
        command.stdout.write(
            f"{row['feed']} {row['version']}  from {row['starts_on']}  "
            f"{row['first_day']} to {row['last_day']}  {row['counts']['lines']} lines  {state}"
        )


def withdraw(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit withdraw SLUG`."""
    city = city_or_refuse(options["city"])
    rows = FeedVersion.objects.filter(
        feed__city=city, feed__slug=options["feed"], withdrawn_at=None
    ).order_by("starts_on", "number")
    if options["number"]:
        rows = rows.filter(number=options["number"])
    version = rows.last()
    if version is None:
        raise CommandError(f"{city.name} has no such version in service: {options['feed']}.")
    withdraw_version(version=version, by=None, at=now())
    left = [f"{serving}" for serving in versions_on(city, day_of(city, now()))]
    command.stdout.write(f"{version} is withdrawn. In service: {', '.join(left) or 'none'}.")


def look(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit check FILE.zip`: our reader, then the independent validator."""
    from minga.transit.feeds.importing.reading import read

    path = Path(options["file"])
    try:
        reading = read(path, path.stem)
    except FeedRefused as refused:
        if options["json"]:
            command.stdout.write(json.dumps({"refused": _plain(refused.notices)}))
        raise CommandError(f"{path.name} cannot be used:\n{_lines(refused.notices)}") from refused
    notices = _today_notices(reading)
    opinion = validator_report(path, now().date())
    if options["json"]:
        report = {"counts": reading.counts, "notices": _plain(notices), "checked": opinion}
        command.stdout.write(json.dumps(report, ensure_ascii=False))
        return
    idle = [notice.value for notice in notices if notice.code == "line_never_runs"]
    over = any(notice.code == "calendar_over_today" for notice in notices)
    never = "nothing runs any more" if over else f"these lines never run: {', '.join(idle)}"
    verdict = f"can be read, but {never}; it has" if over or idle else "can be used:"
    command.stdout.write(f"{path.name} {verdict} {reading.counts}")
    with translation.override(options["language"]):
        for kind in reader_notices(_plain(notices)):
            command.stdout.write(_sentence(kind))
    for notice in opinion.get("notices", ()):
        rows = ", ".join(str(row) for row in notice["rows"])
        command.stdout.write(
            f"  {opinion['by']} {notice['severity']}: {notice['message']} ({notice['code']}, "
            f"{notice['many']} times) {notice['file']} {rows}".rstrip()
        )


VERBS = {
    "check": look,
    "import": bring,
    "read": read_sent,
    "day": compile_day,
    "feeds": list_feeds,
    "withdraw": withdraw,
}


def day_given(text: str) -> date:
    """A day of the calendar from the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"no day: {text!r}") from error


def _row(version: FeedVersion, city: City) -> dict[str, Any]:
    return {
        "city": city.slug,
        "feed": version.feed.slug,
        "version": version.number,
        "starts_on": version.starts_on.isoformat(),
        "first_day": version.first_day.isoformat(),
        "last_day": version.last_day.isoformat(),
        "withdrawn": version.withdrawn_at is not None,
        "demo": version.feed.is_demo,
        "digest": version.digest,
        "counts": version.counts,
    }


def _today_notices(reading: "Reading") -> list[Notice]:
    """What was noticed, and whether it is over by now."""
    if reading.last_day >= now().date():
        return reading.notices
    over = Notice("calendar_over_today", "calendar.txt", 0, "", f"{reading.last_day}", False)
    return [over, *reading.notices]


def _sentence(kind: NoticeView) -> str:
    rows = ", ".join(str(row) for row in kind.rows)
    values = " ".join(kind.values)
    return f"  {kind.meaning} ({kind.many} ×) {kind.file} {rows} {values}".rstrip()


def _plain(notices: list[Notice]) -> list[dict[str, Any]]:
    return [asdict(notice) for notice in notices]


def _lines(notices: list[Notice]) -> str:
    lines = [f"  {notice}" for notice in notices[:MAX_SHOWN]]
    more = len(notices) - MAX_SHOWN
    return "\n".join([*lines, f"  and {more} more"] if more > 0 else lines)
