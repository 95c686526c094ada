"""The facts of the room territory."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@fact("city.founded")
@dataclass(frozen=True, kw_only=True)
class CityFounded(Fact):
    """A city was entered in this installation."""

    SUBJECT: ClassVar[str] = "city"
    OFFICIAL: ClassVar[bool] = True


@fact("territory.drawn")
@dataclass(frozen=True, kw_only=True)
class TerritoryDrawn(Fact):
    """Areas, roads, bodies, jurisdictions or places of a city were entered or changed."""

    revision: int
    SUBJECT: ClassVar[str] = "city"
    OFFICIAL: ClassVar[bool] = True
