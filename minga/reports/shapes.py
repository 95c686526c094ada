"""What the API of the room takes and answers, as `/api/v1/openapi.json` tells it.

Answers are `TypedDict`s: `present` builds them and mypy checks them; nothing does at run time.
"""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from minga.ground.forms import Incoming
from minga.reports.rules import MAX_REASON_LENGTH, MAX_TEXT_LENGTH, State


def _bounded(**bounds: float) -> Any:
    """Tells the document the bounds of a field; the action that reads it says what is wrong."""
    return Field(json_schema_extra={**bounds})


class CodeName(TypedDict):
    """A public code with its name in the reader's language."""

    code: str
    name: str


class CategoryOut(CodeName):
    """A kind of problem."""

    icon: str


class Similar(TypedDict):
    """An open report of the same kind close by: a hint."""

    receipt: str
    distance_m: int
    state: State
    url: str


class FiledOut(TypedDict):
    """What the reporter gets. `token` proves authorship; send it only as a bearer token."""

    receipt: str
    token: str
    url: str
    state: State
    answered_by: CodeName
    why: str
    similar: list[Similar]


class ReportPlaceOut(TypedDict):
    """Where; lat and lon are null when only an address is known."""

    lat: float | None
    lon: float | None
    accuracy_m: float | None
    address: str


class TimelineOut(TypedDict):
    """One public line of history. `body` answered for the report then; `by`: the institution
    that acted, "" where the reporter or the platform did.
    """

    at: str
    kind: str
    state: str
    body: str
    by: str
    text: str


class ReportOut(TypedDict):
    """A report as everybody may see it."""

    receipt: str
    category: CategoryOut
    state: State
    state_name: str
    filed_at: str
    changed_at: str
    place: ReportPlaceOut
    area: CodeName | None
    answered_by: CodeName
    why: str
    text: str | None
    photos: list[str]
    timeline: list[TimelineOut]
    url: str


class RowOut(TypedDict):
    """One row of the control room's list."""

    receipt: str
    category: CodeName
    state: State
    lat: float | None
    lon: float | None
    address: str
    area: str | None
    body: str
    crew: str | None
    filed_at: str
    changed_at: str
    photos: int
    voices: int
    hidden: bool
    source: str


class ListOut(TypedDict):
    """A page of the list; send `next` as `after` for the following one."""

    reports: list[RowOut]
    next: int | None


class PhotoAddedOut(TypedDict):
    """The size of a photo as it is kept, in pixels."""

    width: int | None
    height: int | None


class VoiceAddedOut(TypedDict):
    """The length of a voice note."""

    duration_s: float | None


class PlaceFoundOut(TypedDict):
    """A place of the city by its name."""

    name: str
    kind: str
    lat: float
    lon: float
    area: str | None


class PlacesOut(TypedDict):
    """Places that fit what was typed."""

    places: list[PlaceFoundOut]


class WhereOut(TypedDict):
    """A position in words; `answers`: the code of each category → who would answer there."""

    area: CodeName | None
    near: str | None
    inside: bool
    answers: dict[str, str]


class VerbIn(Incoming):
    """What an action of the control room needs; see `official_actions`."""

    body: str = ""
    crew: str = ""
    text: Annotated[str, _bounded(maxLength=MAX_TEXT_LENGTH)] = ""
    reason: Annotated[str, _bounded(maxLength=MAX_REASON_LENGTH)] = ""
    lat: Annotated[float | None, _bounded(minimum=-90, maximum=90)] = None
    lon: Annotated[float | None, _bounded(minimum=-180, maximum=180)] = None
    photos: dict[int, list[list[float]]] = {}


class ReplyIn(Incoming):
    """What the reporter adds: words, a better place or kind, or that it is fixed by now."""

    text: Annotated[str, Field(max_length=MAX_REASON_LENGTH)] = ""
    category: Annotated[str | None, Field(max_length=40)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    fixed: bool = False


class NotFixedIn(Incoming):
    """What is still wrong, for the officials."""

    text: str = ""
