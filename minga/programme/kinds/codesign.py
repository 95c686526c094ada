"""Component 1, codesign: from an official's interview to a prototype that citizens tested."""

from django.utils.translation import gettext_lazy as _

from minga.ground.fields import Field
from minga.programme.kinds.kind import Kind, Move, states

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
                ("anonymous", _("Use what was said, without a name")),
                ("organisation", _("Use it, naming the institution")),
                ("named", _("Use it, with name and institution")),
            ),
        ),
        Field(code="answers", label=_("Answers"), kind="text", private=True, most=40_000),
    ),
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
    comes_from=frozenset({"interview"}),
    is_root=False,
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
            kind="truth",
        ),
        Field(
            code="has_place",
            label=_("Can you point at the place or moment where it happens?"),
            kind="truth",
        ),
        Field(
            code="is_testable",
            label=_("Could a first version be tried within days?"),
            kind="truth",
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
    comes_from=frozenset({"statement", "interview"}),
    owned=_("Who owns the problem"),
)
IDEA = Kind(
    code="idea",
    name=_("Idea"),
    plural=_("Ideas"),
    about=_("A thought from a workshop that others may build on."),
    icon="lightbulb",
    states={"noted": _("Noted"), "taken_up": _("Taken up")},
    moves={"take_up": Move(_("Take it up"), states("noted"), "taken_up")},
    comes_from=frozenset({"challenge", "example"}),
)
EXAMPLE = Kind(
    code="example",
    name=_("Inspiration example"),
    plural=_("Inspiration examples"),
    about=_("How somebody elsewhere solved something alike; shown before designing."),
    icon="sparkles",
    states={"shown": _("Shown")},
    fields=(
        Field(code="place", label=_("City or place")),
        Field(code="link", label=_("Link"), kind="link"),
        Field(code="lesson", label=_("What it teaches"), kind="text"),
    ),
)
CONCEPT = Kind(
    code="concept",
    name=_("Concept"),
    plural=_("Concepts"),
    about=_("A solution designed by a team on one card: for whom, what it does, how to try it."),
    icon="pencil-ruler",
    states={
        "drafted": _("Drafted"),
        "presented": _("Presented"),
        "selected": _("Selected"),
        "not_selected": _("Not selected"),
        "implemented": _("Implemented"),
    },
    moves={
        "present": Move(_("It was presented"), states("drafted"), "presented"),
        "select": Move(
            _("Select"), states("drafted", "presented", "not_selected"), "selected", True
        ),
        "leave": Move(_("Do not select"), states("drafted", "presented"), "not_selected", True),
        "implement": Move(_("It is in service"), states("selected"), "implemented"),
    },
    fields=(
        Field(code="for_whom", label=_("For whom"), required=True),
        Field(code="does", label=_("What it does"), kind="text", required=True),
        Field(code="first_test", label=_("How could it be tried in a week?"), kind="text"),
        Field(code="needs", label=_("What it needs"), kind="text"),
        Field(code="implementer", label=_("Who offers to implement it")),
    ),
    comes_from=frozenset({"challenge", "idea", "example", "concept", "dataset"}),
    is_root=False,
    owned=_("Who offers to implement it"),
)
PROTOTYPE = Kind(
    code="prototype",
    name=_("Prototype"),
    plural=_("Prototypes"),
    about=_("A first version made quickly, to be shown and criticised."),
    icon="hammer",
    states={
        "building": _("Being built"),
        "shown": _("Shown"),
        "in_test": _("Tested by citizens"),
        "adopted": _("Adopted"),
        "ended": _("Ended"),
    },
    moves={
        "show": Move(_("It was shown"), states("building"), "shown"),
        "test": Move(_("Citizens test it"), states("building", "shown"), "in_test"),
        "adopt": Move(_("It is adopted"), states("shown", "in_test"), "adopted", True),
        "end": Move(_("It ends here"), states("building", "shown", "in_test"), "ended", True),
    },
    fields=(
        Field(code="hours", label=_("Hours of work"), kind="number", least=0, most=100_000),
        Field(code="cost", label=_("Cost"), kind="number", least=0, most=1e12),
        Field(code="currency", label=_("Currency"), most=3),
        Field(code="licence", label=_("Licence")),
        Field(code="link", label=_("Where to see it"), kind="link"),
        Field(code="source", label=_("Where its source is"), kind="link"),
    ),
    comes_from=frozenset({"concept"}),
    is_root=False,
)
DEMONSTRATION = Kind(
    code="demonstration",
    name=_("Demonstration"),
    plural=_("Demonstrations"),
    about=_("A prototype shown to officials, with what they said."),
    icon="presentation",
    states={"held": _("Held")},
    fields=(
        Field(code="held_on", label=_("Date"), kind="date", required=True),
        Field(code="place", label=_("Place")),
        Field(code="seen_by", label=_("How many saw it"), kind="whole", least=0, most=100_000),
        Field(code="reactions", label=_("What they said"), kind="text", required=True),
        Field(code="agreed", label=_("What was agreed"), kind="text"),
    ),
    comes_from=frozenset({"prototype"}),
    is_root=False,
)
TEST = Kind(
    code="test",
    name=_("Citizen test"),
    plural=_("Citizen tests"),
    about=_("Citizens try something and say how it went."),
    icon="clipboard-check",
    states={"drafted": _("Drafted"), "open": _("Open"), "closed": _("Closed")},
    moves={
        "open": Move(_("Open it to everybody"), states("drafted", "closed"), "open"),
        "close": Move(_("Close it"), states("open"), "closed"),
    },
    fields=(
        Field(code="address", label=_("What is tested (its address)"), kind="line", required=True),
        Field(
            code="tasks",
            label=_("Tasks, one on each line"),
            kind="text",
            required=True,
            most=2000,
        ),
        Field(code="question", label=_("An open question at the end")),
    ),
    comes_from=frozenset({"prototype", "concept"}),
    dated=_("Until"),
)
KINDS = (
    INTERVIEW,
    STATEMENT,
    CHALLENGE,
    EXAMPLE,
    IDEA,
    CONCEPT,
    PROTOTYPE,
    DEMONSTRATION,
    TEST,
)
