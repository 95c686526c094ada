"""What a person may do in a city: memberships × the bodies that answer there."""

from dataclasses import dataclass

from minga.people.models import Person
from minga.people.roles import ROLES, May
from minga.territory.models import Body


@dataclass(frozen=True)
class Authority:
    """A person's reach in one city. `answers`: ids of the bodies whose reports one attends.

    `facilitates` opens and runs workshops, `leads_programme` the programme, `runs_transit` keeps
    the city's public transport, for a body of the city. Who `audits` reads who did what and does
    nothing of all this, whatever other role they have.
    """

    city_id: int
    dispatches: bool = False
    answers: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    facilitates: bool = False
    leads_programme: bool = False
    runs_transit: bool = False
    audits: bool = False

    @property
    def is_official(self) -> bool:
        """True for everybody who belongs in the control room of this city."""
        return self.dispatches or bool(self.answers)

    def reaches(self, city_id: int, body_id: int | None) -> bool:
        """True when reports of this body in this city are the person's to attend."""
        return self.city_id == city_id and (self.dispatches or body_id in self.answers)


def organisation_acting(person: Person | None, *, city_id: int, body_id: int) -> int | None:
    """The id of the organisation for which this person acts on what the body answers for.

    The body's own where the person attends its reports, else the control centre; None for others.
    """
    if person is None or not person.is_active:
        return None
    rows = Body.objects.filter(city_id=city_id, organisation__memberships__person=person)
    acting: int | None = None
    for body, centre, organisation, role in rows.values_list(
        "pk", "is_centre", "organisation_id", "organisation__memberships__role"
    ):
        may = ROLES[role].permissions
        if body == body_id and May.ANSWER_REPORTS in may:
            return organisation
        if centre and May.DISPATCH in may:
            acting = organisation
    return acting


def authority_of(person: Person | None, city_id: int) -> Authority:
    """One query; an inactive person or nobody has no reach."""
    if person is None or not person.is_active:
        return Authority(city_id)
    rows = Body.objects.filter(
        city_id=city_id, organisation__memberships__person=person
    ).values_list("pk", "is_centre", "organisation__memberships__role")
    grants = [(body, centre, ROLES[role].permissions) for body, centre, role in rows]
    if any(May.AUDIT in may for _, _, may in grants):
        return Authority(city_id, audits=True)
    return Authority(
        city_id,
        dispatches=any(centre and May.DISPATCH in may for _, centre, may in grants),
        answers=frozenset(body for body, _, may in grants if May.ANSWER_REPORTS in may),
        leads=frozenset(body for body, _, may in grants if May.LEAD in may),
        facilitates=any(May.FACILITATE in may for _, _, may in grants),
        leads_programme=any(May.LEAD_PROGRAMME in may for _, _, may in grants),
        runs_transit=any(May.RUN_TRANSIT in may for _, _, may in grants),
    )
