"""Roles as classes an auditor can read: a name, a sentence, and what the role may do."""

from enum import StrEnum
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text


class May(StrEnum):
    """The permissions. A role is a set of them; nothing else grants anything."""

    READ_REPORTS = "read_reports"
    """See text, photo, voice and contact of the reports one answers for."""
    ANSWER_REPORTS = "answer_reports"
    """Acknowledge, start, resolve, dismiss, answer, note, publish and hide them."""
    DISPATCH = "dispatch"
    """See and answer every report of the city, assign and pin them, file for a caller."""
    LEAD = "lead"
    """End the access of the people of one's own organisation."""
    FACILITATE = "facilitate"
    """Open workshops and run them."""
    LEAD_PROGRAMME = "lead_programme"
    """Run the programme: enter and change its records, open its phases."""

    RUN_TRANSIT = "run_transit"
    """Import feeds, draw lines, warn passengers."""
    AUDIT = "audit"
    """Read who did what, and what is not public of the programmes; change nothing at all."""


class Role:
    """One role. Subclasses are the whole list; `code` is what is stored."""

    code: ClassVar[str]
    name: ClassVar[Text]
    description: ClassVar[Text]
    permissions: ClassVar[frozenset[May]]


class Operator(Role):
    """Sits in the control centre, day and night."""

    code = "operator"
    name = _("Control centre operator")
    description = _("Sees every report of the city as it comes in and sends it to who answers.")
    permissions = frozenset({May.READ_REPORTS, May.ANSWER_REPORTS, May.DISPATCH})


class Officer(Role):
    """Works for a body that answers reports."""

    code = "officer"
    name = _("Officer of an answering body")
    description = _("Attends the reports that are assigned to the own body, and answers people.")
    permissions = frozenset({May.READ_REPORTS, May.ANSWER_REPORTS})


class Lead(Role):
    """Answers for the people of a body."""

    code = "lead"
    name = _("Lead of an answering body")
    description = _("An officer who can also end the access of the people of the own body.")
    permissions = frozenset({May.READ_REPORTS, May.ANSWER_REPORTS, May.LEAD})


class Member(Role):
    """Belongs to an organisation; may do no more than any neighbour."""

    code = "member"
    name = _("Member of an organisation")
    description = _("Takes part for an organisation; sees what everybody sees.")
    permissions: ClassVar[frozenset[May]] = frozenset()


class Facilitator(Role):
    """Stands at the projector."""

    code = "facilitator"
    name = _("Workshop facilitator")
    description = _("Opens workshops of the city and runs them.")
    permissions = frozenset({May.FACILITATE})


class ProgrammeLead(Role):
    """Answers for the innovation programme of a city."""

    code = "programme_lead"
    name = _("Programme lead")
    description = _("Runs the innovation programme and its workshops.")
    permissions = frozenset({May.FACILITATE, May.LEAD_PROGRAMME})


class TransitOperator(Role):
    """Answers for the public transport of a city."""

    code = "transit_operator"
    name = _("Public transport operator")
    description = _("Keeps timetables and lines, and warns passengers.")
    permissions = frozenset({May.RUN_TRANSIT})


class Auditor(Role):
    """Looks on for the comptroller, the council or the neighbours."""

    code = "auditor"
    name = _("Auditor")
    description = _("Reads who did what and what is not public; changes nothing at all.")
    permissions = frozenset({May.AUDIT})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Operator,
        Officer,
        Lead,
        Member,
        Facilitator,
        ProgrammeLead,
        TransitOperator,
        Auditor,
    )
}
