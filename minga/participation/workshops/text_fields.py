"""Reading what people write: the fields of titles, notes and reasons, bounded and storable."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.participation.workshops import phrases
from minga.participation.workshops.rules import (
    MAX_DOTS,
    MAX_LINE_LENGTH,
    MAX_NOTE_LENGTH,
    MAX_REASON_LENGTH,
    MAX_TITLE_LENGTH,
)
from minga.people.models import Helix

TITLE = Field(code="title", label=_("Title"), required=True, most=MAX_TITLE_LENGTH)
PURPOSE = Field(code="purpose", label=_("Purpose"), kind="text", most=MAX_NOTE_LENGTH)
QUESTION = Field(code="question", label=_("Question"), kind="text", most=MAX_REASON_LENGTH)
DOTS = Field(code="dots", label=_("Dots a person"), kind="whole", least=0, most=MAX_DOTS)
LABEL = Field(code="label", label=_("Name"), most=MAX_LINE_LENGTH)
NOTE = Field(code="text", label=_("Note"), kind="text", required=True, most=MAX_NOTE_LENGTH)
REASON = Field(code="reason", label=_("Reason"), kind="text", most=MAX_REASON_LENGTH)
CAPTION = Field(code="text", label=_("What the photo shows"), most=500)
WHO = (
    Field(code="name", label=_("Your name"), most=MAX_LINE_LENGTH, private=True),
    Field(
        code="helix",
        label=_("You take part for"),
        kind="choice",
        choices=tuple((helix.value, helix.label) for helix in Helix),
    ),
    Field(code="organisation", label=_("Organisation"), most=MAX_LINE_LENGTH, private=True),
)
"""What somebody who joins may tell; all of it is optional."""


def read_number(value: int, code: str, least: int, most: int) -> int:
    """A number in its bounds. Raises BadInput."""
    if not least <= value <= most:
        sentence = str(phrases.OUT_OF_RANGE).format(least=least, most=most)
        raise BadInput.single(code, sentence)
    return value


def read_who(given: Mapping[str, Any]) -> dict[str, str]:
    """Name, helix and organisation as told, "" where nothing was told. Raises BadInput."""
    values = read(WHO, given)
    return {field.code: str(values.get(field.code, "")) for field in WHO}
