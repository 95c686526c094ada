"""`minga demo build|play`: the demonstration city, and a working day in it."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.ground.clock import now
from minga.territory.actions import CityExists
from minga.territory.models import City
from minga.web.demo import who_can_sign_in

SPEED = 60.0
REPORTS = 120
SEED = 2014


class Command(BaseCommand):
    """Needs the folder demo/ of the checkout."""

    help = (
        "The demonstration city. ./start builds it by itself; then, in a second terminal,"
        " `.venv/bin/minga demo play` plays a working day of reports live."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("build", help="build Gran Concepción with its people and reports")
        play = verbs.add_parser(
            "play",
            help="play a working day of invented reports, live",
            description="Files invented reports in the demonstration city while `./start` serves"
            " it, and lets invented officials attend them. Watch the control room and the map."
            " Ctrl-C ends it.",
        )
        play.add_argument(
            "--speed",
            type=_positive,
            default=SPEED,
            help="so many times faster than the clock (60: an hour a minute)",
        )
        play.add_argument("--reports", type=_many, default=REPORTS, help="how many (120)")
        play.add_argument("--seed", type=int, default=SEED, help="one seed, one day")

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("demo") is None:
            raise CommandError("The folder demo/ of the checkout is not here.")
        if options["verb"] == "build":
            self._build()
        else:
            self._play(options)

    def _build(self) -> None:
        from demo.town import build

        try:
            city = build(at=now())
        except CityExists as error:
            raise CommandError("The demonstration city is there already.") from error
        self.stdout.write(f"{city.name} is built: {city.reports.count()} invented reports.")
        for line in who_can_sign_in():
            self.stdout.write(line)

    def _play(self, options: dict[str, Any]) -> None:
        from demo.day import Day

        city = City.objects.filter(is_demo=True).first()
        if city is None:
            raise CommandError("There is no demonstration city: minga demo build makes one.")
        speed = options["speed"]
        day = Day(
            city=city,
            clock=now,
            wait=lambda minutes: time.sleep(60 * minutes / speed),
            say=self._say,
        )
        try:
            day.play(options["reports"], seed=options["seed"])
        except KeyboardInterrupt:
            self.stdout.write("")
        score = day.score
        self.stdout.write(f"{score.filed} invented reports filed, {score.acts} acts of officials.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _positive(written: str) -> float:
    number = float(written)
    if not 0 < number <= 1_000_000:
        raise ArgumentTypeError("a number above 0, please")
    return number


def _many(written: str) -> int:
    number = int(written)
    if not 1 <= number <= 10_000:
        raise ArgumentTypeError("from 1 to 10000, please")
    return number
