"""`minga token new`: a bearer token for a program that acts with a role."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from minga.ground.clock import now
from minga.ground.work import unit_of_work
from minga.people.actions import grant_token, name_person
from minga.people.roles import ROLES
from minga.web.command_arguments import body_or_refuse, city_or_refuse, name_or_refuse

SERVICE_DOMAIN = "service.invalid"
"""Nobody receives mail there: a service account has neither password nor link."""


class Command(BaseCommand):
    """Prints the token and nothing else on stdout, for scripts."""

    help = "Print a bearer token of a service account: minga token new --role operator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="make a token; it is shown only now")
        new.add_argument("--role", required=True, choices=list(ROLES))
        new.add_argument("--body", default="", metavar="CODE", help="(the city's default desk)")
        new.add_argument("--city", default="", metavar="SLUG", help="(the default city)")
        new.add_argument("--label", default="", help="what the token is for")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        label = name_or_refuse(options["label"], most=80) if options["label"] else "minga token new"
        body = body_or_refuse(city_or_refuse(options["city"]), options["body"])
        at = now()
        with unit_of_work():
            account = name_person(
                email=f"{role}.{body.code}@{SERVICE_DOMAIN}",
                name=f"{role} ({body.code})"[:120],
                organisation=body.organisation,
                role=role,
                at=at,
            )
            secret = grant_token(person=account, label=label, at=at)
        self.stdout.write(secret)
