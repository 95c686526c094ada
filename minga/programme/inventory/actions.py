"""Take a spreadsheet of the inventory in: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from minga.ground.errors import BadInput, Text
from minga.ground.secrets import read_receipt
from minga.ground.work import unit_of_work
from minga.people.models import Organisation, Person
from minga.programme.core.actions._writing import refuse_unless_lead
from minga.programme.core.actions.nodes import add_node, edit_node, sheet_taken_in
from minga.programme.inventory.sheet import Line, Read
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Phase, Programme
from minga.programme.phrases import NO_SUCH_NODE, NO_SUCH_OWNER
from minga.programme.sheet_reader import normalized


@dataclass(frozen=True)
class Outcome:
    """What came of a file, and what was assumed about it. With faults nothing was stored."""

    added: int = 0
    changed: int = 0
    same: int = 0
    faults: Sequence[tuple[int, Text]] = ()
    notes: Sequence[Text] = ()


class _Stopped(Exception):
    """Something in the file is no good: nothing of it is stored."""


def take_inventory(
    *, programme: Programme, kind: str, read: Read, at: datetime, by: Person | None
) -> Outcome:
    """Enter and change technology or data sets by a file's rows, found by number or by name.

    Raises Refused. With any fault nothing is stored; the outcome tells every one by its line.
    """
    refuse_unless_lead(programme, by)
    faults = list(read.faults)
    counts = {"added": 0, "changed": 0, "same": 0}
    try:
        with unit_of_work():
            existing = _Existing(programme, kind)
            for line in read.lines:
                try:
                    counts[_store_line(programme, kind, line, existing, at=at, by=by)] += 1
                except BadInput as error:
                    faults += [(line.number, fault.message) for fault in error.faults]
            if faults:
                raise _Stopped
    except _Stopped:
        return Outcome(faults=sorted(faults, key=lambda fault: fault[0]), notes=read.notes)
    return Outcome(counts["added"], counts["changed"], counts["same"], notes=read.notes)


class _Existing:
    """What is there already, by number and by name; and who may own something."""

    def __init__(self, programme: Programme, kind: str) -> None:
        rows = Node.objects.current().filter(programme=programme, kind=kind).order_by("-pk")
        nodes = list(rows.select_related("organisation"))
        self.by_id = {node.public_id: node for node in nodes}
        self.by_title = {normalized(node.title): node for node in nodes}
        self.owners: dict[str, Organisation] = {}
        for organisation in Organisation.objects.order_by("pk"):
            self.owners.setdefault(normalized(organisation.name), organisation)
            self.owners[normalized(organisation.code)] = organisation
        places = Phase.objects.filter(component__programme=programme).order_by("pk")
        self.phase = next((phase for phase in places if kind in phase.makes), None)


def _store_line(
    programme: Programme,
    kind: str,
    line: Line,
    existing: _Existing,
    *,
    at: datetime,
    by: Person | None,
) -> str:
    values = line.values
    fields = {
        field.code: values[field.code] for field in KINDS[kind].fields if field.code in values
    }
    owner = existing.owners.get(normalized(values["owner"])) if values.get("owner") else None
    if values.get("owner") and owner is None:
        raise BadInput.single("owner", str(NO_SUCH_OWNER).format(name=values["owner"]))
    number = values.get("id")
    node = existing.by_id.get(read_receipt(number) or "") if number else None
    if number and node is None:
        raise BadInput.single("id", str(NO_SUCH_NODE).format(number=number))
    node = node or existing.by_title.get(normalized(values["title"]))
    texts = {"title": values["title"], "text": values.get("text", ""), "organisation": owner}
    if node is None:
        add_node(
            programme=programme,
            kind=kind,
            fields=fields,
            outside=sheet_taken_in(programme, at),
            phase=existing.phase,
            at=at,
            by=by,
            **texts,
        )
        return "added"
    present = {"title": node.title, "text": node.text, "organisation": node.organisation}
    if present == texts and node.fields == fields:
        return "same"
    edit_node(
        node=node,
        version=node.version,
        fields=fields,
        due_on=node.due_on,
        at=at,
        by=by,
        **texts,
    )
    return "changed"
