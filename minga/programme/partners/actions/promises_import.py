"""The rows of commitments of a partners' spreadsheet: checked first, written when all are good."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from minga.ground.folding import fold
from minga.ground.secrets import read_receipt
from minga.people.models import Person
from minga.programme.core.actions.nodes import add_node, edit_node, move_node, sheet_taken_in
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme
from minga.programme.partners.actions._known_organisations import KnownOrganisations, Values
from minga.programme.partners.sheet import SAME_AS, UNLIKE, Notice
from minga.programme.phrases import (
    FROM_SHEET,
    NO_COMMITMENT,
    NO_PARTNER,
    NO_WAY,
)

COMMITMENT = KINDS["commitment"]
OWN = tuple(field.code for field in COMMITMENT.fields)


class Promises:
    """What a file says about commitments. `coming`: partners that the file itself brings."""

    def __init__(
        self,
        programme: Programme,
        organisations: KnownOrganisations,
        notices: list[Notice],
        *,
        coming: set[str],
    ) -> None:
        self.programme, self.organisations = programme, organisations
        self.notices, self.coming = notices, coming
        rows = Node.objects.current().filter(programme=programme, kind=COMMITMENT.code)
        self.nodes = {row.public_id: row for row in rows.select_related("organisation")}
        self.same = {_identity_of(row): row for row in reversed(self.nodes.values())}
        self.lines: dict[Sequence[str], tuple[int, Values]] = {}

    def check(self, line: int, values: Values) -> None:
        """Look at a row against what there is and against the rows before it."""
        name = fold(values["name"])
        if self.organisations.find(values) is None and name not in self.coming:
            self._tell(line, NO_PARTNER)
        row = self._standing(values)
        if values.get("id") and row is None:
            self._tell(line, NO_COMMITMENT)
        after = values.get("state", "promised")
        before = row.state if row else COMMITMENT.first_state
        if row is not None and "state" in values and after != before and not _verb(before, after):
            names = COMMITMENT.states
            message = str(NO_WAY).format(before=names[before], after=names[after])
            self._tell(line, message)
        key = (row.public_id,) if row else _identity(values)
        earlier = self.lines.get(key)
        if earlier is None:
            self.lines[key] = (line, values)
        else:
            same = earlier[1] == values
            message = str(SAME_AS if same else UNLIKE).format(line=earlier[0])
            self._tell(line, message, is_fault=not same)

    def _tell(self, line: int, message: Any, *, is_fault: bool = True) -> None:
        self.notices.append(Notice("commitments", line, message, is_fault))

    def _standing(self, values: Values) -> Node | None:
        if values.get("id"):
            return self.nodes.get(read_receipt(values["id"]) or "")
        return self.same.get(_identity(values))

    def write(self, *, at: datetime, by: Person | None, simulated: bool) -> Iterator[str]:
        """Store the rows; says of each whether it is "new", "changed" or the "same"."""
        for _line, values in self.lines.values():
            row = self._standing(values)
            content: Values = {
                "title": values["title"],
                "fields": {code: values[code] for code in OWN if code in values},
                "organisation": self.organisations.find(values),
                "due_on": date.fromisoformat(values["due"]) if "due" in values else None,
            }
            became = "new"
            if row is None:
                row = add_node(
                    programme=self.programme,
                    kind=COMMITMENT.code,
                    simulated=simulated,
                    outside=sheet_taken_in(self.programme, at),
                    at=at,
                    by=by,
                    **content,
                )
            elif any(getattr(row, name) != value for name, value in content.items()):
                became = "changed"
                row = edit_node(
                    node=row, version=row.version, text=row.text, at=at, by=by, **content
                )
            else:
                became = "same"
            after = values.get("state", row.state)
            if after != row.state:
                verb = _verb(row.state, after)
                move_node(node=row, verb=verb, reason=str(FROM_SHEET), at=at, by=by)
                became = "new" if became == "new" else "changed"
            yield became


def _verb(before: str, after: str) -> str:
    """The verb that leads from one state to another in one step; "" when there is none."""
    ways = COMMITMENT.possible(before).items()
    return next((verb for verb, move in ways if move.after == after), "")


def _identity(values: Values) -> tuple[str, ...]:
    parts = (values["name"], values["title"], values.get("activity", ""), values.get("due", ""))
    return tuple(fold(part) for part in parts)


def _identity_of(node: Node) -> tuple[str, ...]:
    name = node.organisation.name if node.organisation else ""
    due = node.due_on.isoformat() if node.due_on else ""
    return tuple(fold(part) for part in (name, node.title, node.value("activity") or "", due))
