"""`minga city`: a working city from a boundaries file, and its time zone."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.ground.clock import now
from minga.territory.actions import CityExists, set_timezone
from minga.web.city_setup import Plan, found_working_city
from minga.web.command_arguments import (
    boundaries_or_refuse,
    city_or_refuse,
    name_or_refuse,
    slug_or_refuse,
    spoken_place,
    zone_or_refuse,
)

CALL = re.compile(r"(\+?[0-9]{2,15}):(.{1,60})")


class Command(BaseCommand):
    """Areas, one answering body each, a default desk, the standard categories."""

    help = "A working city: minga city new SLUG --name NAME --boundaries FILE.geojson"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="make a city from the outlines of its areas")
        new.add_argument("slug", help="its short name in addresses, such as concepcion")
        new.add_argument("--name", required=True)
        new.add_argument("--boundaries", required=True, metavar="FILE.geojson")
        new.add_argument("--code-field", default="", help="the property that holds an area's code")
        new.add_argument("--name-field", default="", help="the property that holds its name")
        new.add_argument("--timezone", default="", help="such as America/Santiago (UTC)")
        new.add_argument(
            "--emergency",
            nargs="+",
            action="extend",
            default=[],
            metavar="NUMBER:NAME",
            help="numbers shown first for crashes and fire, such as 131:SAMU",
        )

        zone = verbs.add_parser("zone", help="set the time zone in which pages show hours")
        zone.add_argument("slug")
        zone.add_argument("timezone", help="such as America/Santiago")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(**options)

    def _zone(self, slug: str, timezone: str, **_options: Any) -> None:
        city = city_or_refuse(slug)
        set_timezone(city=city, timezone=zone_or_refuse(timezone), at=now())
        self.stdout.write(f"{city.name} shows its hours in {timezone}.")

    def _new(self, **options: Any) -> None:
        plan = Plan(
            slug=slug_or_refuse(options["slug"]),
            name=name_or_refuse(options["name"]),
            timezone=zone_or_refuse(options["timezone"] or "UTC"),
            emergency=[_call(written) for written in options["emergency"]],
        )
        boundaries = boundaries_or_refuse(
            options["boundaries"],
            code_field=options["code_field"],
            name_field=options["name_field"],
        )
        for note in boundaries.notes:
            self.stderr.write(note)
        outlines = boundaries.outlines
        try:
            city = found_working_city(plan=plan, outlines=outlines, at=now())
        except CityExists as error:
            raise CommandError(f"There is a city {plan.slug!r} already.") from error
        self.stdout.write(
            f"{city.name} is ready: {len(outlines)} areas, each with a body that answers;"
            f" the default desk is {plan.slug[:55]}-desk."
        )
        self.stdout.write(f"Its middle lies at {spoken_place(city.lat, city.lon)}.")
        if not options["timezone"]:
            self.stderr.write(
                f"No time zone was given, so pages show the hours of {city.name} in UTC."
                f" To change that: minga city zone {city.slug} America/Santiago"
            )
        self.stdout.write(f"Next: minga person new EMAIL --role operator --city {city.slug}")


def _call(written: str) -> dict[str, str]:
    match = CALL.fullmatch(written)
    if match is None or not match[2].strip() or not match[2].isprintable():
        raise CommandError(f"The emergency number {written!r} should be written like 131:SAMU.")
    return {"number": match[1], "name": match[2].strip()}
