"""`minga prepare`: make the data folder ready without serving."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.web.demo import build_demo
from minga.web.prepare import FolderUnusable, make_ready


class Command(BaseCommand):
    """Used by ./start --setup-only."""

    help = "Make and migrate the data folder, with the demonstration city when it has no city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="make no demonstration city")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make_ready()
        except FolderUnusable as reason:
            raise CommandError(str(reason)) from reason
        if not options["no_demo"]:
            build_demo(self.stdout.write)
