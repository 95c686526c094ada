"""Take champions, what they learnt and hand-overs in with a programme's bundle."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.utils import translation
from django.utils.dateparse import parse_datetime

from minga.ground.errors import BadInput
from minga.ground.fields import NO_DATE, read, read_text
from minga.people.models import Organisation, Person
from minga.programme.champions.actions import FROM, NAME, TO, WHAT, read_hours, read_roles
from minga.programme.models import Component, Node, Programme
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.phrases import TWO_TEAMS, UNNAMED_CHAMPION, YEARS_NEEDED
from minga.programme.vision.actions.roadmap import YEAR, YEARS_MOST

Row = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Around:
    """What rows of a bundle may point to, by the names they have in it."""

    programme: Programme
    nodes: Mapping[str, Node]
    bodies: Mapping[str, Organisation]
    components: Mapping[str, Component]
    at: datetime
    by: Person | None


def take_horizon(programme: Programme, head: Row, refused: list[str]) -> None:
    """The milestone years, when they are such."""
    years = head.get("horizon") or []
    try:
        if not isinstance(years, list) or len(years) > YEARS_MOST:
            raise BadInput.single("horizon", YEARS_NEEDED)
        programme.horizon = sorted({int(read((YEAR,), {"years": one})["years"]) for one in years})
    except BadInput as trouble:
        refused.append(f"horizon: {trouble}")
    programme.save(update_fields=["horizon"])


def take_champions(rows: Sequence[Row], around: Around, refused: list[str]) -> None:
    """Champions and their learnings. A row that is no good is refused, its learnings with it."""
    for raw, champion in _made("champion", rows, _champion, around, refused):
        champion.save()
        told = raw.get("learnings")
        learnings = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        for _, learning in _made("learning", learnings, _learning, around, refused):
            learning.champion = champion
            learning.save()


def take_hand_overs(rows: Sequence[Row], around: Around, refused: list[str]) -> None:
    """What one team handed to another, and whether that one accepted."""
    for _, hand_over in _made("hand-over", rows, _hand_over, around, refused):
        hand_over.save()


def _made(
    what: str,
    rows: Sequence[Row],
    make: Callable[[Row, Around], Made],
    around: Around,
    refused: list[str],
) -> list[tuple[Row, Made]]:
    made = []
    for number, raw in enumerate(rows, start=1):
        try:
            made.append((raw, make(raw, around)))
        except BadInput as trouble:
            refused.append(f"{what} {number}: {trouble}")
    return made


def _champion(raw: Row, around: Around) -> Champion:
    name, roles = raw.get("name"), raw.get("roles")
    if not name:
        with translation.override(around.programme.language):
            name = str(UNNAMED_CHAMPION)
    return Champion(
        programme=around.programme,
        name=read_text(NAME, name),
        organisation=around.bodies.get(str(raw.get("organisation"))),
        roles=read_roles([str(one) for one in roles] if isinstance(roles, list) else []),
        since=_day(raw, "since"),
        public=raw.get("public") is True and bool(raw.get("name")),
        simulated=raw.get("simulated") is True,
        made_at=around.at,
        by=around.by,
    )


def _learning(raw: Row, around: Around) -> Learning:
    return Learning(
        what=read_text(WHAT, raw.get("what")),
        node=around.nodes.get(str(raw.get("node"))),
        component=around.components.get(str(raw.get("component"))),
        hours=read_hours("" if raw.get("hours") is None else str(raw["hours"])),
        done_on=_day(raw, "done_on"),
        made_at=around.at,
        by=around.by,
    )


def _hand_over(raw: Row, around: Around) -> HandOver:
    values = read(
        (WHAT, FROM, TO), {name: raw.get(name) for name in ("what", "from_team", "to_team")}
    )
    if values["from_team"].casefold() == values["to_team"].casefold():
        raise BadInput.single("to_team", TWO_TEAMS)
    return HandOver(
        programme=around.programme,
        node=around.nodes.get(str(raw.get("node"))),
        component=around.components.get(str(raw.get("component"))),
        handed_at=_moment(raw, "handed_at"),
        accepted_at=_moment(raw, "accepted_at") if raw.get("accepted_at") else None,
        by=around.by,
        **values,
    )


def _day(raw: Row, name: str) -> date:
    try:
        return date.fromisoformat(str(raw.get(name)))
    except ValueError:
        raise BadInput.single(name, NO_DATE) from None


def _moment(raw: Row, name: str) -> datetime:
    try:
        found = parse_datetime(str(raw.get(name)))
    except ValueError:
        found = None
    if found is None:
        raise BadInput.single(name, NO_DATE)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
