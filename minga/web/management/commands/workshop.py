"""`minga workshop open`: a workshop that people join from their phones."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.programme.core.actions.workshops import hold_workshop
from minga.programme.models import Programme


class Command(BaseCommand):
    """Prints the addresses once: the facilitator's holds the secret, which is not kept."""

    help = "Open a workshop: minga workshop open --programme SLUG"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        opening = verbs.add_parser("open", help="open a workshop with a board for ideas")
        opening.add_argument("--programme", required=True, metavar="SLUG")
        opening.add_argument("--title", default="")
        opening.add_argument("--dots", type=int, default=3, help="dots each person may give (3)")
        opening.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = (
            Programme.objects.select_related("city").filter(slug=options["programme"]).first()
        )
        if programme is None:
            raise CommandError(f"There is no programme {options['programme']!r}.")
        try:
            opened = hold_workshop(
                programme=programme,
                title=options["title"],
                dots=options["dots"],
                at=now(),
                by=None,
            )
        except BadInput as error:
            raise CommandError(str(error)) from error
        base, code = settings.MINGA_BASE_URL, opened.workshop.code
        links = {
            "code": code,
            "join_url": f"{base}/w/{code}/",
            "facilitator_url": f"{base}/w/{code}/run/?key={opened.secret}",
        }
        if options["json"]:
            self.stdout.write(json.dumps(links))
            return
        self.stdout.write(f"People join at {links['join_url']} with the code {code}.")
        self.stdout.write(
            f"You run it at {links['facilitator_url']} (keep this address to yourself)"
        )
