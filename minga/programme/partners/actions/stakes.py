"""Write the stakeholder map: who has which stake, and how far each has come along."""

from datetime import date, datetime
from typing import Any

from minga.ground.conflicts import refuse_unless_seen
from minga.ground.errors import BadInput
from minga.ground.fields import NEEDED, Field, read
from minga.ground.work import action, record
from minga.people.models import Organisation, Person
from minga.programme.core.actions._writing import refuse_unless_lead
from minga.programme.events import StakeChanged
from minga.programme.models import Component, Programme
from minga.programme.models.partners import Stake, StakeStep
from minga.programme.partners.rules import BuyIn, needs_reason
from minga.programme.phrases import BUY_IN_REASON, OF_THIS_PROGRAMME

JUDGED = (
    Field(code="role", label="", most=200),
    Field(code="interest", label="", kind="whole", least=1, most=5),
    Field(code="influence", label="", kind="whole", least=1, most=5),
)
REASON = Field(code="reason", label="", kind="text", most=2000)
STATE = Field(
    code="buy_in", label="", kind="choice", required=True, choices=tuple((b, b) for b in BuyIn)
)


@action
def place_stake(
    *,
    programme: Programme,
    organisation: Organisation,
    at: datetime,
    by: Person | None,
    component: Component | None = None,
    role: str = "",
    interest: Any = None,
    influence: Any = None,
    simulated: bool = False,
    seen: str | None = None,
) -> Stake:
    """Enter or judge anew what an organisation has to do with a programme or a component.

    Raises Refused, BadInput, and Changed when what was entered of it before is not what whoever
    read the mark `seen` saw ("": nothing).
    """
    refuse_unless_lead(programme, by)
    if component is not None and component.programme_id != programme.pk:
        raise BadInput.single("component", OF_THIS_PROGRAMME)
    if seen is not None:
        rows = Stake.objects.select_for_update(of=("self",))
        there = rows.filter(programme=programme, organisation=organisation, component=component)
        refuse_unless_seen(seen, lambda: "".join(stake.mark for stake in there))
    judged = read(JUDGED, {"role": role, "interest": interest, "influence": influence})
    values = {
        "role": judged.get("role", ""),
        "interest": judged.get("interest"),
        "influence": judged.get("influence"),
        "changed_at": at,
    }
    stake, _ = Stake.objects.update_or_create(
        programme=programme,
        organisation=organisation,
        component=component,
        defaults=values,
        create_defaults=values | {"made_at": at, "simulated": simulated},
    )
    _tell(stake, at=at, by=by)
    return stake


@action
def move_buy_in(
    *,
    stake: Stake,
    buy_in: str,
    on: date,
    at: datetime,
    by: Person | None,
    reason: str = "",
    seen: str | None = None,
) -> Stake:
    """Say since which day an organisation stands so. Raises Refused; BadInput without a reason;
    Changed when it is not what whoever read the mark `seen` saw.

    The way forward, step by step, needs none; going back or leaving a step out does.
    """
    row = Stake.objects.select_for_update(of=("self",)).get(pk=stake.pk)
    refuse_unless_lead(row.programme, by)
    refuse_unless_seen(seen, lambda: row.mark)
    values = read((STATE, REASON), {"buy_in": buy_in, "reason": reason})
    why = values.get("reason", "")
    if needs_reason(row.buy_in, values["buy_in"]) and not why:
        raise BadInput.single("reason", BUY_IN_REASON)
    if row.buy_in == values["buy_in"] and not why:
        raise BadInput.single("reason", NEEDED)
    row.buy_in, row.changed_at = values["buy_in"], at
    row.save(update_fields=["buy_in", "changed_at"])
    StakeStep.objects.create(stake=row, buy_in=row.buy_in, reason=why, on=on, at=at, by=by)
    _tell(row, at=at, by=by)
    return row


def _tell(stake: Stake, *, at: datetime, by: Person | None) -> None:
    programme = stake.programme
    fact = StakeChanged(
        city_id=programme.city_id,
        city=programme.city.slug,
        programme=programme.slug,
        organisation=stake.organisation.code,
        component=stake.component.code if stake.component else "",
        buy_in=stake.buy_in,
    )
    record(fact, at=at, by=by)
