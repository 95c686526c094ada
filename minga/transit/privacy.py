"""Personal data of the room transit: why it is kept, how long, and its ways out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.people.models import Person
from minga.transit.actions import remove_author
from minga.transit.models import Alert, DrawnLine, FeedVersion

PURPOSES = (
    Purpose(
        what=_("Where your bus is, when you share it from your phone"),
        why=_("So that those who wait know where it comes"),
        basis=_("Your consent, off until you switch it on; you end it whenever you want"),
        kept_for=_("The last position only, until you end it or five minutes after the last one"),
        seen_by=_("Everybody: as the position of a bus, not of a person"),
        models=("transit.Tracker", "transit.Vehicle"),
    ),
    Purpose(
        what=_("Which bus you wait for and where you get off, when the server shall tell you"),
        why=_("So that you are told when your bus comes and before your stop"),
        basis=_("Your consent; the alarm on the phone works without it"),
        kept_for=_("Until the ride ends, four hours at most"),
        seen_by=_("Nobody: only your own phone, by a secret that it holds"),
        models=("transit.Ride", "transit.RideNotice"),
    ),
    Purpose(
        what=_("Which official entered a feed, a line or an alert"),
        why=_("So that somebody answers for it"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as what was entered"),
        seen_by=_("Officials, and whoever audits the city"),
        models=("transit.FeedVersion", "transit.Upload", "transit.DrawnLine", "transit.Alert"),
    ),
)
RETENTION = timedelta(hours=4)
"""The longest that a ride is kept."""


def export_of(person: Person) -> dict[str, Any]:
    """What this person entered. Rides and shared positions belong to no account."""
    return {
        "feeds": [str(version) for version in FeedVersion.objects.filter(by=person).order_by("pk")],
        "drawn_lines": list(DrawnLine.objects.filter(by=person).values_list("code", flat=True)),
        "alerts": list(Alert.objects.filter(by=person).values_list("public_id", flat=True)),
    }


def forget(person: Person, *, at: datetime, by: Person | None = None) -> None:
    """Take the person off what they entered."""
    remove_author(person=person)
