"""Facts: what happened, in the past tense, as frozen dataclasses without personal text.

A fact is the only thing that crosses a room's wall. Its docstring is its public documentation;
its name on the wire is dotted (`ReportFiled` is `report.filed`). It holds ids, codes, times and
the place of a hazard: whatever readers in other rooms need to act without asking back.
"""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The base of every fact. `city` is the slug the fact belongs to, `subject` its public id."""

    city_id: int
    city: str

    SUBJECT: ClassVar[str] = ""
    """The field whose value is the public id of the thing the fact is about."""
    STREAMED: ClassVar[tuple[str, ...]] = ()
    """The codes that the live stream carries; nothing else leaves. None: it is not streamed."""
    OFFICIAL: ClassVar[bool] = False
    """True: only signed-in officials hear of it."""
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


def wire_name(kind: type[Fact]) -> str:
    """`ReportCrewAssigned` → `report.crew_assigned`."""
    words = re.findall(r"[A-Z][a-z0-9]*", kind.__name__)
    return f"{words[0].lower()}.{'_'.join(word.lower() for word in words[1:])}"


def fact(kind: type[F]) -> type[F]:
    """Class decorator: registers a fact under its wire name so that readers can rebuild it."""
    REGISTRY[wire_name(kind)] = kind
    return kind


def rebuild(name: str, *, city_id: int, data: dict[str, Any]) -> Fact | None:
    """The fact as recorded; None when this version of Minga no longer knows its name.

    Fields that a newer or older version wrote and this one does not know are left aside.
    """
    kind = REGISTRY.get(name)
    if kind is None:
        return None
    known = {field.name for field in fields(kind)}
    return kind(city_id=city_id, **{key: value for key, value in data.items() if key in known})
