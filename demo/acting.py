"""How the invented people act: which official takes a report, and what each verb needs."""

from collections.abc import Mapping
from datetime import datetime

from demo.bodies import CENTRE, CREW_FOR
from demo.cast import PEOPLE
from minga.people.models import Person
from minga.reports import actions
from minga.reports.models import Report
from minga.territory.models import Crew

OFFICIALS = {
    person.organisation: person.key for person in PEOPLE if person.role in {"officer", "lead"}
}


def official_for(report: Report, people: Mapping[str, Person]) -> Person:
    """Somebody of the body that has the report now, or the operator of the centre."""
    code = report.body.code
    return people["tito" if code == CENTRE else OFFICIALS.get(code, "tito")]


def crew_of(report: Report) -> str:
    """The crew the body usually sends for this, or its first one."""
    crews = list(
        Crew.objects.filter(body=report.body).order_by("pk").values_list("code", flat=True)
    )
    usual = CREW_FOR.get(report.category.code, "")
    return usual if usual in crews else next(iter(crews), "")


def act(
    verb: str, report: Report, text: str, *, people: Mapping[str, Person], at: datetime
) -> Report:
    """One step of somebody. Raises what the action raises (MoveNotPossible, Refused)."""
    by = official_for(report, people)
    if verb == "again":
        return actions.say_not_fixed(report=report, text="Sigue igual que antes.", at=at)
    if verb == "assign":
        body, crew = report.body.code, crew_of(report)
        return actions.assign(report=report, body=body, crew=crew, at=at, by=by)
    if verb == "answer":
        return actions.answer(report=report, text=text, at=at, by=by)
    if verb == "resolve":
        return actions.resolve(report=report, text=text, at=at, by=by)
    if verb == "dismiss":
        return actions.dismiss(report=report, reason=text, at=at, by=by)
    return {"acknowledge": actions.acknowledge, "start": actions.start}[verb](
        report=report, at=at, by=by
    )
