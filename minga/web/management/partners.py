"""`minga programme partners import | export`: the stakeholder map as a spreadsheet."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from minga.ground.clock import now
from minga.ground.documents.spreadsheets import as_csv
from minga.ground.sheets import SheetUnreadable
from minga.programme.models import Programme
from minga.programme.partners.actions.partners_import import take_partners
from minga.programme.partners.pages import workbook_of
from minga.programme.partners.queries import promise_rows, stake_rows
from minga.programme.partners.sheet import TABLES, header_of, read_partners
from minga.programme.sheet_reader import MAX_FILE_BYTES, TOO_LARGE, read_tables


def add_verbs(parser: ArgumentParser) -> None:
    """Give the parser of `partners` its verbs."""
    verbs = parser.add_subparsers(dest="partners_verb", required=True)
    importing = verbs.add_parser("import", help="take a spreadsheet of partners and commitments in")
    importing.add_argument("file", metavar="FILE.xlsx|FILE.csv")
    export = verbs.add_parser("export", help="write the partners to a spreadsheet")
    export.add_argument("--out", required=True, metavar="FILE.xlsx|FILE.csv")
    export.add_argument("--table", choices=list(TABLES), default="partners", help="of a CSV")
    for verb in (importing, export):
        verb.add_argument("--programme", required=True, metavar="SLUG")
        verb.add_argument("--json", action="store_true", help="print a last line with figures")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Do what was asked. Raises CommandError."""
    programme = Programme.objects.select_related("city").filter(slug=options["programme"]).first()
    if programme is None:
        raise CommandError(f"There is no programme {options['programme']!r}.")
    with translation.override(programme.language):
        (_take if options["partners_verb"] == "import" else _write)(command, programme, options)


def _take(command: BaseCommand, programme: Programme, options: dict[str, Any]) -> None:
    path = Path(options["file"])
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SheetUnreadable(TOO_LARGE)
        read = read_partners(read_tables(path.read_bytes()))
    except (OSError, SheetUnreadable) as error:
        raise CommandError(str(error)) from error
    outcome = take_partners(
        programme=programme, read=read, at=now(), today=timezone.localdate(), by=None
    )
    for notice in outcome.notices:
        command.stderr.write(str(notice))
    if options["json"]:
        command.stdout.write(json.dumps(outcome.as_data(), ensure_ascii=False))
    if not outcome.stored:
        raise CommandError("Nothing was stored: mend the rows named above and run it again.")
    if not options["json"]:
        summary = f"new {outcome.new}, changed {outcome.changed}, the same {outcome.same}"
        command.stdout.write(summary)


def _write(command: BaseCommand, programme: Programme, options: dict[str, Any]) -> None:
    path, table = Path(options["out"]), options["table"]
    if path.suffix.lower() == ".csv":
        rows = stake_rows(programme) if table == "partners" else promise_rows(programme)
        data = as_csv(header_of(table), rows)
    else:
        data = workbook_of(programme)
    path.write_bytes(data)
    command.stdout.write(json.dumps({"file": str(path)}) if options["json"] else f"Wrote {path}.")
