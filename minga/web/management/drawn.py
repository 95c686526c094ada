"""The verbs of `minga transit` about what is drawn and made here: draw-export, simulate."""

import time
from argparse import ArgumentTypeError, _SubParsersAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.ground.clock import now
from minga.transit.day_folders import NoService
from minga.transit.editor.actions import NothingDrawn, drawn_feed
from minga.transit.realtime.actions.vehicles import clear_simulated
from minga.transit.realtime.simulation import USUAL_VEHICLES, move_fleet
from minga.transit.service_days import day_of
from minga.web.command_arguments import city_or_refuse
from minga.web.management.feeds import day_given

EVERY_S = 5.0
MAX_VEHICLES = 3000


def add_verbs(verbs: "_SubParsersAction") -> None:
    """Their arguments."""
    made = verbs.add_parser("draw-export", help="write the city's drawn lines as a GTFS zip")
    made.add_argument("--city", default="", metavar="SLUG", help="(the default city)")
    made.add_argument("--out", required=True, metavar="FILE.zip")
    made.add_argument("--url", default="https://city.invalid/", help="the publisher's address")
    made.add_argument("--starts-on", type=day_given, metavar="YYYY-MM-DD", help="(today)")
    moved = verbs.add_parser("simulate", help="move a fleet by the timetable, labelled simulated")
    moved.add_argument("--city", default="", metavar="SLUG", help="(the default city)")
    moved.add_argument("--line", default="", metavar="CODE", help="(all lines)")
    moved.add_argument("--vehicles", type=int, default=USUAL_VEHICLES, metavar="N")
    moved.add_argument("--speed", type=_speed, default=1.0, metavar="X", help="times as fast")
    moved.add_argument("--for", type=float, default=0.0, dest="lasts_s", metavar="SECONDS",
                       help="(until interrupted)")  # fmt: skip


def export(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit draw-export`."""
    city = city_or_refuse(options["city"])
    day = options["starts_on"] or day_of(city, now())
    try:
        content = drawn_feed(city=city, starts_on=day, url=options["url"], is_demo=city.is_demo)
    except NothingDrawn as nothing:
        raise CommandError(f"{city.name} has no drawn line that is whole.") from nothing
    path = Path(options["out"])
    path.write_bytes(content)
    command.stdout.write(f"{path}: {len(content)} bytes, from {day}.")


def simulate(command: BaseCommand, options: dict[str, Any]) -> None:
    """`minga transit simulate`: until its time is over or somebody presses Ctrl-C."""
    city = city_or_refuse(options["city"])
    if not 1 <= options["vehicles"] <= MAX_VEHICLES:
        raise CommandError(f"Between 1 and {MAX_VEHICLES} vehicles.")
    began, ends = now(), time.monotonic() + (options["lasts_s"] or float("inf"))
    try:
        while True:
            at = now()
            as_of = began + (at - began) * options["speed"]
            moved = move_fleet(
                city=city, at=at, as_of=as_of, line=options["line"], most=options["vehicles"]
            )
            command.stdout.write(f"{at:%H:%M:%S} {len(moved)} simulated vehicles")
            if time.monotonic() + EVERY_S > ends:
                break
            time.sleep(EVERY_S)
    except KeyboardInterrupt:
        command.stdout.write("Ended.")
    except NoService as none:
        raise CommandError(f"{city.name} has no service on {day_of(city, now())}.") from none
    except LookupError as unknown:
        raise CommandError(f"No line {options['line']!r} is in service.") from unknown
    finally:
        clear_simulated(city=city)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"no number: {text!r}") from error
    if not 0 < speed <= 120:
        raise ArgumentTypeError("between 0 and 120")
    return speed


VERBS = {"draw-export": export, "simulate": simulate}
