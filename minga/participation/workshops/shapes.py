"""What the API of workshops takes and answers, as `/api/v1/openapi.json` tells it.

Answers are `TypedDict`s: `present` builds them and mypy checks them; nothing does at run time.
"""

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from minga.ground.forms import Incoming
from minga.ground.http import Errors
from minga.participation.workshops.rules import MAX_TIMER_S, Position

MAX_ID = 2**31 - 1
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
SeatNumber = Annotated[int | None, Field(ge=0, le=MAX_ID)]
MAX_TAKEN = 500
Line = Annotated[str, Field(max_length=500)]
NoteId = Annotated[str, Field(max_length=40)]
Fields = Annotated[dict[Line, Any], Field(max_length=40)]


class WorkshopIn(Incoming):
    """A workshop to open."""

    title: str
    purpose: str = ""
    dots: Annotated[int, Field(ge=0, le=MAX_ID)] = 3
    boards: Annotated[list[Line], Field(max_length=20)] = ["ideas"]


class BoardIn(Incoming):
    """A board to hang; `notes` of earlier boards are taken on to it."""

    kind: str
    title: str = ""
    question: str = ""
    dots: Annotated[int | None, Field(ge=0, le=MAX_ID)] = None
    source: Id | None = None
    notes: Annotated[list[NoteId], Field(max_length=MAX_TAKEN)] = []


class TakeIn(Incoming):
    """Notes of other boards to take on to this one."""

    board: Id
    notes: Annotated[list[NoteId], Field(min_length=1, max_length=MAX_TAKEN)]


class NoteIn(Incoming):
    """A note. `seat`: for whom a facilitator types it in."""

    board: Id
    text: str
    column: str = ""
    fields: Fields = {}
    seat: SeatNumber = None


class NotePatch(Incoming):
    """A change of a note of this version; what is absent stays, a field with null is emptied."""

    version: Annotated[int, Field(ge=0, le=MAX_ID)]
    text: str | None = None
    column: str | None = None
    fields: Fields | None = None
    seat: SeatNumber = None


class VoteIn(Incoming):
    """A dot for a note. `seat`: whose dot a facilitator places."""

    note: NoteId
    seat: SeatNumber = None


class MergeIn(Incoming):
    """Notes to merge; without a text the new one says what they said."""

    notes: Annotated[list[NoteId], Field(max_length=200)]
    text: str | None = None
    column: str = ""
    fields: Fields = {}


class PartIn(Incoming):
    """One part of a note that is split."""

    text: str
    column: str = ""


class SplitIn(Incoming):
    """The parts of a note."""

    parts: Annotated[list[PartIn], Field(max_length=200)]


class RoundIn(Incoming):
    """The note about which a round is opened."""

    note: NoteId


class StanceIn(Incoming):
    """Where one stands; an objection needs its reason."""

    stance: Position
    reason: str = ""
    seat: SeatNumber = None


class TimerIn(Incoming):
    """A timer to start, or time to add."""

    seconds: Annotated[int, Field(ge=1, le=MAX_TIMER_S)]
    label: str = ""


class GroupingIn(Incoming):
    """A draw to announce; several rounds mix the tables anew each time."""

    groups: Annotated[int, Field(ge=1, le=MAX_ID)]
    rounds: Annotated[int, Field(ge=1, le=MAX_ID)] = 1
    by_helix: bool = True
    label: str = ""


class TurnIn(Incoming):
    """The round of a draw that is sat now, counted from 1."""

    round: Annotated[int, Field(ge=1, le=MAX_ID)]


class OpenedOut(TypedDict):
    """A new workshop. `secret` is the facilitator's bearer token, shown once."""

    code: str
    secret: str


class JoinedOut(TypedDict):
    """One's seat. `token` proves it; send it only as a bearer token."""

    token: str
    seat: int


class PostedOut(TypedDict):
    """A note and the version of its text."""

    note: str
    version: int


class EdgeOut(TypedDict):
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


class NoteTextOut(TypedDict):
    """What a note said in one of its versions."""

    version: int
    text: str
    column: str
    fields: dict[str, Any]


class NoteHistoryOut(NoteOut):
    """A note with every text it ever had, the oldest first."""

    texts: list[NoteTextOut]


class ColumnOut(TypedDict):
    """A column of a board, in the reader's language."""

    code: str
    name: str


class BoardFieldOut(ColumnOut):
    """What a note of a board may say beside its text."""

    kind: str


class BoardOut(TypedDict):
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
    columns: list[ColumnOut]
    fields: list[BoardFieldOut]


class RoundOut(TypedDict):
    """A round of consensus; how it ended is told when it is closed."""

    round: int
    board: int
    note: str
    number: int
    state: str
    answered: int
    outcome: NotRequired[str]
    agree: NotRequired[int]
    stand_aside: NotRequired[int]
    object: NotRequired[int]
    objections: NotRequired[list[str]]


class TimerOut(TypedDict):
    """A timer by the server's clock."""

    timer: int
    label: str
    started_at: str
    ends_at: str
    stopped_at: str | None


class GroupingOut(TypedDict):
    """A draw of groups; what came of it is told when drawn (`seats`: round, group, number)."""

    grouping: int
    number: int
    label: str
    state: str
    groups: int
    rounds: int
    held: int
    by_helix: bool
    commitment: str
    seed: NotRequired[str]
    method: NotRequired[str]
    input_hash: NotRequired[str]
    account: NotRequired[dict[str, Any]]
    seats: NotRequired[list[list[list[int]]]]
    why: NotRequired[str]
    remedies: NotRequired[list[str]]


class BoardPhotoOut(TypedDict):
    """A photo of a board."""

    photo: str
    board: int | None
    text: str
    width: int
    height: int


class StanceOut(TypedDict):
    """Where one stands."""

    stance: str
    reason: str


class OwnStanceOut(StanceOut):
    """Where one stands in a round."""

    round: int


class OwnPlaceOut(TypedDict):
    """The table at which one sits in a round of a draw."""

    grouping: int
    round: int
    group: int


class MineOut(TypedDict):
    """What one's own seat has: dots by board (`dots_left`) and by note (`dots_placed`)."""

    seat: int
    name: str
    helix: str
    organisation: str
    here: bool
    facilitates: bool
    dots_left: dict[str, int]
    dots_placed: dict[str, int]
    notes: list[str]
    stances: list[OwnStanceOut]
    places: list[OwnPlaceOut]


class SummaryOut(TypedDict):
    """The workshop itself."""

    code: str
    title: str
    purpose: str
    city: str
    state: str
    revision: int
    dots: int
    seats: int
    simulated: bool


class ChangesOut(SummaryOut):
    """The workshop and what changed in it `since` a revision."""

    since: int
    boards: list[BoardOut]
    notes: list[NoteOut]
    rounds: list[RoundOut]
    timers: list[TimerOut]
    groupings: list[GroupingOut]
    photos: list[BoardPhotoOut]


class WorkshopOut(ChangesOut):
    """A workshop as a stranger sees it, `now` by the server's clock."""

    now: str


class ConflictOut(Errors):
    """What is wrong, and the note as it now is."""

    note: NoteOut | None = None
