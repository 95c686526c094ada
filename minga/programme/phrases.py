"""Sentences of the room that more than one place says."""

from django.utils.translation import gettext_lazy as _

IN_ONE_LINE = _("In one line")
MORE = _("More about it")
NEEDS_ORIGIN = _(
    "Please say what it comes from: something of this programme, or a record from outside."
)
COMES_FROM = _("It cannot come from something of that kind.")
OTHER_PROGRAMME = _("That belongs to another programme.")
TWO_AT_LEAST = _("Please choose at least two.")
ALIKE_ONLY = _("Only things of the same kind and programme can be merged.")
NOT_CURRENT = _("This one was merged, split, withdrawn or erased: change what became of it.")
ASK_CONSENT = _("First enter what the interviewee agreed to; then it may be shown to everybody.")
AGREED_TO_NOTHING_PUBLIC = _("The interviewee agreed that nothing of it is shown to everybody.")
AGREED_WITHOUT_NAME = _(
    "The interviewee agreed without a name: take the institution and public thanks out first."
)
NODE_CHANGED = _("Somebody changed this meanwhile. Look at it again before you save.")
STEP_NOT_POSSIBLE = _("That step is not possible now, perhaps since a moment ago.")
WOULD_CIRCLE = _("That would make it its own origin.")
PHASE_SHUT = _(
    "This phase is not open, so nothing can be entered or changed in it: {phases}. "
    "Whoever runs the programme can open it, with a reason if something is missing."
)
PROPOSALS_SHUT = _(
    "This programme collects no challenges now: the phase for them is not open, or it has none."
)
NOT_MADE_HERE = _("The phase “{phase}” does not make this.")
NOT_MADE_YET = _("No phase of this programme makes this: {kind}.")
GATE_SHUT = _("Something is still missing before this phase can open.")
SLUG_TAKEN = _("There is a programme with this short name already.")
ANSWER_EMPTY = _("Tick a task, rate it, or write something.")
ANSWER_TASK = _("That is none of the tasks of this test.")
TEST_CLOSED = _("This test takes no answers now.")
MANY_ANSWERS = _("Many answers are coming from here. Yours is not lost: please send it again soon.")
AGE_NAMES = {
    "under_18": _("under 18"),
    "18_29": _("18 to 29"),
    "30_44": _("30 to 44"),
    "45_59": _("45 to 59"),
    "60_74": _("60 to 74"),
    "75_up": _("75 and over"),
}
INITIATIVES_ONLY = _("Only initiatives of the roadmap are followed up.")
YEARS_NEEDED = _("Please give between one and eight years.")
YEAR_OFF_HORIZON = _("This is none of the years agreed for the roadmap: {years}.")
ONE_QUADRANT = _("Only items of the same quadrant can be merged.")
GROUP_TAKEN = _("That group sees with the eyes of another persona already.")
DRAFTS_ONLY = _("Please choose visions of groups.")
ROLE_NEEDED = _("Please choose at least one role.")
TWO_TEAMS = _("A hand-over is between two different teams.")
ACCEPTED_ALREADY = _("It was accepted already.")
NO_HOURS = _("Please give hours as a number between 0 and 1000.")

BUY_IN_NAMES = {
    "not_met": _("Not met yet"),
    "presented": _("The programme was presented"),
    "agreed": _("Agreed to take part"),
    "committed": _("Committed to something"),
}
BUY_IN_REASON = _("Please say why: it goes back, or a step was left out.")
OF_THIS_PROGRAMME = _("This programme has no such component.")
CODE_TAKEN = _("This code belongs to another organisation: {name}.")
HELIX_NEEDED = _("This organisation is new here: please say its sector.")
HELIX_KEPT = _("{name} is known with another sector, which was kept.")
NO_PARTNER = _("This organisation is not known here: name it among the partners first.")
FROM_SHEET = _("Taken in from a spreadsheet")
SHEET_OF = _("Spreadsheet taken in on {day}")
SHEET_BY = _("Whoever runs the programme")
NO_WAY = _("A commitment cannot go from “{before}” to “{after}” in one step.")
NO_COMMITMENT = _("There is no commitment of this number in the programme.")
NO_ACCOUNT = _("Nobody with an account has this e-mail.")
NO_SUCH_ROLE = _("This phase has no such role.")
BAD_SLUG = _("A short name has small letters, digits and single hyphens.")
BACKWARDS = _("It cannot end before it begins.")
TITLE = _("Name of the programme")
SHORT_NAME = _("Short name, for its address")
SECTOR = _("Sector, such as transport or health")
SUMMARY = _("What it is, in a few sentences")
OBJECTIVES = _("What it wants, one objective on each line")
STARTS_ON = _("It begins on")
ENDS_ON = _("It ends on")
BUDGET_LINE = _("Paid from")
PART_NAMES = {
    "lead": _("Leads"),
    "facilitator": _("Facilitates"),
    "interviewer": _("Interviews"),
    "builder": _("Builds"),
    "official": _("Official"),
    "partner": _("Partner"),
    "citizen": _("Citizen"),
}

SORT_FIRST = _("Please answer the three questions first, or say concrete or abstract and why.")
SORT_WHY = _("Please say why it is sorted otherwise than the answers say.")
ROUTE_REASON = {
    "concrete": _("Concrete: it has an owner, a place or moment, and can be tried within days."),
    "abstract": _("Abstract by the rule: {answers}."),
    "decided": _("Decided otherwise than the rule says: {reason}"),
}
NO_ANSWERS = {
    "has_owner": _("no single institution owns it"),
    "has_place": _("there is no place or moment to point at"),
    "is_testable": _("nothing could be tried within days"),
}
ROUTE_NAMES = {
    "codesign": _("It goes to codesign."),
    "competition": _("It goes to the open competition."),
}
PROPOSER_WITHDREW = _("Who proposed it took it back.")
NO_REPORT = _("There is no public report with this number.")
ALREADY_SENT = _("This form has sent a challenge already. Begin anew to send another one.")
TOO_MANY_PROPOSALS = _(
    "Many challenges are coming from here. Your words are kept: send again soon."
)
NOTE_ELSEWHERE = _("That note belongs to another workshop.")
NOTE_KIND = _("A note of that board cannot become this.")
QUESTION_WORDS = {
    "text": _("Free answer"),
    "line": _("One line"),
    "scale": _("From 1 to 5"),
    "yes_no": _("Yes or no"),
}
NO_SUCH_OWNER = _("There is no organisation called {name}. Add it on the page of partners first.")
NO_SUCH_NODE = _("There is nothing with the number {number} here.")
UNNAMED_CHAMPION = _("A champion who is not named")
