"""Reading what people write: the fields of titles, notes and reasons, bounded and storable."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.participation.workshops import phrases
from minga.participation.workshops.rules import (
    DOTS_MOST,
    LINE_MOST,
    NOTE_MOST,
    REASON_MOST,
    TITLE_MOST,
)
from minga.people.models import Helix

TITLE = Field(code="title", label=_("Title"), required=True, most=TITLE_MOST)
PURPOSE = Field(code="purpose", label=_("Purpose"), kind="text", most=NOTE_MOST)
QUESTION = Field(code="question", label=_("Question"), kind="text", most=REASON_MOST)
DOTS = Field(code="dots", label=_("Dots a person"), kind="whole", least=0, most=DOTS_MOST)
LABEL = Field(code="label", label=_("Name"), most=LINE_MOST)
NOTE = Field(code="text", label=_("Note"), kind="text", required=True, most=NOTE_MOST)
REASON = Field(code="reason", label=_("Reason"), kind="text", most=REASON_MOST)
CAPTION = Field(code="text", label=_("What the photo shows"), most=500)
WHO = (
    Field(code="name", label=_("Your name"), most=LINE_MOST, private=True),
    Field(
        code="helix",
        label=_("You take part for"),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Helix),
    ),
    Field(code="organisation", label=_("Organisation"), most=LINE_MOST, private=True),
)
"""What somebody who joins may tell; all of it is optional."""


def one(field: Field, value: Any) -> str:
    """One text, "" when there is none. Raises BadInput."""
    return str(read((field,), {field.code: value}).get(field.code, ""))


def number(value: int, code: str, least: int, most: int) -> int:
    """A number in its bounds. Raises BadInput."""
    if not least <= value <= most:
        sentence = str(phrases.OUT_OF_RANGE).format(least=least, most=most)
        raise BadInput.one(code, sentence)
    return value


def who(given: Mapping[str, Any]) -> dict[str, str]:
    """Name, helix and organisation as told, "" where nothing was told. Raises BadInput."""
    told = read(WHO, given)
    return {field.code: str(told.get(field.code, "")) for field in WHO}
