"""Sentences of the room reports that actions and readers share, translated when shown."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from minga.reports.models import Entry

OUTSIDE_CITY = gettext_lazy("This place lies outside the city that this service covers.")
NOT_OF_THIS_CITY = gettext_lazy("The city does not have this one.")
NO_SUCH_CITY = gettext_lazy("There is no city of this name here.")
NEEDED = gettext_lazy("Please fill this in.")
ENOUGH_REPLIES = gettext_lazy("You have added very much already. Thank you: officials have it.")
OFF_THE_PHOTO = gettext_lazy("A box must lie inside the photo.")
TOO_LONG = gettext_lazy("At most %(most)s characters, please.")
UNSTORABLE = gettext_lazy("This holds a character that cannot be stored.")

STATE_NAMES = {
    "received": gettext_lazy("Received"),
    "acknowledged": gettext_lazy("Seen"),
    "assigned": gettext_lazy("Assigned"),
    "started": gettext_lazy("In progress"),
    "resolved": gettext_lazy("Resolved"),
    "dismissed": gettext_lazy("Closed without work"),
    "reopened": gettext_lazy("Reopened"),
}


def why_sentence(why: dict[str, Any], *, body: str, area: str | None, category: str) -> str:
    """Who answers and why, as a sentence for the person who reported.

    `why` holds the codes of `territory.rules.Why`; the names are passed beside it.
    """
    names = {
        "body": body,
        "area": area or "",
        "category": category,
        "road": why.get("road") or "",
        "metres": why.get("near_m") or 0,
    }
    return " ".join(part % names for part in _parts(why, area))


def who_acted(entry: "Entry") -> str:
    """The institution that did this; with the body it did it for, where that is another."""
    if entry.organisation is None:
        return ""
    name, body = str(entry.organisation), entry.body
    itself = body is None or body.organisation_id == entry.organisation_id
    if itself or entry.state in ("received", "assigned"):  # there the body is who gets it
        return name
    return _("%(institution)s, for %(body)s") % {"institution": name, "body": body}


def _parts(why: dict[str, Any], area: str | None) -> list[str]:
    if why.get("dispatched"):
        return [_("The control centre gave it to %(body)s.")]
    parts = []
    if area and why.get("near_m"):
        parts.append(_("The point lies %(metres)s m outside %(area)s and counts as part of it."))
    elif area:
        parts.append(_("The point lies in %(area)s."))
    else:
        parts.append(_("The point lies in none of the city's areas."))
    rule = str(why.get("rule", "default"))
    if "owner" in rule:
        parts.append(_("It is on %(road)s, which %(body)s looks after."))
    elif rule == "category+area":
        parts.append(_("There, “%(category)s” is answered by %(body)s."))
    elif rule == "category":
        parts.append(_("“%(category)s” is answered by %(body)s in the whole city."))
    elif rule == "area":
        parts.append(_("There, %(body)s answers."))
    else:
        parts.append(_("%(body)s takes what has no other owner and passes it on."))
    return parts
