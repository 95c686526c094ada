"""How the minutes say their plain values: times, ways of arrival, outcomes, a note's origin."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from minga.ground.errors import Text
from minga.participation.workshops.minutes import (
    MinutesGroupingOut,
    MinutesNoteOut,
    MinutesOut,
)
from minga.people.models import Helix

ARRIVALS: dict[str, Text] = {
    "phone": gettext_lazy("By phone"),
    "paper": gettext_lazy("On paper"),
    "facilitator": gettext_lazy("At the projector"),
}
STANCES: dict[str, Text] = {
    "agree": gettext_lazy("agree"),
    "stand_aside": gettext_lazy("stand aside"),
    "object": gettext_lazy("object"),
}
OUTCOMES: dict[str, Text] = {
    "consensus": gettext_lazy("Consensus"),
    "objections": gettext_lazy("Objections: it has to be talked about again"),
    "nobody": gettext_lazy("Nobody agreed"),
    "": gettext_lazy("Still open"),
}
NOTE_STATES: dict[str, Text] = {
    "standing": gettext_lazy("Stands"),
    "merged": gettext_lazy("Merged"),
    "split": gettext_lazy("Divided"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
DRAWS: dict[str, Text] = {
    "committed": gettext_lazy("Announced"),
    "drawn": pgettext_lazy("of groups", "Drawn"),
    "refused": gettext_lazy("Not possible"),
}


def moment(written: str | None) -> datetime | None:
    """A time of the minutes on the city's clock."""
    return timezone.localtime(datetime.fromisoformat(written)) if written else None


def told_moment(written: str | None) -> str:
    """The same in words, "" when it never came."""
    at = moment(written)
    return f"{date_format(at, 'DATE_FORMAT')}, {date_format(at, 'H:i')}" if at else ""


def when(minutes: MinutesOut) -> str:
    """From when to when the workshop ran."""
    opened, closed = told_moment(minutes["opened_at"]), told_moment(minutes["closed_at"])
    if not closed:
        return opened
    return _("%(start)s to %(end)s") % {"start": opened, "end": closed}


def helix_name(code: str) -> str:
    """The word for a helix; those who did not say are a group of their own."""
    names = {helix.value: str(helix.label) for helix in Helix}
    return names.get(code, _("Did not say"))


def word(table: Mapping[str, Text], code: str) -> str:
    """The word for a code, the code itself when it is newer than this table."""
    return str(table.get(code, code))


def note_text(note: MinutesNoteOut) -> str:
    """What a note says with the fields of its kind, and whether it still stands."""
    parts = [note["text"]]
    parts += [f"{field['name']}: {value_text(field['value'])}" for field in note["fields"]]
    if note["state"] != "standing":
        parts.insert(0, f"[{word(NOTE_STATES, note['state'])}]")
    return "\n".join(part for part in parts if part)


def value_text(value: Any) -> str:
    """A field's value as text."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def origin_text(note: MinutesNoteOut) -> str:
    """Who handed a note in, by seat and way, and which notes it was made of."""
    parts = []
    if note["seat"]:
        parts.append(
            _("seat %(number)d, %(way)s")
            % {"number": note["seat"], "way": word(ARRIVALS, note["arrived_by"]).lower()}
        )
    if note["came_from"]:
        made_of = " · ".join(source["text"] for source in note["came_from"] if source["text"])
        parts.append(_("made of: %(notes)s") % {"notes": made_of})
    return "; ".join(parts)


def seat_names(minutes: MinutesOut) -> dict[int, str]:
    """Seat number → how the minutes name it: the person where names are given, else the number."""
    return {
        person["seat"]: f"{person['seat']} {person['name']}".strip()
        for person in minutes.get("people", ())
    }


def tables_of(grouping: MinutesGroupingOut, names: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """(round, group, who sits there) of a draw, in order."""
    sitting: dict[tuple[int, int], list[str]] = {}
    for place in grouping["seats"]:
        key = (place["round"], place["group"])
        sitting.setdefault(key, []).append(names.get(place["seat"], str(place["seat"])))
    return [(turn, group, ", ".join(who)) for (turn, group), who in sorted(sitting.items())]
