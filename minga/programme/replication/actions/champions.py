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
from minga.programme.vision.actions.roadmap import MAX_YEARS, YEAR

Row = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class BundleContext:
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
        if not isinstance(years, list) or len(years) > MAX_YEARS:
            raise BadInput.single("horizon", YEARS_NEEDED)
        programme.horizon = sorted({int(read((YEAR,), {"years": year})["years"]) for year in years})
    except BadInput as error:
        refused.append(f"horizon: {error}")
    programme.save(update_fields=["horizon"])


def take_champions(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """Champions and their learnings. A row that is no good is refused, its learnings with it."""
    for raw, champion in _made("champion", rows, _champion, context, refused):
        champion.save()
        listed = raw.get("learnings")
        learnings = (
            [learning_row for learning_row in listed if isinstance(learning_row, dict)]
            if isinstance(listed, list)
            else []
        )
        for _, learning in _made("learning", learnings, _learning, context, refused):
            learning.champion = champion
            learning.save()


def take_hand_overs(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """What one team handed to another, and whether that one accepted."""
    for _, hand_over in _made("hand-over", rows, _hand_over, context, refused):
        hand_over.save()


def _made(
    what: str,
    rows: Sequence[Row],
    make: Callable[[Row, BundleContext], Made],
    context: BundleContext,
    refused: list[str],
) -> list[tuple[Row, Made]]:
    made = []
    for number, raw in enumerate(rows, start=1):
        try:
            made.append((raw, make(raw, context)))
        except BadInput as error:
            refused.append(f"{what} {number}: {error}")
    return made


def _champion(raw: Row, context: BundleContext) -> Champion:
    name, roles = raw.get("name"), raw.get("roles")
    if not name:
        with translation.override(context.programme.language):
            name = str(UNNAMED_CHAMPION)
    return Champion(
        programme=context.programme,
        name=read_text(NAME, name),
        organisation=context.bodies.get(str(raw.get("organisation"))),
        roles=read_roles([str(role) for role in roles] if isinstance(roles, list) else []),
        since=_day(raw, "since"),
        public=raw.get("public") is True and bool(raw.get("name")),
        simulated=raw.get("simulated") is True,
        made_at=context.at,
        by=context.by,
    )


def _learning(raw: Row, context: BundleContext) -> Learning:
    return Learning(
        what=read_text(WHAT, raw.get("what")),
        node=context.nodes.get(str(raw.get("node"))),
        component=context.components.get(str(raw.get("component"))),
        hours=read_hours("" if raw.get("hours") is None else str(raw["hours"])),
        done_on=_day(raw, "done_on"),
        made_at=context.at,
        by=context.by,
    )


def _hand_over(raw: Row, context: BundleContext) -> HandOver:
    values = read(
        (WHAT, FROM, TO), {name: raw.get(name) for name in ("what", "from_team", "to_team")}
    )
    if values["from_team"].casefold() == values["to_team"].casefold():
        raise BadInput.single("to_team", TWO_TEAMS)
    return HandOver(
        programme=context.programme,
        node=context.nodes.get(str(raw.get("node"))),
        component=context.components.get(str(raw.get("component"))),
        handed_at=_moment(raw, "handed_at"),
        accepted_at=_moment(raw, "accepted_at") if raw.get("accepted_at") else None,
        by=context.by,
        **values,
    )


def _day(raw: Row, name: str) -> date:
    try:
        return date.fromisoformat(str(raw.get(name)))
    except ValueError:
        raise BadInput.single(name, NO_DATE) from None


def _moment(raw: Row, name: str) -> datetime:
    try:
        moment = parse_datetime(str(raw.get(name)))
    except ValueError:
        moment = None
    if moment is None:
        raise BadInput.single(name, NO_DATE)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
