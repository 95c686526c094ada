"""The register of champions, what they learn by doing, and hand-overs between teams."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from minga.ground.conflicts import refuse_unless_seen
from minga.ground.errors import BadInput
from minga.ground.fields import Field, read, read_text
from minga.ground.work import action, record
from minga.people.models import Organisation, Person
from minga.programme.core.actions._writing import refuse_unless_lead
from minga.programme.events import (
    ChampionNamed,
    ChampionRemoved,
    LeadAccepted,
    LeadHandedOver,
    LearningLogged,
)
from minga.programme.models import Component, Node, Programme
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.phrases import (
    ACCEPTED_ALREADY,
    NO_HOURS,
    OTHER_PROGRAMME,
    ROLE_NEEDED,
    TWO_TEAMS,
)
from minga.programme.rules import ChampionRole

NAME = Field(code="name", label="", required=True, most=120)
WHAT = Field(code="what", label="", required=True, most=400)
FROM = Field(code="from_team", label="", required=True, most=120)
TO = Field(code="to_team", label="", required=True, most=120)
MAX_HOURS = 1000


@action
def name_champion(
    *,
    programme: Programme,
    name: str,
    roles: Sequence[str],
    since: date,
    at: datetime,
    by: Person | None,
    person: Person | None = None,
    organisation: Organisation | None = None,
    public: bool = False,
    simulated: bool = False,
) -> Champion:
    """Enter somebody who carries the programme on; `public` when they agreed to be named.

    Raises Refused, and BadInput for a name or role that is missing or unknown.
    """
    refuse_unless_lead(programme, by)
    champion = Champion.objects.create(
        programme=programme,
        name=read_text(NAME, name),
        person=person,
        organisation=organisation,
        roles=read_roles(roles),
        since=since,
        public=public,
        simulated=simulated,
        made_at=at,
        by=by,
    )
    _tell_named(champion, at=at, by=by)
    return champion


@action
def change_champion(
    *,
    champion: Champion,
    roles: Sequence[str],
    public: bool,
    at: datetime,
    by: Person | None,
    seen: str | None = None,
) -> Champion:
    """Change the roles, or whether everybody may read the name.

    Raises as `name_champion`, and Changed when it is not what whoever read the mark `seen` saw.
    """
    rows = Champion.objects.select_for_update(of=("self",)).select_related("programme__city")
    row = rows.get(pk=champion.pk)
    refuse_unless_lead(row.programme, by)
    refuse_unless_seen(seen, lambda: row.mark)
    row.roles, row.public = read_roles(roles), public
    row.save(update_fields=["roles", "public"])
    _tell_named(row, at=at, by=by)
    return row


@action
def remove_champion(*, champion: Champion, at: datetime, by: Person | None) -> None:
    """Take somebody off the register for good, with everything learnt: they asked for it."""
    refuse_unless_lead(champion.programme, by)
    removed = ChampionRemoved(**_place(champion.programme), champion_id=champion.pk)
    champion.delete()
    record(removed, at=at, by=by)


@action
def log_learning(
    *,
    champion: Champion,
    what: str,
    done_on: date,
    at: datetime,
    by: Person | None,
    node: Node | None = None,
    component: Component | None = None,
    hours: str = "",
) -> Learning:
    """Write down what a champion learnt by doing it, and on what. Raises BadInput and Refused.

    Without a component it is the one of the phase in which the node was made.
    """
    programme = champion.programme
    refuse_unless_lead(programme, by)
    where = _component(programme, node, component)
    learning = Learning.objects.create(
        champion=champion,
        what=read_text(WHAT, what),
        node=node,
        component=where,
        hours=read_hours(hours),
        done_on=done_on,
        made_at=at,
        by=by,
    )
    code = where.code if where else ""
    fact = LearningLogged(**_place(programme), champion_id=champion.pk, component=code)
    record(fact, at=at, by=by)
    return learning


@action
def hand_over(
    *,
    programme: Programme,
    what: str,
    from_team: str,
    to_team: str,
    at: datetime,
    by: Person | None,
    node: Node | None = None,
    component: Component | None = None,
) -> HandOver:
    """Offer another team to lead something; it leads once it accepts. Raises BadInput, Refused."""
    refuse_unless_lead(programme, by)
    texts = {"what": what, "from_team": from_team, "to_team": to_team}
    values = read((WHAT, FROM, TO), texts)
    if values["from_team"].casefold() == values["to_team"].casefold():
        raise BadInput.single("to_team", TWO_TEAMS)
    made = HandOver.objects.create(
        programme=programme,
        node=node,
        component=_component(programme, node, component),
        handed_at=at,
        by=by,
        **values,
    )
    record(LeadHandedOver(**_place(programme), hand_over_id=made.pk), at=at, by=by)
    return made


@action
def accept_hand_over(*, hand_over: HandOver, at: datetime, by: Person | None) -> HandOver:
    """The other team leads from now on. Raises BadInput when it did already, Refused."""
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("programme__city")
    row = rows.get(pk=hand_over.pk)
    refuse_unless_lead(row.programme, by)
    if row.accepted_at is not None:
        raise BadInput.single("hand_over", ACCEPTED_ALREADY, status=409)
    row.accepted_at, row.accepted_by = at, by
    row.save(update_fields=["accepted_at", "accepted_by"])
    record(LeadAccepted(**_place(row.programme), hand_over_id=row.pk), at=at, by=by)
    return row


def read_roles(given: Sequence[str]) -> list[str]:
    """Known roles in their own order, at least one. Raises BadInput."""
    roles = [role.value for role in ChampionRole if role.value in given]
    if not roles or len(roles) != len(set(given)):
        raise BadInput.single("roles", ROLE_NEEDED)
    return roles


def read_hours(written: str) -> Decimal | None:
    """Hours as somebody wrote them, "" for none said. Raises BadInput."""
    text = str(written).strip().replace(",", ".")
    if not text:
        return None
    try:
        hours = Decimal(text)
    except InvalidOperation:
        raise BadInput.single("hours", NO_HOURS) from None
    if not hours.is_finite() or not 0 <= hours <= MAX_HOURS:
        raise BadInput.single("hours", NO_HOURS)
    return hours.quantize(Decimal("0.01"))


def _component(
    programme: Programme, node: Node | None, component: Component | None
) -> Component | None:
    if node is not None and node.programme_id != programme.pk:
        raise BadInput.single("node", OTHER_PROGRAMME)
    if component is not None and component.programme_id != programme.pk:
        raise BadInput.single("component", OTHER_PROGRAMME)
    made_in = node.phase.component if node is not None and node.phase else None
    return component or made_in


def _place(programme: Programme) -> dict[str, Any]:
    city = programme.city
    return {"city_id": city.pk, "city": city.slug, "programme": programme.slug}


def _tell_named(champion: Champion, *, at: datetime, by: Person | None) -> None:
    roles = " ".join(champion.roles)
    fact = ChampionNamed(**_place(champion.programme), champion_id=champion.pk, roles=roles)
    record(fact, at=at, by=by)
