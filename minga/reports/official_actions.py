"""What an official may do with a report, as a table: one for the API and the pages alike."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minga.ground.errors import BadInput
from minga.ground.media import Box
from minga.ground.text_safety import is_storable
from minga.reports import actions, phrases
from minga.reports.models import Report


class OfficialAction(NamedTuple):
    """An action of the room, and which of the sent arguments it takes."""

    act: Callable[..., Report]
    takes: tuple[str, ...] = ()


OFFICIAL_ACTIONS: dict[str, OfficialAction] = {
    "acknowledge": OfficialAction(actions.acknowledge),
    "assign": OfficialAction(actions.assign, ("body", "crew")),
    "start": OfficialAction(actions.start),
    "resolve": OfficialAction(actions.resolve, ("text",)),
    "dismiss": OfficialAction(actions.dismiss, ("reason",)),
    "reopen": OfficialAction(actions.reopen, ("text",)),
    "answer": OfficialAction(actions.answer, ("text",)),
    "note": OfficialAction(actions.note, ("text",)),
    "hide": OfficialAction(actions.hide, ("reason",)),
    "unhide": OfficialAction(actions.unhide, ("reason",)),
    "place": OfficialAction(actions.place, ("lat", "lon")),
    "publish": OfficialAction(actions.publish, ("text", "photos")),
}


DEFAULTS: dict[str, Any] = {"body": "", "crew": "", "text": "", "reason": "", "photos": {}}
"""What an argument is when nobody sent it; the actions say which ones they need."""


def arguments_of(action: OfficialAction, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of this action, checked for what the schema cannot know. Raises BadInput."""
    arguments = {name: sent.get(name, DEFAULTS.get(name)) for name in action.takes}
    for name, value in arguments.items():
        if not is_storable(value):
            raise BadInput.single(name, phrases.UNSTORABLE)
    for name in ("lat", "lon"):
        if name in action.takes and arguments.get(name) is None:
            raise BadInput.single(name, phrases.NEEDED)
    if arguments.get("photos"):
        photos = arguments["photos"]
        arguments["photos"] = {int(pk): _boxes(boxes) for pk, boxes in photos.items()}
    return arguments


def _boxes(sides_of_boxes: Any) -> list[Box]:
    try:
        return [Box(*(float(side) for side in sides)) for sides in sides_of_boxes]
    except (TypeError, ValueError) as error:
        raise BadInput.single("photos", phrases.NEEDED) from error
