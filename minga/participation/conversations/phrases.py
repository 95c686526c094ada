"""Sentences of conversations that actions, API and pages share, translated when shown."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.ground.errors import Text
from minga.ground.fields import Field
from minga.participation.conversations.rules import (
    MAX_ABOUT_LENGTH,
    MAX_QUESTION_LENGTH,
    MAX_STATEMENT_LENGTH,
    MAX_TITLE_LENGTH,
    Reason,
    StatementState,
)

NOT_NOW: dict[str, Text] = {
    "moved_on": _("Somebody else has done this already; look at it again, please."),
    "conversation_closed": _("This conversation is closed. Its result stays here."),
    "full": _("This conversation holds no more of these."),
    "enough_from_here": _("Very many people have joined from this connection already."),
    "no_more_statements": _("This conversation takes no more statements of participants."),
    "enough_of_yours": _("You have written all the statements one person may. Thank you!"),
}
"""Why something cannot be done now; the keys are those of `rules.NotNow`."""

ALREADY_SAID = _("Somebody has said just this already.")
NO_STATEMENT = _("There is no such statement to answer.")
NO_VALUE = _("Send 1 to agree, 0 to pass, -1 to disagree.")
TOO_MANY = _("These are too many at once.")
NO_REASON = _("Choose a reason: it is shown to everybody.")
SLUG_TAKEN = _("There is a conversation of this name already.")
NOTHING_TO_IMPORT = _("These files hold no statement that was shown, or nobody's answer to one.")
TOO_LARGE_TO_IMPORT = _("This conversation is larger than one may be here.")

REASONS: dict[str, Text] = {
    Reason.DUPLICATE: _("Another statement says the same"),
    Reason.OFF_TOPIC: _("It is about something else"),
    Reason.UNCLEAR: _("It cannot be understood without more words"),
    Reason.SEVERAL: _("It says several things at once"),
    Reason.PERSONAL: _("It names or reveals a person"),
    Reason.INSULT: _("It insults or threatens"),
}
STATES: dict[str, Text] = {
    StatementState.PENDING: pgettext_lazy("a statement", "Waiting to be read"),
    StatementState.SHOWN: pgettext_lazy("a statement", "Shown"),
    StatementState.SET_ASIDE: pgettext_lazy("a statement is", "Set aside"),
}
ANSWERS: dict[int, Text] = {1: _("Agree"), 0: _("Pass"), -1: _("Disagree")}

TITLE = Field(code="title", label=_("Title"), required=True, most=MAX_TITLE_LENGTH)
QUESTION = Field(code="question", label=_("Question"), required=True, most=MAX_QUESTION_LENGTH)
ABOUT = Field(code="about", label=_("What it is for"), kind="text", most=MAX_ABOUT_LENGTH)
STATEMENT = Field(
    code="text",
    label=pgettext_lazy("of a conversation", "Statement"),
    required=True,
    most=MAX_STATEMENT_LENGTH,
)
TOO_FAST = _("Many answers are coming from here. Please try again in a moment.")
