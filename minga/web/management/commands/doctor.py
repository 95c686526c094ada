"""`minga doctor`: is this installation safe to take reports?"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext

from minga.ground.media_cleanup import sweep
from minga.web.doctor import examine, keepers_language


class Command(BaseCommand):
    """Ends with 1 when a grave finding is not fine."""

    help = "Say whether this installation is safe to take reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--sweep", action="store_true", help="clear unnamed media files away")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sweep"]:
            moved, deleted = sweep()
            self.stderr.write(f"Files that no row names: {moved} moved aside, {deleted} deleted.")
        findings = examine()
        safe = all(finding.fine or not finding.grave for finding in findings)
        if options["json"]:
            rows = [
                {"name": row.name, "fine": row.fine, "grave": row.grave, "told": row.detail}
                for row in findings
            ]
            self.stdout.write(json.dumps({"safe": safe, "findings": rows}))
        else:
            for finding in findings:
                mark = "ok  " if finding.fine else ("STOP" if finding.grave else "note")
                self.stdout.write(f"{mark}  {finding.name:<11} {finding.detail}")
            with translation.override(keepers_language()):
                self.stdout.write(
                    gettext("Safe to take reports.")
                    if safe
                    else gettext("NOT safe to take reports.")
                )
        if not safe:
            sys.exit(1)
