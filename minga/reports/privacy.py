"""Personal data of the room reports: why it is kept, how long, and its ways out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.models import Event
from minga.ground.purposes import Purpose
from minga.people.models import Person
from minga.reports.actions import unname_filer
from minga.reports.models import Entry

PURPOSES = (
    Purpose(
        what=_("The place, the kind of problem and the time of a report"),
        why=_("So that the body in charge finds the problem, and everybody sees that it is known"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the city keeps its history of problems; it names nobody"),
        seen_by=_("Everybody"),
        models=("reports.Report",),
    ),
    Purpose(
        what=_("Your words, photos, voice note and contact, when you add them"),
        why=_("So that officials understand the problem and can ask back"),
        basis=_("Public function of the municipality; adding them is up to you"),
        kept_for=_("One year after the report is closed, or until you erase them"),
        seen_by=_("The control centre and the body that answers; others only a redacted copy"),
        models=("reports.Report", "reports.Attachment", "reports.Entry"),
    ),
    Purpose(
        what=_("A random number of your device and your network address, while you report"),
        why=_("So that nobody floods the service; neither is written down with the report"),
        basis=_("Security of the service"),
        kept_for=_("Minutes"),
        seen_by=_("Nobody"),
        models=("ground.Allowance",),
    ),
    Purpose(
        what=_("Which official did or opened what, and when"),
        why=_("So that every act on a report can be checked"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the report"),
        seen_by=_("The body's officials and whoever audits the city"),
        models=("reports.Entry", "ground.Event"),
    ),
)


def export_of(person: Person) -> dict[str, Any]:
    """What this person filed for callers, did and opened. Reports of citizens name no account."""
    acts = Entry.objects.filter(by=person).order_by("id").values_list("at", "kind", "state")
    facts = (
        Event.objects.filter(by_id=person.pk).order_by("id").values_list("at", "name", "subject")
    )
    return {
        "filed": list(person.filed_reports.values_list("receipt", flat=True)),
        "acts": [{"at": at.isoformat(), "kind": kind, "state": state} for at, kind, state in acts],
        "facts": [
            {"at": at.isoformat(), "name": name, "subject": subject} for at, name, subject in facts
        ],
    }


def forget(person: Person, *, at: datetime, by: Person | None = None) -> None:
    """Take the person off the reports filed for callers; `people` empties the account itself."""
    unname_filer(person=person)
