"""What the modules of the planning page say, in the reader's language, as one JSON block."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _


def page_words() -> dict[str, Any]:
    """Words and addresses."""
    return {
        "sprite": static("vendor/icons.svg"),
        "search": reverse("api-1:geocode"),
        "where": reverse("api-1:where"),
        "found": _("{count} found. Use the arrow keys."),
        "found_none": _("Nothing of that name is known."),
        "here": _("My position"),
        "locating": _("Looking for your position…"),
        "located": _("Your position is set."),
        "denied": _("The phone does not share its position. Write the place instead."),
        "unavailable": _("The phone does not find its position. Write the place instead."),
        "outside": _("That point is outside the city this service covers."),
        "on_map": _("Point on the map"),
        "pick_from": _("Choose the start on the map"),
        "pick_to": _("Choose the destination on the map"),
        "picked": _("Point set."),
        "listening": _("Listening… say the name of a place."),
        "heard": _("Heard: {words}"),
        "unheard": _("Nothing was understood. Try again, or write."),
        "saved": _("Saved on this phone: {name}"),
        "removed": _("Removed: {name}"),
        "remove": _("Remove {name}"),
        "name_needed": _("Choose a place first, then save it."),
        "copied": _("Link copied."),
        "link": _("Link to this plan"),
        "kept": _("Kept on this phone: it opens without signal."),
        "way": _("Way {number}"),
        "start": _("Start"),
        "end": _("Destination"),
    }
