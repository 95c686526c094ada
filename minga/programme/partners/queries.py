"""The stakeholder map: who has which stake, what was promised, and how much of it was kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from minga.ground.fields import Field
from minga.people.models import Helix, Organisation
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme, Step
from minga.programme.models.partners import Stake, StakeStep
from minga.programme.partners.rules import PARTNERS, STEPS, BuyIn, Kept, is_overdue, kept_of
from minga.programme.partners.sheet import PROMISE_FIELDS, STAKE_FIELDS
from minga.territory.models import City


@dataclass(frozen=True)
class Promise:
    """A commitment, whether its day has passed, and the city in which it was made, if not here."""

    node: Node
    overdue: bool
    city: str = ""


@dataclass
class Partner:
    """An organisation on the map: the stake that counts in this view, and all it promised."""

    organisation: Organisation
    stakes: list[Stake] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)
    number: int = 0

    @property
    def interest(self) -> int | None:
        """The strongest of its stakes in this view."""
        return max((stake.interest for stake in self.stakes if stake.interest), default=None)

    @property
    def influence(self) -> int | None:
        """The strongest of its stakes in this view."""
        return max((stake.influence for stake in self.stakes if stake.influence), default=None)

    @property
    def buy_in(self) -> BuyIn:
        """As far along as it is anywhere in this view."""
        return STEPS[max((STEPS.index(BuyIn(stake.buy_in)) for stake in self.stakes), default=0)]

    @property
    def roles(self) -> list[str]:
        """What it does, each once."""
        return list(dict.fromkeys(stake.role for stake in self.stakes if stake.role))


@dataclass(frozen=True)
class Column:
    """One of the four helices with its partners, in the order of their names."""

    helix: str
    name: str
    partners: list[Partner]
    kept: Kept


@dataclass(frozen=True)
class PartnerMap:
    """The whole map, and the kept rate of all commitments."""

    columns: list[Column]
    kept: Kept

    @property
    def partners(self) -> list[Partner]:
        """All of them, as numbered."""
        return [partner for column in self.columns for partner in column.partners]


def map_of(
    programme: Programme, *, today: date, everything: bool, component: str = ""
) -> PartnerMap:
    """Everybody with a stake or a commitment; in public, only who agreed or promised something."""
    stakes = Stake.objects.filter(programme=programme).select_related("organisation", "component")
    if component:
        stakes = stakes.filter(component__code=component)
    partners: dict[int, Partner] = {}
    for stake in stakes.order_by("component__number", "pk"):
        if everything or stake.buy_in in PARTNERS:
            _at(partners, stake.organisation).stakes.append(stake)
    promises = promises_of(programme, today=today, everything=everything)
    for promise in promises:
        organisation = promise.node.organisation
        if organisation is not None and (organisation.pk in partners or not component):
            _at(partners, organisation).promises.append(promise)
    for partner in partners.values():
        partner.kept = kept_among(partner.promises, today)
    columns = [_column(code, str(name), partners.values(), today) for code, name in Helix.choices]
    for number, partner in enumerate(
        (member for column in columns for member in column.partners), start=1
    ):
        partner.number = number
    shown = [promise for partner in partners.values() for promise in partner.promises]
    return PartnerMap(columns, kept_among(shown if component else promises, today))


def _at(partners: dict[int, Partner], organisation: Organisation) -> Partner:
    return partners.setdefault(organisation.pk, Partner(organisation))


def _column(helix: str, name: str, partners: Iterable[Partner], today: date) -> Column:
    own = [partner for partner in partners if partner.organisation.helix == helix]
    own.sort(key=lambda partner: partner.organisation.name.casefold())
    return Column(
        helix, name, own, kept_among([promise for row in own for promise in row.promises], today)
    )


def promises_of(programme: Programme, *, today: date, everything: bool) -> list[Promise]:
    """The programme's commitments: overdue first, then by their day."""
    rows = Node.objects.current().filter(programme=programme, kind="commitment")
    if not everything:
        rows = rows.filter(public=True)
    elsewhere = _made_elsewhere(programme)
    city = str(programme.lineage.get("city") or programme.lineage.get("slug") or "–")
    promises = [
        Promise(node, False, city)
        if node.pk in elsewhere
        else Promise(node, is_overdue(node.state, node.due_on, today))
        for node in rows.select_related("organisation").order_by("pk")
    ]
    return sorted(
        promises, key=lambda promise: (not promise.overdue, promise.node.due_on or date.max)
    )


def _made_elsewhere(programme: Programme) -> set[int]:
    """Commitments that came with the programme of another city and that nobody renewed here."""
    if not programme.lineage:
        return set()
    here = Step.objects.filter(
        node=OuterRef("pk"), at__gt=programme.made_at, verb__in=KINDS["commitment"].moves
    )
    rows = programme.nodes.filter(kind="commitment").exclude(lineage="")
    return set(rows.exclude(Exists(here)).values_list("pk", flat=True))


def kept_among(promises: Iterable[Promise], today: date) -> Kept:
    """How many of these were kept; those of another city are that city's, and count in no rate."""
    own = (promise.node for promise in promises if not promise.city)
    return kept_of(((node.state, node.due_on) for node in own), today)


def stake_named(city: City, pk: int) -> Stake | None:
    """One stake of the city's programmes."""
    rows = Stake.objects.select_related("programme__city", "organisation", "component")
    return rows.filter(pk=pk, programme__city=city).first()


def stake_rows(programme: Programme) -> Iterator[list[Any]]:
    """The rows of the partners' spreadsheet, in the order of its columns."""
    stakes = Stake.objects.filter(programme=programme).select_related("organisation", "component")
    last: dict[int, StakeStep] = {}
    for step in StakeStep.objects.filter(stake__programme=programme).order_by("pk"):
        last[step.stake_id] = step
    for stake in stakes.order_by("organisation__helix", "organisation__name", "component__number"):
        latest = last.get(stake.pk)
        values = {
            "code": stake.organisation.code,
            "name": stake.organisation.name,
            "helix": stake.organisation.helix,
            "component": stake.component.code if stake.component else "",
            "role": stake.role,
            "interest": stake.interest,
            "influence": stake.influence,
            "buy_in": stake.buy_in,
            "since": latest.on.isoformat() if latest else "",
            "reason": latest.reason if latest else "",
        }
        yield _line(STAKE_FIELDS, values)


def promise_rows(programme: Programme) -> Iterator[list[Any]]:
    """The rows of the commitments' spreadsheet, in the order of its columns."""
    rows = Node.objects.current().filter(programme=programme, kind="commitment")
    for node in rows.select_related("organisation").order_by("pk"):
        organisation = node.organisation
        values = node.fields | {
            "id": node.public_id,
            "code": organisation.code if organisation else "",
            "name": organisation.name if organisation else "",
            "title": node.title,
            "due": node.due_on.isoformat() if node.due_on else "",
            "state": node.state,
        }
        yield _line(PROMISE_FIELDS, values)


def _line(columns: tuple[Field, ...], values: dict[str, Any]) -> list[Any]:
    """A row; choices in the reader's words."""
    return [
        str(column.choice_name(values[column.code]))
        if column.kind == "choice" and values.get(column.code)
        else values.get(column.code, "")
        for column in columns
    ]


def history_of(programme: Programme) -> dict[int, list[StakeStep]]:
    """Stake id → its history, newest first."""
    steps: dict[int, list[StakeStep]] = defaultdict(list)
    for step in StakeStep.objects.filter(stake__programme=programme).order_by("-on", "-pk"):
        steps[step.stake_id].append(step)
    return steps
