"""`minga transit …`: feeds into a network and journeys out of it; the feeds of a city."""

import json
import re
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from minga.kernels.planner import FeedRefused, Journey, Network, PlaceUnknown, WalkRules, Where
from minga.web.management import drawn, feeds

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
WAITS = ("timetable", "expected", "worst")


class Command(BaseCommand):
    """`compile` and `plan` need no database: a folder holds the network."""

    help = "Public transport: compile and plan without a city; import and list a city's feeds."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        made = verbs.add_parser("compile", help="make a network for one day")
        made.add_argument("feeds", nargs="+", metavar="FEED.zip")
        made.add_argument("--day", required=True, type=feeds.day_given, metavar="YYYY-MM-DD")
        made.add_argument("--out", required=True, metavar="DIR")
        made.add_argument(
            "--hail-anywhere",
            action="store_true",
            help="where a feed does not speak of it, board and alight anywhere along the shapes",
        )
        plan = verbs.add_parser("plan", help="the best journeys between two places")
        # South of the equator a place begins with a minus, which is no option.
        plan._negative_number_matcher = re.compile(r"-\d.*")
        plan.add_argument("--network", required=True, metavar="DIR")
        plan.add_argument("--from", required=True, dest="origin", metavar="STOP|LAT,LON")
        plan.add_argument("--to", required=True, metavar="STOP|LAT,LON")
        plan.add_argument("--at", required=True, type=_clock, metavar="HH:MM")
        plan.add_argument("--arrive-by", action="store_true", help="--at is when to be there")
        plan.add_argument("--max-rides", type=int, default=8)
        plan.add_argument("--wheelchair", action="store_true")
        plan.add_argument("--wait", choices=WAITS, default="timetable")
        plan.add_argument("--json", action="store_true")
        feeds.add_verbs(verbs)
        drawn.add_verbs(verbs)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "compile":
            self._compile(options)
        elif options["verb"] == "plan":
            self._plan(options)
        else:
            (feeds.VERBS | drawn.VERBS)[options["verb"]](self, options)

    def _compile(self, options: dict[str, Any]) -> None:
        try:
            notices = Network.compile(
                options["feeds"],
                options["day"],
                options["out"],
                hail_anywhere=options["hail_anywhere"],
                walks=WalkRules(change_s=settings.MINGA_CHANGE_S),
            )
        except FeedRefused as refused:
            lines = "\n".join(f"  {notice}" for notice in refused.notices)
            raise CommandError(f"{refused.feed} cannot be used:\n{lines}") from refused
        for notice in notices:
            self.stderr.write(f"  {notice}")
        self.stdout.write(f"The network of {options['day']} lies in {options['out']}.")

    def _plan(self, options: dict[str, Any]) -> None:
        try:
            network = Network.open(options["network"])
            journeys = network.plan(
                _where(options["origin"]),
                _where(options["to"]),
                None if options["arrive_by"] else options["at"],
                options["max_rides"],
                arrive_by_s=options["at"] if options["arrive_by"] else None,
                wheelchair=options["wheelchair"],
                wait=options["wait"],
            )
        except FileNotFoundError as error:
            raise CommandError(f"No network lies in {options['network']}.") from error
        except PlaceUnknown as error:
            raise CommandError(f"No stop is called {error.args[0]!r}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            day = network.about["day"]
            answer = {"day": day, "journeys": [asdict(journey) for journey in journeys]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif not journeys:
            self.stdout.write("No journey.")
        for journey in [] if options["json"] else journeys:
            self.stdout.write(sentences(journey))


def sentences(journey: Journey) -> str:
    """A journey as plain lines."""
    head = f"{clock(journey.departure_s)} - {clock(journey.arrival_s)}, rides: {journey.rides}"
    lines = []
    for leg in journey.legs:
        what = "walk" if leg.kind == "walk" else f"{leg.route_name} {leg.headsign}".strip()
        start, end = (
            place.name or place.stop_id or f"{place.lat:.5f},{place.lon:.5f}"
            for place in (leg.start, leg.end)
        )
        lines.append(f"  {clock(leg.departure_s)} {what}: {start} -> {end}")
    return "\n".join([head, *lines])


def clock(seconds: int) -> str:
    """`25:10` after midnight; the minute that has begun."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _where(text: str) -> Where:
    match = POINT.fullmatch(text.strip())
    return (float(match[1]), float(match[2])) if match else text


def _clock(text: str) -> int:
    match = CLOCK.fullmatch(text)
    if match is None:
        raise ArgumentTypeError(f"no time of day: {text!r}")
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
