"""The control room's verbs as a table: one for the API and the pages alike."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minga.ground.errors import BadInput
from minga.ground.media import Box
from minga.ground.text_safety import is_storable
from minga.reports import actions, phrases
from minga.reports.models import Report


class Verb(NamedTuple):
    """An action, and which of the given words it takes."""

    act: Callable[..., Report]
    takes: tuple[str, ...] = ()


VERBS: dict[str, Verb] = {
    "acknowledge": Verb(actions.acknowledge),
    "assign": Verb(actions.assign, ("body", "crew")),
    "start": Verb(actions.start),
    "resolve": Verb(actions.resolve, ("text",)),
    "dismiss": Verb(actions.dismiss, ("reason",)),
    "reopen": Verb(actions.reopen, ("text",)),
    "answer": Verb(actions.answer, ("text",)),
    "note": Verb(actions.note, ("text",)),
    "hide": Verb(actions.hide, ("reason",)),
    "unhide": Verb(actions.unhide, ("reason",)),
    "place": Verb(actions.place, ("lat", "lon")),
    "publish": Verb(actions.publish, ("text", "photos")),
}


UNSAID: dict[str, Any] = {"body": "", "crew": "", "text": "", "reason": "", "photos": {}}
"""What a word is when nobody gave it; the actions say which ones they need."""


def words_of(verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
    """The words this verb takes, checked for what the schema cannot know. Raises BadInput."""
    words = {name: given.get(name, UNSAID.get(name)) for name in verb.takes}
    for name, value in words.items():
        if not is_storable(value):
            raise BadInput.one(name, phrases.UNSTORABLE)
    for name in ("lat", "lon"):
        if name in verb.takes and words.get(name) is None:
            raise BadInput.one(name, phrases.NEEDED)
    if words.get("photos"):
        words["photos"] = {int(pk): _boxes(boxes) for pk, boxes in words["photos"].items()}
    return words


def _boxes(raw: Any) -> list[Box]:
    try:
        return [Box(*(float(side) for side in one)) for one in raw]
    except (TypeError, ValueError) as trouble:
        raise BadInput.one("photos", phrases.NEEDED) from trouble
