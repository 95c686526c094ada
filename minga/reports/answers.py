"""Ready sentences for officials who write to a citizen, by the state of the report.

They are offered in the panel and may be changed before they are sent: the official signs, not
the template. A councillor can read this table and propose a better sentence.
"""

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text

ANSWERS: dict[str, tuple[Text, ...]] = {
    "received": (
        _("Thank you for telling us. We have received your report and are looking into it."),
        _("We have your report. Could you add a photo, or say exactly where it is?"),
        _("If somebody is in danger, please call the emergency numbers first."),
    ),
    "acknowledged": (
        _("We have seen your report and are finding out who must come."),
        _("Thank you. Other neighbours have told us about this too; we are following it."),
    ),
    "assigned": (
        _("Your report is with the team in charge. This page will say when they begin."),
        _("A team will visit the place within the next 48 hours."),
    ),
    "started": (
        _("The team is at the place and working. Please take care when passing."),
        _("Work has begun. It may take until the end of the day."),
        _("We need a spare part to finish. When there is news, you will see it on this page."),
    ),
    "resolved": (
        _("It is done: the team repaired it. Thank you for telling us."),
        _("We visited the place and the problem is solved. If not, please tell us here."),
        _("The place is safe again and traffic flows normally."),
    ),
    "dismissed": (
        _("This has been reported before; we are following it in the earlier report."),
        _("We visited the place and did not find the problem."),
        _("The place is private property, so its owner has to see to it."),
        _("We could not find the place. Please report again with an exact address."),
    ),
    "reopened": (
        _("Thank you for telling us that it is not solved. We are taking it up again."),
        _("The problem has come back; a team will look at it again."),
    ),
}


def answers_for(state: str) -> tuple[Text, ...]:
    """The sentences that fit a report in this state."""
    return ANSWERS.get(state, ())
