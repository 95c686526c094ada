"""Choose how people come in, and hand out codes of their own."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.models import Invitation, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact
from minga.participation.workshops.events import DoorChanged
from minga.participation.workshops.invitations import code_of
from minga.participation.workshops.rules import MAX_SEATS, Actor, Door, may_facilitate


@action
def choose_door(
    *,
    workshop: Workshop,
    door: str,
    codes: int = 0,
    names: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Workshop:
    """Choose how people come in from now on; whoever sits already stays.

    With CODES there are at least so many `codes` without a name, with NAMES one for each name that
    is not on the list yet. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    if door not in list(Door):
        raise BadInput.single("door", phrases.NO_SUCH)
    row.door = door
    row.save(update_fields=["door"])
    if door == Door.CODES:
        wanted = text_fields.read_number(codes, "codes", 1, MAX_SEATS)
        _invite(row, [""] * (wanted - row.invitations.filter(name="").count()))
    elif door == Door.NAMES:
        _invite(row, _new_names(row, names))
    record_fact(DoorChanged, row, at=at)
    return row


def _new_names(row: Workshop, names: Sequence[str]) -> list[str]:
    read = [read_text(text_fields.WHO[0], name) for name in names]
    given = [name for name in dict.fromkeys(read) if name]
    listed = set(row.invitations.exclude(name="").values_list("name", flat=True))
    if not given and not listed:
        raise BadInput.single("names", phrases.NEEDED)
    return [name for name in given if name not in listed]


def _invite(row: Workshop, names: Sequence[str]) -> None:
    """Write invitations, each with a code that no other has. Raises BadInput for too many."""
    if row.invitations.count() + len(names) > MAX_SEATS:
        sentence = str(phrases.OUT_OF_RANGE).format(least=1, most=MAX_SEATS)
        raise BadInput.single("names", sentence)
    number: int = row.invitations.aggregate(last=Max("number"))["last"] or 0
    digests = set(row.invitations.values_list("code_digest", flat=True))
    rows = []
    for name in names:
        number += 1
        while (code := digest(f"{row.code} {code_of(row, number)}")) in digests:
            number += 1  # two numbers with one code: the later one is never handed out
        digests.add(code)
        rows.append(Invitation(workshop=row, number=number, name=name, code_digest=code))
    Invitation.objects.bulk_create(rows)
