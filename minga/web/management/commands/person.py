"""`minga person new`: somebody with a role, and the one-time link to come in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from minga.ground.clock import now
from minga.ground.work import unit_of_work
from minga.people.actions import ENTRY_LINK_LASTS, make_entry_link, name_person
from minga.people.roles import ROLES
from minga.web.keeper import body_or_refuse, city_or_refuse, name_or_refuse


class Command(BaseCommand):
    """The link goes to stdout, alone, so that it can be piped; the rest to stderr."""

    help = "Give somebody a role and print a one-time link: minga person new EMAIL --role operator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="name a person; an account that exists gets a new link")
        new.add_argument("email")
        new.add_argument("--role", required=True, choices=list(ROLES))
        new.add_argument("--name", default="", help="(the part of the address before the @)")
        new.add_argument("--body", default="", metavar="CODE", help="(the city's default desk)")
        new.add_argument("--city", default="", metavar="SLUG", help="(the default city)")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as trouble:
            raise CommandError(f"{email!r} is no e-mail address.") from trouble
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
