"""`minga reports import-311`: a city's real service requests through the same actions."""

import json
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from minga.ground.clock import now
from minga.reports.exports.layouts import (
    Layout,
    LayoutUnknown,
    LayoutUnreadable,
    layout_for,
    read_layout,
    shipped_layouts,
)
from minga.reports.exports.load import Loader, Tally
from minga.reports.exports.read import ExportUnreadable, Sheet, open_export
from minga.territory.boundaries import Outline
from minga.territory.models import City
from minga.territory.queries import city_named, default_city
from minga.web.city_setup import Plan, found_working_city
from minga.web.command_arguments import (
    boundaries_or_refuse,
    name_or_refuse,
    slug_or_refuse,
    spoken_place,
    zone_or_refuse,
)
from minga.web.progress import Progress

MAX_SHOWN = 20
INTERRUPTED = 130


class Command(BaseCommand):
    """Restartable: a second run stores nothing twice."""

    help = "Bring in reports of another system: minga reports import-311 FILE.csv --boundaries …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        read = verbs.add_parser(
            "import-311",
            help="read a CSV or XLSX export of service requests",
            description="Only id, dates, status, type, place and source of each row are read."
            " The city is the one whose areas are those of --boundaries; it is made when there"
            " is none. Run it again after an interruption: nothing is stored twice.",
        )
        read.add_argument("file", metavar="FILE.csv")
        read.add_argument("--boundaries", default="", metavar="FILE.json", help="areas (GeoJSON)")
        read.add_argument("--code-field", default="", help="the property that holds an area's code")
        read.add_argument("--name-field", default="", help="the property that holds its name")
        read.add_argument("--map", default="", metavar="FILE.toml", help="which column says what")
        read.add_argument("--city", default="", metavar="SLUG")
        read.add_argument("--name", default="", help="the name of a city that is made")
        read.add_argument("--timezone", default="", help="the time zone of a city that is made")
        read.add_argument("--all", action="store_true", help="list every row that was skipped")
        read.add_argument("--json", action="store_true", help="print a last line with figures")

    def handle(self, *args: Any, **options: Any) -> None:
        sheet, layout = self._open(options)
        for note in sheet.notes:
            self.stderr.write(note)
        city = self._city(options, layout)
        at = now()
        loader = Loader(city, sheet, layout, at=at)
        for note in loader.survey.notes:
            self.stderr.write(note)
        ended = True
        try:
            with Progress(self.stderr, sheet.lines, "lines") as progress:
                loader.run(progress.at)
        except KeyboardInterrupt:
            ended = False
        self._sum_up(loader.tally, city, show_all=options["all"])
        if not ended:
            self.stderr.write("Stopped. Run the same command again: it goes on where it was.")
            sys.exit(INTERRUPTED)
        if options["json"]:
            self.stdout.write(json.dumps(loader.tally.as_data() | {"city": city.slug}))

    def _open(self, options: dict[str, Any]) -> tuple[Sheet, Layout]:
        try:
            layouts = [read_layout(Path(options["map"]))] if options["map"] else shipped_layouts()
            sheet = open_export(Path(options["file"]))
            return sheet, layout_for(sheet.header, layouts)
        except (ExportUnreadable, LayoutUnreadable, LayoutUnknown) as error:
            raise CommandError(str(error)) from error

    def _city(self, options: dict[str, Any], layout: Layout) -> City:
        outlines: list[Outline] = []
        if options["boundaries"]:
            fields = {name: options[name] for name in ("code_field", "name_field")}
            boundaries = boundaries_or_refuse(options["boundaries"], **fields)
            outlines = boundaries.outlines
            for note in boundaries.notes:
                self.stderr.write(note)
        slug = slug_or_refuse(options["city"]) if options["city"] else ""
        city = city_named(slug) if slug else _city_of(outlines)
        if city is not None:
            return city
        if not outlines:
            raise CommandError("There is no such city yet: name its areas with --boundaries FILE.")
        name = name_or_refuse(options["name"] or layout.title)
        zone = layout.timezone.key if layout.timezone else "UTC"
        plan = Plan(
            slug=slug or slugify(name)[:40] or "city",
            name=name,
            timezone=zone_or_refuse(options["timezone"] or zone),
        )
        if city_named(plan.slug) is not None:
            raise CommandError(
                f"The city {plan.slug!r} has other areas than this file:"
                f" name it with --city {plan.slug} to use it all the same, or another with --name."
            )
        city = found_working_city(plan=plan, outlines=outlines, at=now(), standard=False)
        self.stdout.write(
            f"Made the city {city.name} ({city.slug}) with {len(outlines)} areas;"
            f" its middle lies at {spoken_place(city.lat, city.lon)}."
        )
        self.stdout.flush()
        return city

    def _sum_up(self, tally: Tally, city: City, *, show_all: bool) -> None:
        skipped = tally.skipped if show_all else tally.skipped[:MAX_SHOWN]
        for row in skipped:
            self.stdout.write(f"line {row.line}: {row.reason}")
        if len(skipped) < len(tally.skipped):
            more = len(tally.skipped) - len(skipped)
            self.stdout.write(f"… and {more} more (--all lists them)")
        self.stdout.write(
            f"{city.name}: {tally.rows} rows read, {tally.stored} stored"
            f" ({tally.again} of them were there before), {len(tally.skipped)} skipped."
        )
        if tally.rows and not tally.stored:
            self.stderr.write(f"Nothing was stored. Mostly: {_commonest(tally)}.")
        if tally.labelled:
            share = 100 * tally.routed_as_labelled / tally.labelled
            self.stdout.write(
                f"Our routing agrees with the file's own area label in"
                f" {tally.routed_as_labelled} of {tally.labelled} rows ({share:.2f} %)."
            )


def _commonest(tally: Tally) -> str:
    """The reason that most of the skipped rows share, without what differs from row to row."""
    reasons = Counter(re.sub(r"['\"].*?['\"]|[-\d.]+", "…", row.reason) for row in tally.skipped)
    [(reason, many)] = reasons.most_common(1)
    return f"{reason} ({many} rows)"


def _city_of(outlines: list[Outline]) -> City | None:
    """The city that has exactly these areas; without outlines the default one."""
    if not outlines:
        return default_city()
    codes = {outline.code for outline in outlines}
    for city in City.objects.order_by("-is_default", "pk"):
        if set(city.areas.values_list("code", flat=True)) == codes:
            return city
    return None
