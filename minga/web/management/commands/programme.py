"""`minga programme`: list, begin, and carry programmes from city to city."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.models import Programme
from minga.programme.replication.actions.programmes import import_programme
from minga.programme.replication.bundle import BundleUnreadable, read_bundle, write_bundle
from minga.programme.replication.queries import bundle_of
from minga.territory.models import City
from minga.territory.queries import city_named, default_city
from minga.web.management import partners

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SHOWN = 20


class Command(BaseCommand):
    """What the keeper does with programmes at the terminal."""

    help = "The city's programmes: minga programme list | new | export | import"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listed = verbs.add_parser("list", help="name every programme")
        listed.add_argument("--json", action="store_true")
        new = verbs.add_parser("new", help="begin a programme with all its phases")
        new.add_argument("slug", help="its short name in addresses")
        new.add_argument("--title", required=True)
        new.add_argument("--sector", required=True)
        new.add_argument("--city", default="", metavar="SLUG")
        new.add_argument("--language", choices=("es", "en"), default="es")
        export = verbs.add_parser("export", help="write a programme to a file that can travel")
        export.add_argument("slug")
        export.add_argument("--out", required=True, metavar="FILE.zip")
        export.add_argument(
            "--with-private", action="store_true", help="interviews and contacts too"
        )
        sheet = verbs.add_parser("partners", help="the stakeholder map as a spreadsheet")
        partners.add_verbs(sheet)
        importing = verbs.add_parser("import", help="take a programme in, with its lineage")
        importing.add_argument("file", metavar="FILE.zip")
        importing.add_argument("--city", default="", metavar="SLUG")
        importing.add_argument("--sector", required=True)
        importing.add_argument("--slug", default="", help="its short name here")
        importing.add_argument("--json", action="store_true", help="print a last line with figures")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _partners(self, options: dict[str, Any]) -> None:
        partners.run(self, options)

    def _list(self, options: dict[str, Any]) -> None:
        rows = [
            {"slug": programme.slug, "city": programme.city.slug, "sector": programme.sector}
            for programme in Programme.objects.select_related("city").order_by("pk")
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows))
        for row in rows if not options["json"] else ():
            self.stdout.write(f"{row['slug']}  {row['city']}  {row['sector']}")

    def _new(self, options: dict[str, Any]) -> None:
        if not SLUG.fullmatch(options["slug"]) or len(options["slug"]) > 60:
            raise CommandError("A short name has small letters, digits and single hyphens.")
        try:
            made = actions.begin_programme(
                city=_city(options["city"]),
                slug=options["slug"],
                title=options["title"][:160],
                sector=options["sector"][:80],
                language=options["language"],
                at=now(),
                by=None,
            )
        except BadInput as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.title} has begun: /programme/{made.slug}/")

    def _export(self, options: dict[str, Any]) -> None:
        programme = _programme(options["slug"])
        bundle = bundle_of(programme, with_private=options["with_private"])
        try:
            write_bundle(Path(options["out"]), bundle)
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}") from error
        many = f"{len(bundle.nodes)} nodes and {len(bundle.edges)} edges"
        self.stdout.write(f"{programme.title}: {many} are in {options['out']}.")

    def _import(self, options: dict[str, Any]) -> None:
        city = _city(options["city"])
        sector = options["sector"].strip()[:80]
        if not sector:
            raise CommandError("Say for which sector it is: --sector WORDS.")
        try:
            bundle = read_bundle(Path(options["file"]))
            slug = options["slug"] or _slug_for(bundle.head, city, sector)
            if not SLUG.fullmatch(slug) or len(slug) > 60:
                raise CommandError("A short name has small letters, digits and single hyphens.")
            imported = import_programme(
                bundle=bundle, city=city, sector=sector, slug=slug, at=now(), by=None
            )
        except (BundleUnreadable, BadInput) as error:
            raise CommandError(f"{error} Nothing was stored.") from error
        for sentence in imported.refused[:MAX_SHOWN]:
            self.stderr.write(sentence)
        if options["json"]:
            figures = {
                "nodes": imported.nodes,
                "edges": imported.edges,
                "refused": len(imported.refused),
            }
            self.stdout.write(json.dumps(figures | {"slug": slug, "city": city.slug}))
            return
        self.stdout.write(
            f"{imported.programme.title} is now /programme/{slug}/ of {city.name}:"
            f" {imported.nodes} nodes, {imported.edges} edges, {len(imported.refused)} refused."
        )


def _slug_for(head: dict[str, Any], city: City, sector: str) -> str:
    return slugify(f"{head.get('slug', '')} {city.slug} {sector}")[:60].strip("-") or "programme"


def _city(slug: str) -> City:
    city = city_named(slug) if slug else default_city()
    if city is None:
        raise CommandError(f"There is no city {slug!r}." if slug else "There is no city yet.")
    return city


def _programme(slug: str) -> Programme:
    programme = Programme.objects.select_related("city").filter(slug=slug).first()
    if programme is None:
        raise CommandError(f"There is no programme {slug!r}; minga programme list names them.")
    return programme
