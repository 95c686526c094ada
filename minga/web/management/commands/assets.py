"""`minga assets`: put the static files and the compiled phrases together."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.web.assets import AssetsIncomplete, assemble


class Command(BaseCommand):
    """Assemble the static files; needs no database and no settings of a city."""

    help = "Assemble the static files under build/static and compile the phrases."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            digest = assemble()
        except AssetsIncomplete as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Static files: build/static/{digest}")
