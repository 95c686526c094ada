"""Take credits, history and stakes in with a programme's bundle."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read, read_text
from minga.people.actions import found_organisation
from minga.people.models import Helix, Organisation
from minga.programme.core.actions.nodes import REASON, TEXT, TITLE
from minga.programme.kinds import KINDS
from minga.programme.models import Credit, Node, Step
from minga.programme.models.partners import Stake, StakeStep
from minga.programme.partners.actions._known_organisations import KnownOrganisations
from minga.programme.partners.actions.stakes import JUDGED, STATE
from minga.programme.replication.actions._rows import (
    BundleContext,
    Row,
    day_in,
    made_of,
    past_moment_in,
)

TAKEN_IN = "take_in"
"""The verb of a node's history when it came with a bundle; what is before happened elsewhere."""
NAME = Field(code="name", label="", required=True, most=160)
CREDITED = Field(code="name", label="", required=True, most=120)
HELIX = Field(code="helix", label="", kind="choice", required=True,
              choices=tuple((helix, helix) for helix in Helix.values))  # fmt: skip
CODE = Field(code="code", label="", required=True, most=40)


def take_organisations(rows: Sequence[Row], refused: list[str]) -> dict[str, Organisation]:
    """Whoever the bundle names, by the code it has there: as they are known here, or founded."""
    known = KnownOrganisations()
    bodies = dict(known.by_code)
    for number, raw in enumerate(rows, start=1):
        try:
            values = read((CODE, NAME, HELIX), {name: raw.get(name) for name in
                                                ("code", "name", "helix")})  # fmt: skip
        except BadInput as error:
            refused.append(f"organisation {number}: {error}")
            continue
        # The same code may mean somebody else here: a name is what people know them by.
        organisation = known.find(values | {"code": ""})
        if organisation is None:
            organisation = found_organisation(
                code=known.free_code(values),
                name=values["name"],
                helix=values["helix"],
                simulated=raw.get("simulated") is True,
            )
            known.add(organisation)
        bodies[values["code"]] = organisation
    return bodies


def take_credits(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """Who is thanked for what; nobody's account is known here."""
    made = made_of("credit", rows, _credit, context, refused)
    Credit.objects.bulk_create((credit for _, credit in made), batch_size=500)


def take_steps(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """The history of each node, and that it was taken in."""
    made = made_of("step", rows, _step, context, refused)
    steps = [step for _, step in made] + [
        Step(node=node, verb=TAKEN_IN, state=node.state, at=context.at, by=context.by)
        for node in context.nodes.values()
    ]
    Step.objects.bulk_create(steps, batch_size=500)


def take_stakes(rows: Sequence[Row], context: BundleContext, refused: list[str]) -> None:
    """Who takes part where, each once, with how they came along."""
    seen: set[tuple[int, int | None]] = set()
    for raw, stake in made_of("stake", rows, _stake, context, refused):
        key = (stake.organisation_id, stake.component_id)
        if key in seen:
            refused.append(f"stake of {stake.organisation.code}: it is there twice")
            continue
        seen.add(key)
        listed = raw.get("steps")
        rows_of_steps = listed if isinstance(listed, list) else []
        dicts = [row for row in rows_of_steps if isinstance(row, dict)]
        steps = made_of("stake's step", dicts, _stake_step, context, refused)
        stake.save()
        for _, step in steps:
            step.stake = stake
        StakeStep.objects.bulk_create(step for _, step in steps)


def _node(raw: Row, context: BundleContext) -> Node:
    node = context.nodes.get(str(raw.get("node")))
    if node is None:
        raise BadInput.single("node", "it is not in the file")
    return node


def _credit(raw: Row, context: BundleContext) -> Credit:
    helix = str(raw.get("helix") or "")
    role = read_text(Field(code="role", label="", required=True, most=40), raw.get("role"))
    if helix and helix not in Helix.values:
        raise BadInput.single("helix", "it is not known here")
    return Credit(
        node=_node(raw, context),
        name=read_text(CREDITED, raw.get("name")),
        role=role,
        helix=helix,
        organisation=context.bodies.get(str(raw.get("organisation"))),
        public=raw.get("public") is True,
    )


def _step(raw: Row, context: BundleContext) -> Step:
    node = _node(raw, context)
    verb, state = str(raw.get("verb")), str(raw.get("state"))
    kind = KINDS[node.kind]
    if state not in kind.states or not verb.isidentifier() or len(verb) > 20:
        raise BadInput.single("verb", "its verb or state is not known here")
    return Step(
        node=node,
        verb=verb,
        state=state,
        reason=read_text(REASON, raw.get("reason")),
        before=_before(node, raw.get("before")),
        at=past_moment_in(raw, "at", context.at),
    )


def _before(node: Node, raw: Any) -> dict[str, Any]:
    """What an edit replaced, as far as it is such. Raises BadInput."""
    if not isinstance(raw, dict):
        return {}
    before: dict[str, Any] = {}
    if "title" in raw:
        before |= read((TITLE, TEXT), {name: raw.get(name) for name in ("title", "text")})
        before.setdefault("text", "")
    if isinstance(raw.get("fields"), dict):
        before["fields"] = read(_optional(KINDS[node.kind].fields), raw["fields"], strict=True)
    return before


def _optional(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(replace(field, required=False) for field in fields)


def _stake(raw: Row, context: BundleContext) -> Stake:
    organisation = context.bodies.get(str(raw.get("organisation")))
    component = context.components.get(str(raw.get("component")))
    if organisation is None or (component is None and raw.get("component") is not None):
        raise BadInput.single("organisation", "it or its component is not known here")
    judged = read(JUDGED, {name: raw.get(name) for name in ("role", "interest", "influence")})
    return Stake(
        programme=context.programme,
        organisation=organisation,
        component=component,
        role=judged.get("role", ""),
        interest=judged.get("interest"),
        influence=judged.get("influence"),
        buy_in=read((STATE,), {"buy_in": raw.get("buy_in")})["buy_in"],
        simulated=raw.get("simulated") is True,
        made_at=context.at,
        changed_at=context.at,
    )


def _stake_step(raw: Row, context: BundleContext) -> StakeStep:
    return StakeStep(
        buy_in=read((STATE,), {"buy_in": raw.get("buy_in")})["buy_in"],
        reason=read_text(REASON, raw.get("reason")),
        on=day_in(raw, "on"),
        at=context.at,
    )
