"""Component 2, diagnosis: which technology and which data a city has."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Fault
from minga.ground.fields import Field
from minga.programme.kinds.kind import Kind, Move, states

TECHNOLOGY = Kind(
    code="technology",
    name=_("Technology in use"),
    plural=_("Technology in use"),
    about=_("A system or device an institution works with today."),
    icon="server",
    states={"listed": _("Listed"), "retired": _("No longer used")},
    moves={"retire": Move(_("It is no longer used"), states("listed"), "retired", True)},
    fields=(
        Field(code="service", label=_("For which service"), required=True),
        Field(code="supplier", label=_("Made or run by")),
        Field(code="licence", label=_("Licence")),
        Field(code="since", label=_("Since which year"), kind="whole", least=1950, most=2100),
        Field(code="exchange", label=_("How it exchanges data")),
        Field(code="limits", label=_("What it cannot do"), kind="text"),
    ),
    comes_from=frozenset({"interview", "statement", "document"}),
    owned=_("Who uses it"),
)
THEMES = (
    ("TRAN", _("Transport")),
    ("GOVE", _("Government and public sector")),
    ("ENVI", _("Environment")),
    ("HEAL", _("Health")),
    ("JUST", _("Justice and public safety")),
    ("REGI", _("Regions and cities")),
    ("SOCI", _("Population and society")),
    ("EDUC", _("Education, culture and sport")),
    ("ECON", _("Economy and finance")),
    ("ENER", _("Energy")),
    ("AGRI", _("Agriculture, fisheries and food")),
    ("TECH", _("Science and technology")),
    ("INTR", _("International issues")),
)
"""The themes of the EU's catalogues; a set without one takes its programme's sector."""
NOT_OPEN_WITH_PERSONS = _(
    "Only data that is known to hold no personal data can be open to everybody."
)


def holds_no_persons(state: str, fields: Mapping[str, Any]) -> Sequence[Fault]:
    """An open data set holds no personal data, and somebody has looked."""
    if state == "open" and fields.get("personal") != "no":
        return [Fault("personal", NOT_OPEN_WITH_PERSONS)]
    return ()


DATASET = Kind(
    code="dataset",
    name=_("Data set"),
    plural=_("Data sets"),
    about=_("Data that teams could use: who has it, in which form, under which terms."),
    icon="database",
    states={
        "listed": _("Known to exist"),
        "agreed": _("Access agreed"),
        "open": _("Open to everybody"),
        "ended": _("No longer kept"),
    },
    moves={
        "agree": Move(_("Access is agreed"), states("listed"), "agreed", True),
        "open": Move(_("It is open to everybody"), states("listed", "agreed"), "open"),
        "shut": Move(_("It is no longer open"), states("open", "agreed"), "listed", True),
        "end": Move(_("It is no longer kept"), states("listed", "agreed", "open"), "ended", True),
    },
    fields=(
        Field(code="format", label=_("Format"), required=True),
        Field(code="licence", label=_("Licence")),
        Field(code="licence_link", label=_("A link to the licence"), kind="link"),
        Field(
            code="access",
            label=_("How to get it"),
            kind="choice",
            required=True,
            choices=(
                ("download", _("Download")),
                ("api", _("Interface (API)")),
                ("request", _("On request")),
                ("none", _("Not given out")),
            ),
        ),
        Field(code="link", label=_("Where to get it"), kind="link"),
        Field(code="documentation", label=_("Where it is documented"), kind="link"),
        Field(
            code="personal",
            label=_("Does it hold personal data?"),
            kind="choice",
            required=True,
            choices=(("no", _("No")), ("yes", _("Yes")), ("unknown", _("Not known"))),
        ),
        Field(
            code="quality",
            label=_("Quality"),
            kind="choice",
            choices=(
                ("good", _("Complete and kept up")),
                ("usable", _("Usable with care")),
                ("poor", _("With gaps or errors")),
                ("unknown", _("Not known")),
            ),
        ),
        Field(code="quality_note", label=_("What to know about its quality"), kind="text"),
        Field(
            code="renewed",
            label=_("How often it is renewed"),
            kind="choice",
            choices=(
                ("live", _("All the time")),
                ("daily", _("Every day")),
                ("monthly", _("Every month")),
                ("yearly", _("Every year")),
                ("once", _("It was made once")),
                ("unknown", _("Not known")),
            ),
        ),
        Field(code="theme", label=_("Theme"), kind="choice", choices=THEMES),
        Field(code="keywords", label=_("Keywords, with commas")),
    ),
    comes_from=frozenset({"interview", "statement", "technology", "challenge", "document"}),
    owned=_("Who keeps it"),
    rule=holds_no_persons,
)
KINDS = (TECHNOLOGY, DATASET)
