"""Set a programme up from a method, open and close its phases, give people their part."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from minga.ground.errors import BadInput
from minga.ground.work import action, record
from minga.people.models import Person
from minga.programme.core.actions._writing import refuse_unless_lead
from minga.programme.core.queries.programmes import unmet
from minga.programme.events import PhaseClosed, PhaseFact, PhaseOpened, ProgrammeBegun
from minga.programme.methods import METHODS
from minga.programme.models import Assignment, Component, Phase, Programme
from minga.programme.phrases import BACKWARDS, BAD_SLUG, NO_SUCH_ROLE, SLUG_TAKEN
from minga.programme.rules import GateShut, next_phase_state
from minga.territory.models import City

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"new"})
"""What the addresses of this room use themselves."""


@action
def begin_programme(
    *,
    city: City,
    slug: str,
    title: str,
    sector: str,
    at: datetime,
    by: Person | None,
    method: str = "open_innovation",
    summary: str = "",
    objectives: Sequence[str] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    budget_line: str = "",
    language: str = "es",
    lineage: dict[str, Any] | None = None,
    simulated: bool = False,
) -> Programme:
    """Make a programme with the components and phases of a method; all gates are shut.

    Raises BadInput when the slug is taken or the dates run backwards.
    """
    if SLUG.fullmatch(slug) is None or slug in RESERVED:
        raise BadInput.single("slug", BAD_SLUG)
    if starts_on and ends_on and ends_on < starts_on:
        raise BadInput.single("ends_on", BACKWARDS)
    if Programme.objects.filter(slug=slug).exists():
        raise BadInput.single("slug", SLUG_TAKEN, status=409)
    programme = Programme(
        city=city,
        slug=slug,
        title=title,
        sector=sector,
        summary=summary,
        objectives=list(objectives),
        method=method,
        language=language,
        starts_on=starts_on,
        ends_on=ends_on,
        budget_line=budget_line,
        lineage=lineage or {},
        simulated=simulated,
        made_at=at,
    )
    refuse_unless_lead(programme, by)
    programme.save()
    _lay_out(programme)
    begun = ProgrammeBegun(
        city_id=city.pk,
        city=city.slug,
        programme=slug,
        method=method,
        sector=sector,
        lineage=programme.lineage.get("slug"),
    )
    record(begun, at=at, by=by)
    return programme


def _lay_out(programme: Programme) -> None:
    for number, part in enumerate(METHODS[programme.method], start=1):
        component = Component.objects.create(
            programme=programme, number=number, code=part.code, title=part.title(programme.language)
        )
        for place, plan in enumerate(part.phases, start=1):
            Phase.objects.create(
                component=component,
                number=place,
                code=plan.code,
                title=plan.title(programme.language),
                purpose=plan.purpose(programme.language),
                needs=[need.as_data() for need in plan.needs],
                makes=list(plan.makes),
                roles=list(plan.roles),
            )


@action
def open_phase(*, phase: Phase, at: datetime, by: Person | None, exception: str = "") -> Phase:
    """Open a phase whose needs are met, or with a reason why it opens without.

    Raises GateShut (what is missing), StepNotPossible, Refused.
    """
    row = _locked(phase)
    refuse_unless_lead(row.component.programme, by)
    row.state = next_phase_state("open", row.state).value
    lacking = unmet(row)
    if lacking and not exception.strip():
        raise GateShut(lacking)
    row.exception = exception.strip() if lacking else ""
    # When it opened first: nodes made before that were made behind the gate.
    row.opened_at, row.closed_at = row.opened_at or at, None
    row.save()
    _tell(PhaseOpened, row, at=at, by=by, excepted=bool(lacking))
    return row


@action
def close_phase(*, phase: Phase, at: datetime, by: Person | None) -> Phase:
    """End a phase. Raises StepNotPossible, Refused."""
    row = _locked(phase)
    refuse_unless_lead(row.component.programme, by)
    row.state = next_phase_state("close", row.state).value
    row.closed_at = at
    row.save()
    _tell(PhaseClosed, row, at=at, by=by)
    return row


@action
def assign(*, phase: Phase, person: Person, role: str, by: Person | None) -> Assignment:
    """Let a person work in a phase with one of its roles. Raises BadInput, Refused."""
    refuse_unless_lead(phase.component.programme, by)
    if role not in phase.roles:
        raise BadInput.single("role", NO_SUCH_ROLE)
    made, _ = Assignment.objects.update_or_create(
        phase=phase, person=person, defaults={"role": role}
    )
    return made


@action
def end_part(*, phase: Phase, person: Person, by: Person | None) -> None:
    """Take a person's part in a phase back."""
    refuse_unless_lead(phase.component.programme, by)
    Assignment.objects.filter(phase=phase, person=person).delete()


def _locked(phase: Phase) -> Phase:
    rows = Phase.objects.select_for_update(of=("self",))
    return rows.select_related("component__programme__city").get(pk=phase.pk)


def _tell(
    kind: type[PhaseFact], phase: Phase, *, at: datetime, by: Person | None, **extra: Any
) -> None:
    programme = phase.component.programme
    fact = kind(
        city_id=programme.city_id,
        city=programme.city.slug,
        programme=programme.slug,
        component=phase.component.code,
        phase=phase.code,
        state=phase.state,
        **extra,
    )
    record(fact, at=at, by=by)
