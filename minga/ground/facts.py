"""Facts: what happened, in the past tense, as frozen dataclasses without personal text.

A fact is the only thing that crosses a room's wall. Its docstring is its public documentation;
its name on the wire is declared (`@fact("report.filed")`) and outlives the name of its class. It
holds ids, codes, times and the place of a hazard: whatever readers in other rooms need to act
without asking back.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The base of every fact. `city` is the slug the fact belongs to, `subject` its public id."""

    city_id: int
    city: str

    NAME: ClassVar[str] = ""
    """The name on the wire and in the event table, given by `@fact`."""
    SUBJECT: ClassVar[str] = ""
    """The field whose value is the public id of the thing the fact is about."""
    STREAMED: ClassVar[tuple[str, ...]] = ()
    """The codes that the live stream carries; nothing else leaves. None: it is not streamed."""
    OFFICIAL: ClassVar[bool] = False
    """True: only signed-in officials hear of it."""
    UNHEARD: ClassVar[bool] = False
    """True: what is official of it is told by no stream: the officials' stream is the control
    room's, and who may see this is asked of its own room."""
    APART: ClassVar[bool] = False
    """True: heard only by who listens to its subject, not by the whole city."""

    def subject(self) -> str:
        """The public id of the thing this fact is about."""
        return str(getattr(self, self.SUBJECT)) if self.SUBJECT else ""

    def official(self) -> bool:
        """True when only signed-in officials hear of this fact."""
        return self.OFFICIAL

    def as_data(self) -> dict[str, Any]:
        """The fact as plain JSON values, without the city (which has columns of its own)."""
        # Facts hold plain values only, so nothing below them needs a copy.
        return {name: value for name, value in vars(self).items() if name != "city_id"}


F = TypeVar("F", bound=Fact)

REGISTRY: dict[str, type[Fact]] = {}
"""Every name that a stored fact may have, today's and former ones."""


class NameTaken(ValueError):
    """Two facts, or two reactions, claim the same stored name."""


class FactUnreadable(ValueError):
    """A stored fact lacks what its class requires; says which fields, never a value."""


def fact(name: str, *, formerly: tuple[str, ...] = ()) -> Callable[[type[F]], type[F]]:
    """Class decorator: registers a fact under its wire name so that readers can rebuild it.

    The name is stored with every event, so it never changes with the class. `formerly`: names
    under which older versions recorded the same fact. Raises NameTaken.
    """

    def register(kind: type[F]) -> type[F]:
        kind.NAME = name
        for stored_name in (name, *formerly):
            if stored_name in REGISTRY:
                raise NameTaken(stored_name)
            REGISTRY[stored_name] = kind
        return kind

    return register


def rebuild(name: str, *, city_id: int, data: Any) -> Fact | None:
    """The fact as recorded; None when this version of Minga does not know its name.

    Fields that a newer or older version wrote and this one does not know are left aside.
    Raises FactUnreadable where a required field was not recorded.
    """
    kind = REGISTRY.get(name)
    if kind is None:
        return None
    if not isinstance(data, dict):
        raise FactUnreadable(f"{name} is not an object")
    own = [field for field in fields(kind) if field.name != "city_id"]
    lacking = [field.name for field in own if field.name not in data and _is_required(field)]
    if lacking:
        raise FactUnreadable(f"{name} lacks {', '.join(lacking)}")
    values = {field.name: data[field.name] for field in own if field.name in data}
    return kind(city_id=city_id, **values)


def _is_required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
