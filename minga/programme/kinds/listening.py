"""Component 1, listening: from a guide and an interview to a challenge in the bank."""

from django.utils.translation import gettext_lazy as _

from minga.ground.fields import Field
from minga.programme.kinds.kind import Kind, Move, states

# Not a truth: "not asked yet" is neither yes nor no.
YES_NO = (("yes", _("Yes")), ("no", _("No")))
GUIDE = Kind(
    code="guide",
    name=_("Interview guide"),
    plural=_("Interview guides"),
    about=_("What everybody is asked, in the same words; older versions stay readable."),
    icon="list",
    states={"drafted": _("Drafted"), "in_use": _("In use"), "retired": _("No longer used")},
    moves={
        "use": Move(_("Use it"), states("drafted", "retired"), "in_use"),
        "retire": Move(_("Use it no longer"), states("drafted", "in_use"), "retired", True),
    },
    fields=(
        Field(
            code="questions",
            label=_("Questions"),
            kind="text",
            required=True,
            hint=_(
                "One on each line. Begin with text:, line:, scale: or yes_no: and the question."
            ),
        ),
    ),
    is_root=True,
)
INTERVIEW = Kind(
    code="interview",
    name=_("Interview"),
    plural=_("Interviews"),
    about=_("A conversation with somebody about their everyday work. The words stay private."),
    icon="mic",
    public=False,
    states={"planned": _("Planned"), "held": _("Held"), "checked": _("Read back and agreed")},
    moves={
        "hold": Move(_("It was held"), states("planned"), "held"),
        "check": Move(_("The interviewee agreed with it"), states("held"), "checked"),
    },
    fields=(
        Field(code="service", label=_("Service or unit")),
        Field(code="held_on", label=_("Held on"), kind="date"),
        Field(
            code="consent",
            label=_("What the interviewee agreed to"),
            kind="choice",
            choices=(
                ("not_public", _("Let the team read it; show nothing of it to everybody")),
                ("anonymous", _("Use what was said, without a name")),
                ("organisation", _("Use it, naming the institution")),
                ("named", _("Use it, with name and institution")),
            ),
        ),
        Field(code="guide_version", label=_("Version of the guide"), kind="whole", least=1),
        Field(code="answers", label=_("Answers"), kind="text", private=True, most=40_000),
    ),
    comes_from=frozenset({"guide"}),
    is_root=True,
    owned=_("Institution"),
)
STATEMENT = Kind(
    code="statement",
    name=_("Statement"),
    plural=_("Statements"),
    about=_("One thing somebody said that a challenge can grow from."),
    icon="quote",
    states={"noted": _("Noted"), "used": _("Became a challenge")},
    moves={"use": Move(_("It became a challenge"), states("noted"), "used")},
    fields=(Field(code="question", label=_("Said when asked"), most=500),),
    comes_from=frozenset({"interview"}),
    public=False,
)
CHALLENGE = Kind(
    code="challenge",
    name=_("Challenge"),
    plural=_("Challenges"),
    about=_("A problem worth solving together, in the words of those who have it."),
    icon="flag",
    states={
        "proposed": _("Proposed"),
        "accepted": _("Accepted"),
        "routed": _("On its way"),
        "answered": _("Answered by a concept"),
        "solved": _("Solved, says who had it"),
        "set_aside": _("Set aside"),
    },
    moves={
        "accept": Move(_("Accept"), states("proposed", "set_aside"), "accepted"),
        "route": Move(_("Send it on its way"), states("accepted", "routed"), "routed", True),
        "answer": Move(_("A concept answers it"), states("accepted", "routed"), "answered"),
        "solve": Move(_("Its owner says it is solved"), states("answered"), "solved", True),
        "not_solved": Move(
            _("Its owner says it is not solved"), states("answered", "solved"), "routed", True
        ),
        "set_aside": Move(
            _("Set aside"), states("proposed", "accepted", "routed"), "set_aside", True
        ),
    },
    fields=(
        Field(code="who_suffers", label=_("Who has this problem?")),
        Field(code="where", label=_("Where or in which service?")),
        Field(code="evidence", label=_("How do we know?"), kind="text"),
        Field(code="evidence_link", label=_("A link to the evidence"), kind="link"),
        Field(
            code="has_owner",
            label=_("Does one institution own the problem?"),
            kind="choice",
            choices=YES_NO,
        ),
        Field(
            code="has_place",
            label=_("Can you point at the place or moment where it happens?"),
            kind="choice",
            choices=YES_NO,
        ),
        Field(
            code="is_testable",
            label=_("Could a first version be tried within days?"),
            kind="choice",
            choices=YES_NO,
        ),
        Field(
            code="nature",
            label=_("Concrete or abstract"),
            kind="choice",
            choices=(("concrete", _("Concrete")), ("abstract", _("Abstract"))),
        ),
        Field(
            code="nature_reason",
            label=_("Why it was not classed by the rule"),
            hint=_("Needed when you decide otherwise than the three answers say."),
        ),
        Field(
            code="route",
            label=_("Where it goes"),
            kind="choice",
            choices=(("codesign", _("Codesign")), ("competition", _("Competition"))),
        ),
        Field(
            code="origin",
            label=_("Where it comes from"),
            kind="choice",
            choices=(
                ("official", _("An official's interview")),
                ("citizen", _("A citizen")),
                ("workshop", _("A workshop")),
                ("organisation", _("An organisation")),
            ),
        ),
        Field(code="contact", label=_("How to reach who proposed it"), private=True),
    ),
    comes_from=frozenset({"statement", "interview", "document"}),
    # Who lives with a problem and says so first has it from nobody.
    root_if=("origin", frozenset({"citizen", "organisation"})),
    owned=_("Who owns the problem"),
)
KINDS = (GUIDE, INTERVIEW, STATEMENT, CHALLENGE)
