"""`minga person`: somebody with a role, the end of it, a copy of what is held, being forgotten."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from minga.ground.clock import now
from minga.ground.work import unit_of_work
from minga.people.actions import ENTRY_LINK_LASTS, end_access, make_entry_link, name_person
from minga.people.roles import ROLES
from minga.web.command_arguments import (
    body_or_refuse,
    city_or_refuse,
    name_or_refuse,
    person_or_refuse,
)
from minga.web.privacy import export_of, forget


class Command(BaseCommand):
    """What programs read (link, copy) goes to stdout, alone, so that it can be piped."""

    help = "People with an account: minga person new|end|export|forget EMAIL"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="name a person; an account that exists gets a new link")
        new.add_argument("email")
        new.add_argument("--role", required=True, choices=list(ROLES))
        new.add_argument("--name", default="", help="(the part of the address before the @)")
        new.add_argument("--body", default="", metavar="CODE", help="(the city's default desk)")
        new.add_argument("--city", default="", metavar="SLUG", help="(the default city)")
        end = verbs.add_parser("end", help="close an account at once; its acts stay")
        copy = verbs.add_parser("export", help="all that is held about somebody, as JSON")
        forgotten = verbs.add_parser("forget", help="empty an account for good")
        for verb in (end, copy, forgotten):
            verb.add_argument("email")
        forgotten.add_argument("--yes", action="store_true", help="really")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(**options)

    def _end(self, email: str, **_options: Any) -> None:
        person = end_access(person=person_or_refuse(email), at=now())
        self.stderr.write(
            f"The account of {person.email} is closed: sessions, links and tokens have ended."
        )
        self.stderr.write("To open it again: minga person new EMAIL --role …")

    def _export(self, email: str, **_options: Any) -> None:
        held = export_of(person_or_refuse(email))
        self.stdout.write(json.dumps(held, ensure_ascii=False, indent=2))

    def _forget(self, email: str, **options: Any) -> None:
        person = person_or_refuse(email)
        if not options["yes"]:
            raise CommandError(
                f"This empties the account of {person.email} for good; what was done in office"
                " stays in the history, without a name. To do it, say --yes."
            )
        forget(person=person, at=now())
        self.stderr.write("Forgotten: name, address, roles, tokens and links are gone.")

    def _new(self, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address.") from error
        city = city_or_refuse(options["city"])
        body = body_or_refuse(city, options["body"])
        name = name_or_refuse(options["name"] or email.split("@")[0])
        at = now()
        with unit_of_work():
            person = name_person(
                email=email,
                name=name,
                organisation=body.organisation,
                role=options["role"],
                at=at,
            )
            secret = make_entry_link(person=person, at=at)
        days = ENTRY_LINK_LASTS.days
        self.stderr.write(f"{name} is {options['role']} of {body}, in {city.name}.")
        self.stderr.write(f"This link works once, for {days} days; there a password is chosen:")
        self.stdout.write(f"{settings.MINGA_BASE_URL}{reverse('web:enter', args=[secret])}")
