"""Component 1, codesign: from an idea of a workshop to a prototype that citizens tested."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Fault
from minga.ground.fields import Field
from minga.programme.citizen_tests.rules import MAX_TASK_LENGTH, MAX_TASKS, is_testable, tasks_of
from minga.programme.kinds.kind import Kind, Move, states

IDEA = Kind(
    code="idea",
    name=_("Idea"),
    plural=_("Ideas"),
    about=_("A thought from a workshop that others may build on."),
    icon="lightbulb",
    states={"noted": _("Noted"), "taken_up": _("Taken up")},
    moves={"take_up": Move(_("Take it up"), states("noted"), "taken_up")},
    comes_from=frozenset({"challenge", "statement", "example", "document"}),
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
    is_root=True,
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
    comes_from=frozenset({"challenge", "idea", "example", "concept", "dataset", "document"}),
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
)
DEMONSTRATION = Kind(
    code="demonstration",
    name=_("Demonstration"),
    plural=_("Demonstrations"),
    about=_("A prototype shown to officials, with what they said."),
    icon="presentation",
    states={"held": _("Held")},
    fields=(
        Field(
            code="held_on",
            label=_("Date"),
            kind="date",
            hint=_("Leave it empty when the source does not say."),
        ),
        Field(code="place", label=_("Place")),
        Field(code="seen_by", label=_("How many saw it"), kind="whole", least=0, most=100_000),
        Field(code="reactions", label=_("What they said"), kind="text", required=True),
        Field(code="agreed", label=_("What was agreed"), kind="text"),
    ),
    comes_from=frozenset({"prototype"}),
)
NOT_TESTABLE = _(
    "This should be a path of this platform, such as /report/, or an address with https://."
)
TASKS_PLAIN = _(
    "Write 1 to {many} different tasks, one on each line, each of at most {long} signs."
)


def can_be_tested(state: str, fields: Mapping[str, Any]) -> Sequence[Fault]:
    """A test needs an address that a phone can open safely, and tasks one can tick."""
    faults = []
    if not is_testable(str(fields.get("address", ""))):
        faults.append(Fault("address", NOT_TESTABLE))
    tasks = tasks_of(fields)
    if not 1 <= len(tasks) <= MAX_TASKS or any(len(task) > MAX_TASK_LENGTH for task in tasks):
        sentence = str(TASKS_PLAIN).format(many=MAX_TASKS, long=MAX_TASK_LENGTH)
        faults.append(Fault("tasks", sentence))
    return faults


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
    comes_from=frozenset({"prototype", "concept", "technology", "document"}),
    dated=_("Until"),
    rule=can_be_tested,
)
KINDS = (
    EXAMPLE,
    IDEA,
    CONCEPT,
    PROTOTYPE,
    DEMONSTRATION,
    TEST,
)
