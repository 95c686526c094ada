"""Take a spreadsheet of partners and commitments in: all of it, or nothing and why."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from minga.ground.folding import fold
from minga.ground.work import action
from minga.people.actions import found_organisation
from minga.people.models import Organisation, Person
from minga.programme.core.actions._writing import refuse_unless_lead
from minga.programme.models import Component, Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions._known_organisations import KnownOrganisations, Values
from minga.programme.partners.actions.promises_import import Promises
from minga.programme.partners.actions.stakes import move_buy_in, place_stake
from minga.programme.partners.rules import BuyIn, needs_reason
from minga.programme.partners.sheet import SAME_AS, UNLIKE, Notice, Read
from minga.programme.phrases import (
    BUY_IN_REASON,
    CODE_TAKEN,
    FROM_SHEET,
    HELIX_KEPT,
    HELIX_NEEDED,
    OF_THIS_PROGRAMME,
)


@dataclass
class Outcome:
    """What became of a file: counts of rows, and notices. With a fault nothing was stored."""

    new: int = 0
    changed: int = 0
    same: int = 0
    notices: list[Notice] = field(default_factory=list)

    @property
    def stored(self) -> bool:
        """False when a fault stopped the whole file."""
        return not any(notice.is_fault for notice in self.notices)

    def as_data(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "stored": self.stored,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "notices": [str(notice) for notice in self.notices],
        }


@action
def take_partners(
    *,
    programme: Programme,
    read: Read,
    at: datetime,
    today: date,
    by: Person | None,
    simulated: bool = False,
) -> Outcome:
    """Store what a file says; twice is once. Nothing is stored when any row has a fault."""
    refuse_unless_lead(programme, by)
    Programme.objects.select_for_update().get(pk=programme.pk)
    outcome = Outcome(notices=list(read.notices))
    organisations = KnownOrganisations()
    stakes = _Stakes(programme, organisations, outcome, simulated=simulated)
    for line, values in read.rows["partners"]:
        stakes.check(line, values)
    promises = Promises(programme, organisations, outcome.notices, coming=set(stakes.coming))
    for line, values in read.rows["commitments"]:
        promises.check(line, values)
    if not outcome.stored:
        return outcome
    stakes.write(at=at, today=today, by=by)
    for outcome_of_row in promises.write(at=at, by=by, simulated=simulated):
        setattr(outcome, outcome_of_row, getattr(outcome, outcome_of_row) + 1)
    return outcome


class _Stakes:
    """The rows of partners, checked first and written only when the whole file is good."""

    def __init__(
        self,
        programme: Programme,
        organisations: KnownOrganisations,
        outcome: Outcome,
        *,
        simulated: bool,
    ) -> None:
        self.programme, self.organisations, self.outcome = programme, organisations, outcome
        self.simulated = simulated
        self.components = {row.code: row for row in programme.components.all()}
        rows = Stake.objects.filter(programme=programme).select_related("organisation")
        self.standing = {(row.organisation_id, row.component_id): row for row in rows}
        self.lines: dict[tuple[str, str], tuple[int, Values]] = {}
        self.coming: dict[str, int] = {}

    def _tell(self, line: int, message: Any, *, is_fault: bool = True) -> None:
        self.outcome.notices.append(Notice("partners", line, message, is_fault))

    def check(self, line: int, values: Values) -> None:
        """Look at a row against what there is and against the rows before it."""
        organisation = self.organisations.find(values)
        component = self._component(line, values)
        if organisation is None and not values.get("helix"):
            self._tell(line, HELIX_NEEDED)
        if organisation is not None and fold(organisation.name) != fold(values["name"]):
            self._tell(line, str(CODE_TAKEN).format(name=organisation.name))
        elif (
            organisation is not None
            and values.get("helix", organisation.helix) != organisation.helix
        ):
            self._tell(line, str(HELIX_KEPT).format(name=organisation.name), is_fault=False)
        key = (fold(values["name"]), values.get("component", ""))
        earlier = self.lines.get(key)
        if earlier is not None:
            same = earlier[1] == values
            message = str(SAME_AS if same else UNLIKE).format(line=earlier[0])
            self._tell(line, message, is_fault=not same)
            return
        self.lines[key] = (line, values)
        self.coming[fold(values["name"])] = line
        row = (
            self.standing.get((organisation.pk, component.pk if component else None))
            if organisation
            else None
        )
        after = values.get("buy_in", row.buy_in if row else BuyIn.NOT_MET.value)
        if row and needs_reason(row.buy_in, after) and not values.get("reason"):
            self._tell(line, BUY_IN_REASON)

    def _component(self, line: int, values: Values) -> Component | None:
        code = values.get("component", "")
        by_title = {fold(row.title): row for row in self.components.values()}
        component = self.components.get(code) or by_title.get(fold(code))
        if code and component is None:
            self._tell(line, OF_THIS_PROGRAMME)
        if component is not None:
            values["component"] = component.code
        return component

    def write(self, *, at: datetime, today: date, by: Person | None) -> None:
        """Store the rows."""
        for _line, values in self.lines.values():
            organisation = self.organisations.find(values)
            if organisation is None:
                organisation = found_organisation(
                    code=self.organisations.free_code(values),
                    name=values["name"],
                    helix=values["helix"],
                    simulated=self.simulated,
                )
                self.organisations.add(organisation)
            component = self.components.get(values.get("component", ""))
            row = self.standing.get((organisation.pk, component.pk if component else None))
            self._write_one(row, organisation, component, values, at=at, today=today, by=by)

    def _write_one(
        self,
        row: Stake | None,
        organisation: Organisation,
        component: Component | None,
        values: Values,
        *,
        at: datetime,
        today: date,
        by: Person | None,
    ) -> None:
        judged = {
            "role": values.get("role", ""),
            "interest": values.get("interest"),
            "influence": values.get("influence"),
        }
        before = row.buy_in if row else BuyIn.NOT_MET.value
        after = values.get("buy_in", before)
        is_judged = row is None or any(
            getattr(row, name) != value for name, value in judged.items()
        )
        if is_judged:
            stake = place_stake(
                programme=self.programme,
                organisation=organisation,
                component=component,
                simulated=self.simulated,
                at=at,
                by=by,
                **judged,
            )
        else:
            stake = self.standing[organisation.pk, component.pk if component else None]
        has_moved = after != before or (row is None and "since" in values)
        if has_moved:
            on = date.fromisoformat(values["since"]) if "since" in values else today
            why = values.get("reason") or str(FROM_SHEET)
            move_buy_in(stake=stake, buy_in=after, on=on, at=at, by=by, reason=why)
        if row is None:
            self.outcome.new += 1
        elif is_judged or has_moved:
            self.outcome.changed += 1
        else:
            self.outcome.same += 1
