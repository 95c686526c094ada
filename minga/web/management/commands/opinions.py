"""`minga opinions`: a published conversation recomputed from its votes, and taken in."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.participation.conversations.actions.importing import import_conversation
from minga.participation.conversations.polis_files import (
    FileUnreadable,
    read_published,
    read_texts,
    read_votes,
)
from minga.territory.queries import city_named, default_city

SHOWN = 10


class Command(BaseCommand):
    """Reads the files of an export; stores them only when it is told to."""

    help = "Recompute group-informed consensus: minga opinions --votes F --comments F …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--votes", required=True, metavar="votes.csv")
        parser.add_argument("--comments", required=True, metavar="comments.csv")
        parser.add_argument("--participants", required=True, metavar="participants-votes.csv")
        parser.add_argument("--store", default="", metavar="TITLE", help="take it in, closed")
        parser.add_argument("--question", default="", help="the question that was asked")
        parser.add_argument("--about", default="", help="who held it, where, under which licence")
        parser.add_argument("--city", default="", metavar="SLUG")
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
        if options["store"]:
            self._store(options)
        if options["json"]:
            self.stdout.write(json.dumps(figures | {"consensus": consensus}))
            return
        self.stdout.write(
            f"{figures['statements']} statements, {figures['voters']} voters."
            f" The {SHOWN} statements that most unite the groups:"
        )
        for statement in sorted(consensus, key=lambda number: -consensus[number])[:SHOWN]:
            self.stdout.write(f"{consensus[statement]:.4f}  statement {statement}")

    def _store(self, options: dict[str, Any]) -> None:
        city = city_named(options["city"]) if options["city"] else default_city()
        if city is None:
            raise CommandError("There is no such city; minga city list names them.")
        try:
            taken = import_conversation(
                city=city,
                title=options["store"],
                question=options["question"],
                about=options["about"],
                texts=read_texts(Path(options["comments"])),
                votes=read_votes(Path(options["votes"])),
                at=now(),
                by=None,
            )
        except (FileUnreadable, BadInput) as error:
            raise CommandError(f"{error} Nothing was stored.") from error
        self.stderr.write(
            f"/opinions/{taken.conversation.slug}/ of {city.name}: {taken.statements} statements,"
            f" {taken.people} people, {taken.opinions} opinions; {taken.left_out} rejected or empty"
            f" statements were left out, {taken.shortened} were shortened."
        )
