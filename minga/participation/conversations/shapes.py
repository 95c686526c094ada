"""The shapes of what the API of conversations answers, read by mypy and the OpenAPI document."""

from typing_extensions import TypedDict


class ConversationBrief(TypedDict):
    """A conversation in a list. `state`: "open" or "closed"."""

    slug: str
    title: str
    question: str
    state: str


class ConversationList(TypedDict):
    """The conversations of a city."""

    conversations: list[ConversationBrief]


class StatementShown(TypedDict):
    """A statement that everybody may read, by its number in the conversation."""

    statement: int
    text: str


class OpinionGroups(TypedDict):
    """The groups of people who answered alike; `shown` where they are clear and come back.

    `stability`, `clear` and `plane` (the part of all differences that the picture holds) are from
    0 to 1; `sizes` in people.
    """

    shown: bool
    count: int
    stability: float
    clear: float
    plane: float
    sizes: list[int]


class StatementTally(TypedDict):
    """How many agree and disagree of so many votes; `consensus` from 0 to 1, over all groups."""

    statement: int
    agrees: int
    disagrees: int
    votes: int
    consensus: float


class ConversationResult(TypedDict):
    """A result as it was last counted."""

    at: str
    groups: OpinionGroups
    statements: list[StatementTally]


class ConversationOut(ConversationBrief):
    """A conversation; without `result` until enough people have taken part."""

    simulated: bool
    statements: list[StatementShown]
    people: int
    opinions: int
    result: ConversationResult | None


class ConversationJoined(TypedDict):
    """The secret of a participant, shown once."""

    token: str


class OpinionShown(TypedDict):
    """What one thinks of a statement: 1 agree, 0 pass, -1 disagree."""

    statement: int
    value: int


class OwnOpinions(TypedDict):
    """What somebody has answered, and the numbers of the statements still open."""

    opinions: list[OpinionShown]
    open: list[int]


class OpinionsChanged(TypedDict):
    """How many opinions are otherwise than before."""

    changed: int


class StatementMade(TypedDict):
    """A statement that was proposed, and where it stands."""

    statement: int
    state: str


class OpinionsErased(TypedDict):
    """All that somebody answered was taken back."""

    erased: bool
