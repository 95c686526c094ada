"""What the control room's verbs and shortcuts look like: one table for buttons, keys and help."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.ground.errors import Text
from minga.reports.models import Report
from minga.reports.rules import possible_actions


class Face(NamedTuple):
    """How one verb is shown. `direct`: one key press does it, nothing has to be typed."""

    verb: str
    label: Text
    icon: str
    key: str = ""
    direct: bool = False


FACES = (
    Face("acknowledge", pgettext_lazy("official's verb", "Mark as seen"), "eye", "a", direct=True),
    Face("assign", pgettext_lazy("official's verb", "Assign"), "users", "s"),
    Face("start", pgettext_lazy("official's verb", "Start work"), "wrench", "t", direct=True),
    Face("resolve", pgettext_lazy("official's verb", "Resolve"), "circle-check", "r"),
    Face("dismiss", pgettext_lazy("official's verb", "Close without work"), "circle-slash", "d"),
    Face("reopen", pgettext_lazy("official's verb", "Reopen"), "rotate-ccw", "o"),
    Face("answer", pgettext_lazy("official's verb", "Answer"), "message-circle", "c"),
    Face("note", pgettext_lazy("official's verb", "Internal note"), "notebook-pen", "n"),
    Face("place", pgettext_lazy("official's verb", "Place on the map"), "map-pin", "g"),
    Face("publish", pgettext_lazy("official's verb", "Publish a copy"), "square-dashed", "p"),
    Face("hide", pgettext_lazy("official's verb", "Hide from the public"), "eye-off", "h"),
    Face("unhide", pgettext_lazy("official's verb", "Show to the public again"), "eye", "h"),
)


class Key(NamedTuple):
    """A shortcut of the room itself, for the help dialog."""

    keys: tuple[str, ...]
    label: Text


ROOM_KEYS = (
    Key(("j", "↓"), _("Next report in the queue")),
    Key(("k", "↑"), _("Previous report in the queue")),
    Key(("Enter",), _("Open the report")),
    Key(("Esc",), _("Close what is open")),
    Key(("/",), _("Go to the filters")),
    Key(("u",), _("To the newest reports")),
    Key(("m",), _("Go to the map")),
    Key(("Shift+N",), _("File for a caller")),
    Key(("b",), _("Sound on or off")),
    Key(("?",), _("Show these shortcuts")),
)
DISPATCHER_KEYS = frozenset({"Shift+N"})


def faces_of(report: Report, *, dispatches: bool) -> list[Face]:
    """The verbs that this report allows this official now, in the table's order."""
    able = {*possible_actions(report.state), "answer", "note"}
    able.add("unhide" if report.hidden else "hide")
    if dispatches:
        able.add("place")
    if report.text or report.photos:
        able.add("publish")
    return [face for face in FACES if face.verb in able]


def keys_of(*, dispatches: bool) -> list[Key]:
    """The room's shortcuts, without those that this official has no use for."""
    return [key for key in ROOM_KEYS if dispatches or not DISPATCHER_KEYS & set(key.keys)]
