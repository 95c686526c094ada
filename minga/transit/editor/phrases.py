"""What is wrong with a drawn line or a track, in words; the feed maker tells codes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.kernels.feedmaking import Flaw

FLAWS: dict[str, Any] = {
    "code_invalid": gettext_lazy("Give the line a name with letters or digits."),
    "name_missing": gettext_lazy("This needs a name."),
    "words_invalid": gettext_lazy("At most 160 characters, without line breaks, please."),
    "mode_unknown": gettext_lazy("This is none of the choices."),
    "colour_invalid": gettext_lazy("A colour is six digits, such as 1F6F8B."),
    "speed_invalid": gettext_lazy("A speed is between 2 and 160 km/h."),
    "run_too_long": gettext_lazy("At this speed it would take more than 12 hours."),
    "ways_wrong": gettext_lazy("A line has one way or two."),
    "periods_missing": gettext_lazy("Say at least once when it runs, and how often."),
    "period_backwards": gettext_lazy("This period ends before it begins."),
    "periods_overlap": gettext_lazy("This period overlaps with another one of the same days."),
    "headway_invalid": gettext_lazy("A bus comes every half minute at most, once a day at least."),
    "too_many": gettext_lazy("There are too many of them."),
    "point_invalid": gettext_lazy("A place lies nowhere on Earth."),
    "point_outside": gettext_lazy(
        "A point lies far from the city. Latitude comes first, longitude second."
    ),
    "path_short": gettext_lazy("A way needs at least two points that are 200 m apart."),
    "path_long": gettext_lazy("This way is longer than 400 km."),
    "halt_off_path": gettext_lazy("A stop lies farther than 90 m from the way."),
    "halt_out_of_order": gettext_lazy("A stop comes too early or too late in the list."),
    "track_too_large": gettext_lazy("The track is larger than 8 MB."),
    "track_too_long": gettext_lazy("The track has more than 20,000 points."),
    "track_unreadable": gettext_lazy("This file cannot be read. It should be a GPX track."),
    "track_is_no_gpx": gettext_lazy("This is no GPX track."),
    "track_empty": gettext_lazy("The track has fewer than two points."),
    "track_has_a_doctype": gettext_lazy("Files with a DOCTYPE are not taken."),
    "track_point_invalid": gettext_lazy("A point of the track lies nowhere on Earth."),
}
NO_PLACE = gettext_lazy("No such place; write its latitude and longitude.")
NO_NUMBER = gettext_lazy("This should be a number.")
NO_TIME = gettext_lazy("This should be a time, such as 06:30.")
NO_FILE = gettext_lazy("Choose a GPX file first.")
FIELDS = {"path": "path", "halts": "path", "origin": "origin", "headsign": "headsign"}


def field_of(flaw: Flaw) -> str:
    """The name of the form's field that a flaw is about."""
    if flaw.field == "periods" and flaw.item >= 0:
        return f"period_{flaw.item}"
    if flaw.field == "speed_kmh":
        return flaw.field
    return f"{FIELDS.get(flaw.field, flaw.field)}_{flaw.way}" if flaw.way >= 0 else flaw.field


def sentence_of(flaw: Flaw) -> str:
    """A flaw in the reader's language, with what it is about."""
    sentence = str(FLAWS[flaw.code])
    if flaw.field == "halts" and flaw.value:
        return f"{flaw.value}: {sentence}"
    if flaw.field == "halts" and flaw.item >= 0:
        return _("Stop %(number)s: %(told)s") % {"number": flaw.item + 1, "told": sentence}
    if flaw.field == "path" and flaw.item >= 0:
        return _("Point %(number)s: %(told)s") % {"number": flaw.item + 1, "told": sentence}
    return sentence
