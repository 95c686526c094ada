"""Finds the organisation that a row of a partners' spreadsheet means."""

from typing import Any

from django.utils.text import slugify

from minga.ground.folding import fold
from minga.people.models import Organisation

Values = dict[str, Any]


class KnownOrganisations:
    """The organisations that there are, and those that this file brings, by code and name."""

    def __init__(self) -> None:
        rows = list(Organisation.objects.order_by("pk"))
        self.by_code = {row.code: row for row in rows}
        self.by_name = {fold(row.name): row for row in reversed(rows)}

    def find(self, values: Values) -> Organisation | None:
        """By its code; else by its name."""
        by_code = self.by_code.get(values.get("code", ""))
        return by_code or self.by_name.get(fold(values["name"]))

    def add(self, row: Organisation) -> None:
        """One that did not exist."""
        self.by_code[row.code] = row
        self.by_name[fold(row.name)] = row

    def free_code(self, values: Values) -> str:
        """A code for a new one: the file's own, or its name as one."""
        wanted = slugify(values.get("code") or values["name"])[:56] or "organisation"
        code, number = wanted, 2
        while code in self.by_code:
            code, number = f"{wanted}-{number}", number + 1
        return code
