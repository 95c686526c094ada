"""`minga opinions`: the consensus of a published conversation, recomputed from its votes."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.participation.conversations.polis_files import FileUnreadable, read_published

SHOWN = 10


class Command(BaseCommand):
    """Reads the files of an export; stores nothing."""

    help = "Recompute group-informed consensus: minga opinions --votes F --comments F …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--votes", required=True, metavar="votes.csv")
        parser.add_argument("--comments", required=True, metavar="comments.csv")
        parser.add_argument("--participants", required=True, metavar="participants-votes.csv")
        parser.add_argument("--json", action="store_true", help="every statement, as one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = [Path(options[name]) for name in ("votes", "comments", "participants")]
            published = read_published(*files)
        except FileUnreadable as error:
            raise CommandError(str(error)) from error
        if published.left_out:
            self.stderr.write(
                f"{published.left_out} votes are about statements that are not in the file of"
                " statements; they are left out."
            )
        consensus = published.consensus()
        figures = {"statements": len(published.statements), "voters": len(published.voters)}
        if options["json"]:
            self.stdout.write(json.dumps(figures | {"consensus": consensus}))
            return
        self.stdout.write(
            f"{figures['statements']} statements, {figures['voters']} voters."
            f" The {SHOWN} statements that most unite the groups:"
        )
        for statement in sorted(consensus, key=lambda number: -consensus[number])[:SHOWN]:
            self.stdout.write(f"{consensus[statement]:.4f}  statement {statement}")
