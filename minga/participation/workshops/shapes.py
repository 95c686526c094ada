"""What the API of the room takes and gives, as schemas for `/api/v1/openapi.json`."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from minga.ground.text_safety import is_storable
from minga.participation.workshops.rules import TIMER_MOST_S, Position
from minga.reports.shapes import Errors

ID_MOST = 2**31 - 1
Id = Annotated[int, Field(ge=1, le=ID_MOST)]
SeatNumber = Annotated[int | None, Field(ge=0, le=ID_MOST)]
Line = Annotated[str, Field(max_length=500)]
NoteId = Annotated[str, Field(max_length=40)]
Fields = Annotated[dict[Line, Any], Field(max_length=40)]


class Told(BaseModel):
    """The base of everything that comes in."""

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def no_nul(cls, value: Any) -> Any:
        """What no database can keep, no honest text holds."""
        if not is_storable(value):
            raise ValueError("nul")
        return value


class WhoIn(Told):
    """What somebody who joins may tell; all of it is optional."""

    name: str | None = None
    helix: str | None = None
    organisation: str | None = None


class SeatIn(WhoIn):
    """A correction; what is absent stays, "" empties."""

    here: bool | None = None


class WorkshopIn(Told):
    """A workshop to open."""

    title: str
    purpose: str = ""
    dots: Annotated[int, Field(ge=0, le=ID_MOST)] = 3
    boards: Annotated[list[Line], Field(max_length=20)] = ["ideas"]


class BoardIn(Told):
    """A board to hang; `notes` of earlier boards are taken on to it."""

    kind: str
    title: str = ""
    question: str = ""
    dots: Annotated[int | None, Field(ge=0, le=ID_MOST)] = None
    source: Id | None = None
    notes: Annotated[list[NoteId], Field(max_length=200)] = []


class NoteIn(Told):
    """A note. `seat`: for whom a facilitator types it in."""

    board: Id
    text: str
    column: str = ""
    fields: Fields = {}
    seat: SeatNumber = None


class NotePatch(Told):
    """A change of a note of this version; what is absent stays, a field with null is emptied."""

    version: Annotated[int, Field(ge=0, le=ID_MOST)]
    text: str | None = None
    column: str | None = None
    fields: Fields | None = None
    seat: SeatNumber = None


class VoteIn(Told):
    """A dot for a note. `seat`: whose dot a facilitator places."""

    note: NoteId
    seat: SeatNumber = None


class MergeIn(Told):
    """Notes to merge; without a text the new one says what they said."""

    notes: Annotated[list[NoteId], Field(max_length=200)]
    text: str | None = None
    column: str = ""
    fields: Fields = {}


class PartIn(Told):
    """One part of a note that is split."""

    text: str
    column: str = ""


class SplitIn(Told):
    """The parts of a note."""

    parts: Annotated[list[PartIn], Field(max_length=200)]


class RoundIn(Told):
    """The note about which a round is opened."""

    note: NoteId


class StanceIn(Told):
    """Where one stands; an objection needs its reason."""

    stance: Position
    reason: str = ""
    seat: SeatNumber = None


class TimerIn(Told):
    """A timer to start, or time to add."""

    seconds: Annotated[int, Field(ge=1, le=TIMER_MOST_S)]
    label: str = ""


class GroupingIn(Told):
    """A draw to announce; several rounds mix the tables anew each time."""

    groups: Annotated[int, Field(ge=1, le=ID_MOST)]
    rounds: Annotated[int, Field(ge=1, le=ID_MOST)] = 1
    by_helix: bool = True
    label: str = ""


class TurnIn(Told):
    """The round of a draw that is sat now, counted from 1."""

    round: Annotated[int, Field(ge=1, le=ID_MOST)]


class OpenedOut(BaseModel):
    """A new workshop. `secret` is the facilitator's bearer token, shown once."""

    code: str
    secret: str


class JoinedOut(BaseModel):
    """One's seat. `token` proves it; send it only as a bearer token."""

    token: str
    seat: int


class PostedOut(BaseModel):
    """A note and the version of its text."""

    note: str
    version: int


class EdgeOut(BaseModel):
    """The other note, and how one came of the other."""

    note: str
    relation: str


class NoteOut(PostedOut):
    """A note as everybody sees it; nobody sees whose it is."""

    board: int
    column: str
    text: str
    fields: dict[str, Any]
    votes: int
    state: str
    became: list[EdgeOut]
    came_from: list[EdgeOut]


class BoardOut(BaseModel):
    """A board and what it asks."""

    id: int
    kind: str
    title: str
    question: str
    state: str
    dots: int
    position: int
    source: int | None
    shared: bool
    columns: list[dict[str, str]]
    fields: list[dict[str, str]]


class WorkshopOut(BaseModel):
    """A workshop as a stranger sees it, or what changed in it `since` a revision."""

    now: str
    code: str
    title: str
    purpose: str
    city: str
    state: str
    revision: int
    since: int
    dots: int
    seats: int
    simulated: bool
    boards: list[BoardOut]
    notes: list[NoteOut]
    rounds: list[dict[str, Any]]
    timers: list[dict[str, Any]]
    groupings: list[dict[str, Any]]
    photos: list[dict[str, Any]]


class ConflictOut(Errors):
    """What is wrong, and the note as it now is."""

    note: NoteOut | None = None
