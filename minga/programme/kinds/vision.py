"""Component 2, vision: from the strengths of each group to one roadmap."""

from django.utils.translation import gettext_lazy as _

from minga.ground.fields import Field
from minga.programme.kinds.kind import Kind, Move, states

SWOT = Kind(
    code="swot",
    name=_("SWOT item"),
    plural=_("Strengths, weaknesses, opportunities, threats"),
    about=_("What one group saw, and whether everybody agreed."),
    icon="grid-2x2",
    states={
        "noted": _("Seen by a group"),
        "agreed": _("Agreed by everybody"),
        "disputed": _("With dissent"),
    },
    moves={
        "agree": Move(_("Everybody agrees"), states("noted", "disputed"), "agreed"),
        # From "disputed" too: every dissent is recorded, not only the first.
        "dispute": Move(
            _("Somebody does not agree"), states("noted", "agreed", "disputed"), "disputed", True
        ),
        "reopen": Move(
            _("Talk about it again"), states("agreed", "disputed"), "noted", needs_reason=True
        ),
    },
    fields=(
        Field(
            code="quadrant",
            label=_("Quadrant"),
            kind="choice",
            required=True,
            choices=(
                ("strength", _("Strength")),
                ("weakness", _("Weakness")),
                ("opportunity", _("Opportunity")),
                ("threat", _("Threat")),
            ),
        ),
        Field(code="group", label=_("Group that saw it")),
    ),
    comes_from=frozenset(
        {"swot", "interview", "statement", "challenge", "technology", "dataset", "document"}
    ),
    owned=_("Whose it is"),
)
PERSONA = Kind(
    code="persona",
    name=_("Persona"),
    plural=_("Personas"),
    about=_("An invented person through whose day a group looks at the future."),
    icon="circle-user",
    states={"drawn": _("Drawn")},
    fields=(
        Field(code="day", label=_("A day of this person"), kind="text"),
        Field(code="needs", label=_("What this person needs"), kind="text"),
        Field(code="fears", label=_("What stands in the way"), kind="text"),
        Field(code="group", label=_("Group that sees with these eyes")),
    ),
    comes_from=frozenset({"interview", "statement", "challenge", "swot", "document"}),
)
VISION = Kind(
    code="vision",
    name=_("Vision"),
    plural=_("Visions"),
    about=_("How it should be in the year of the horizon, as one group tells it or all together."),
    icon="telescope",
    states={"drafted": _("Of one group"), "shared": _("Shared by everybody")},
    moves={
        "share": Move(_("Everybody shares it"), states("drafted"), "shared"),
        "reopen": Move(_("Open it again"), states("shared"), "drafted", True),
    },
    fields=(
        Field(code="year", label=_("Year of the horizon"), kind="whole", least=2000, most=2200),
        Field(code="group", label=_("Group that wrote it")),
    ),
    comes_from=frozenset({"persona", "swot", "vision"}),
)
INITIATIVE = Kind(
    code="initiative",
    name=_("Initiative"),
    plural=_("Roadmap"),
    about=_("What will be done, by whom, with what, and by which year."),
    icon="milestone",
    states={
        "planned": _("Planned"),
        "started": _("Under way"),
        "done": _("Done"),
        "dropped": _("Dropped"),
    },
    moves={
        "start": Move(_("It has begun"), states("planned"), "started"),
        "finish": Move(_("It is done"), states("planned", "started"), "done", True),
        "drop": Move(_("It is dropped"), states("planned", "started"), "dropped", True),
        "resume": Move(_("Take it up again"), states("done", "dropped"), "started", True),
    },
    fields=(
        Field(code="block", label=_("Block"), required=True),
        Field(code="position", label=_("Place in the block"), kind="whole", least=0, most=1000),
        Field(
            code="year",
            label=_("Milestone year"),
            kind="whole",
            least=2000,
            most=2200,
            hint=_("Leave it empty when the source does not say."),
        ),
        Field(code="resources", label=_("Resources"), kind="text"),
        Field(code="progress", label=_("Progress in per cent"), kind="whole", least=0, most=100),
        Field(code="source", label=_("Source"), hint=_("Where the initiative was agreed or read.")),
    ),
    comes_from=frozenset(
        {"vision", "swot", "challenge", "concept", "prototype", "dataset", "initiative", "document"}
    ),
    owned=_("Who is responsible"),
    dated=_("Due"),
)
KINDS = (SWOT, PERSONA, VISION, INITIATIVE)
