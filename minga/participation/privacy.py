"""Personal data of the room participation: why it is kept, how long, and its ways out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.participation.conversations.actions import unname
from minga.participation.conversations.privacy import PURPOSES as CONVERSATIONS
from minga.participation.workshops.actions import unname_opener
from minga.people.models import Person

PURPOSES = (
    Purpose(
        what=_("Your name and organisation in a workshop, when you give them"),
        why=_("So that the facilitator knows who took part, and the attendance can be shown"),
        basis=_("Your consent: you may take part without a name"),
        kept_for=_("One year after the workshop is closed, or until you erase them"),
        seen_by=_("The facilitator, and whoever gets the attendance from them"),
        models=("participation.Seat", "participation.Invitation"),
    ),
    Purpose(
        what=_("Your notes, dots and stances in a workshop, under the number of your seat"),
        why=_("So that what the group thinks is on record, with every objection"),
        basis=_("Public function of the municipality; taking part is up to you"),
        kept_for=_("As long as the city keeps its programme; they name nobody"),
        seen_by=_("Everybody with the code of the workshop, without the number of your seat"),
        models=(
            "participation.Note",
            "participation.NoteVersion",
            "participation.Dot",
            "participation.Stance",
            "participation.GroupSeat",
        ),
    ),
    Purpose(
        what=_("A fingerprint of the connection and browser you join a workshop from"),
        why=_("So that one person with a program does not count as a crowd"),
        basis=_("Public function of the municipality"),
        kept_for=_("Until the workshop is closed"),
        seen_by=_("Nobody; the facilitator sees which seats joined from one place at once"),
        models=("participation.Seat",),
    ),
    Purpose(
        what=_("Photos of the boards on the wall"),
        why=_("So that paper and drawings are part of the minutes"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the minutes; one that shows somebody is deleted when they ask"),
        seen_by=_("Who takes part; everybody when the facilitator publishes it"),
        models=("participation.BoardPhoto",),
    ),
    Purpose(
        what=_("Which official opened a workshop"),
        why=_("So that somebody answers for it"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the workshop"),
        seen_by=_("Officials, and whoever audits the city"),
        models=("participation.Workshop",),
    ),
    *CONVERSATIONS,
)
RETENTION = timedelta(days=365)
"""How long names are kept after a workshop was closed."""


def export_of(person: Person) -> dict[str, Any]:
    """The workshops this person opened. Seats belong to no account."""
    return {"workshops": list(person.workshops.values_list("code", flat=True))}


def forget(person: Person, *, at: datetime, by: Person | None = None) -> None:
    """Take the person off the workshops opened; `people` empties the account itself."""
    unname_opener(person=person)
    unname(person=person)
