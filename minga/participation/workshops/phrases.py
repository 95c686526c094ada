"""Sentences of the room participation that actions, API and pages share, translated when shown."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text

NEEDED = _("Please fill this in.")
NO_SUCH = _("There is none of these in this workshop.")
NO_COLUMN = _("This board has no such column.")
NO_KIND = _("There is no such kind of board.")
AT_LEAST_TWO = _("Choose at least two notes.")
TWO_PARTS = _("Give at least two parts.")
TOO_MANY_PARTS = _("These are too many at once.")
ONE_BOARD = _("Notes of one board can be merged, not of several.")
OTHER_BOARD = _("Choose notes of another board.")
NO_CODE = _("This is none of the codes that were handed out. Look at yours again, please.")
CODE_NEEDED = _("This workshop is for those who were invited: type the code you were given.")
WHOSE = _("Say for whom, with the number of a seat.")
OUT_OF_RANGE = _("This should be between {least} and {most}.")
KEY_REUSED = _("This key has been used for another content.")
STALE = _("Somebody else has changed this note meanwhile. Here is how it reads now.")

NOT_POSSIBLE: dict[str, Text] = {
    "moved_on": _("This has moved on; look at it again, please."),
    "workshop_closed": _("This workshop is not open."),
    "board_closed": _("This board takes nothing more at the moment."),
    "dots_spent": _("All your dots on this board are spent. Take one back to place it elsewhere."),
    "no_dots_here": _("No dots are placed on this board."),
    "no_dot_of_yours": _("None of your dots is on this note."),
    "note_gone": _("This note was merged, split or withdrawn."),
    "round_open": _("A round of consensus on this note is still open."),
    "round_closed": _("This round is closed."),
    "timer_stopped": _("This timer has been stopped."),
    "drawn": _("These groups have been drawn already; announce another draw."),
    "not_drawn": _("These groups have not been drawn yet."),
    "full": _("This workshop is full: it holds no more of these."),
    "code_spent": _("The seat of this code was ended. Please ask the facilitator for another."),
    "enough_from_here": _(
        "Very many seats were taken from this connection. Please ask the facilitator for yours."
    ),
}
"""Why something cannot be done now; the keys are those of `rules.NotPossible`."""

DRAW_REFUSED: dict[str, Text] = {
    "too_few_of_category": _(
        "There are {have} people of “{category}” for {need} groups: not every group can have one."
    ),
    "group_too_small": _("A group of {size} cannot hold one of each of {categories} kinds."),
    "fewer_people_than_groups": _("There are {people} people for {groups} groups."),
    "no_groups": _("At least one group is needed."),
    "sizes_do_not_add_up": _("The groups have {seats} seats for {people} people."),
    "no_rounds": _("At least one round is needed."),
}
REMEDIES: dict[str, Text] = {
    "invite": _("Invite {more} more of “{category}”."),
    "fewer_groups": _("Make {groups} groups."),
    "do_without": _("Do without “{category}” in every group."),
    "larger_groups": _("Make groups of at least {size}."),
}
"""Why groups could not be drawn, and what would make it possible (see `kernels.tables`)."""


def draw_sentence(code: str, figures: Mapping[str, Any], names: Mapping[str, Text]) -> str:
    """A refusal or a remedy as a sentence. `names`: the helices in the reader's language."""
    sentence = DRAW_REFUSED.get(code) or REMEDIES.get(code)
    if sentence is None:
        return str(NOT_POSSIBLE["moved_on"])
    shown = {key: names.get(value, value) for key, value in figures.items()}
    return str(sentence).format(**shown)
