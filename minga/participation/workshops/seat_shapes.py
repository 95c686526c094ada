"""What the API of a workshop's seats takes and answers."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from minga.ground.forms import Incoming
from minga.participation.workshops.rules import MAX_SEATS
from minga.participation.workshops.shapes import MAX_ID

SeatOfCrowd = Annotated[int, Field(ge=1, le=MAX_ID)]


class WhoIn(Incoming):
    """What somebody who joins may tell; all of it is optional."""

    name: str | None = None
    helix: str | None = None
    organisation: str | None = None


class JoinIn(WhoIn):
    """Who joins, with the code of their own where the facilitator handed codes out."""

    code: Annotated[str, Field(max_length=40)] = ""


class SeatIn(WhoIn):
    """A correction; what is absent stays, "" empties."""

    here: bool | None = None


class CrowdIn(Incoming):
    """Numbers of seats."""

    seats: Annotated[list[SeatOfCrowd], Field(min_length=1, max_length=MAX_SEATS)]


class WeighIn(CrowdIn):
    """Whether the dots and stances of these seats count."""

    counts: bool


class SeatOut(TypedDict):
    """A seat with who sits there: for the facilitator only."""

    seat: int
    name: str
    helix: str
    organisation: str
    arrived_by: str
    here: bool
    joined_at: str
    counts: bool


class BurstOut(TypedDict):
    """Seats that joined from one `device` or one `address` (`same`) within a short time."""

    same: str
    seats: list[int]
    within_s: float


class SeatsOut(TypedDict):
    """Everybody who takes part, with names, and joins that may be one client's."""

    seats: list[SeatOut]
    suspicious: list[BurstOut]
