"""Sentences of the room that more than one place says."""

from django.utils.translation import gettext_lazy as _

NEEDS_ORIGIN = _("Please say what it comes from.")
COMES_FROM = _("It cannot come from something of that kind.")
OTHER_PROGRAMME = _("That belongs to another programme.")
TWO_AT_LEAST = _("Please choose at least two.")
ALIKE_ONLY = _("Only things of the same kind and programme can be merged.")
NOT_CURRENT = _("This one was merged, split or withdrawn: change what became of it.")
NODE_CHANGED = _("Somebody changed this meanwhile. Look at it again before you save.")
STEP_NOT_POSSIBLE = _("That step is not possible now, perhaps since a moment ago.")
WOULD_CIRCLE = _("That would make it its own origin.")
GATE_SHUT = _("Something is still missing before this phase can open.")
SLUG_TAKEN = _("There is a programme with this short name already.")
ANSWER_EMPTY = _("Tick a task, rate it, or write something.")
ANSWER_TASK = _("That is none of the tasks of this test.")
TEST_CLOSED = _("This test takes no answers now.")
