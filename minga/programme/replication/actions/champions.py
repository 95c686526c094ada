"""Take champions, what they learnt and hand-overs in with a programme's bundle."""

from collections.abc import Sequence

from django.utils import translation

from minga.ground.errors import BadInput
from minga.ground.fields import read, read_text
from minga.programme.champions.actions import FROM, NAME, TO, WHAT, read_hours, read_roles
from minga.programme.models import Programme
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.phrases import TWO_TEAMS, UNNAMED_CHAMPION, YEARS_NEEDED
from minga.programme.replication.actions._rows import (
    BundleContext,
    Row,
    day_in,
    made_of,
    moment_in,
)
from minga.programme.vision.actions.roadmap import MAX_YEARS, YEAR


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
    for raw, champion in made_of("champion", rows, _champion, context, refused):
        champion.save()
        listed = raw.get("learnings")
        learnings = (
            [learning_row for learning_row in listed if isinstance(learning_row, dict)]
            if isinstance(listed, list)
            else []
        )
        for _, learning in made_of("learning", learnings, _learning, context, refused):
            learning.champion = champion
            learning.save()


def take_hand_overs(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """What one team handed to another, and whether that one accepted."""
    for _, hand_over in made_of("hand-over", rows, _hand_over, context, refused):
        hand_over.save()


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
        since=day_in(raw, "since"),
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
        done_on=day_in(raw, "done_on"),
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
        handed_at=moment_in(raw, "handed_at"),
        accepted_at=moment_in(raw, "accepted_at") if raw.get("accepted_at") else None,
        by=context.by,
        **values,
    )
