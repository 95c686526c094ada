"""Where a challenge stands in words: who decides next, and what is said where no trail is shown."""

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text
from minga.programme.models import Node

NEXT: dict[str, Text] = {
    "proposed": _("The programme's team reads it next, and says with a reason what becomes of it."),
    "accepted": _("The programme's team decides next where it goes: codesign or competition."),
    "routed": _(
        "It waits for a concept. When one answers it, %(owner)s says whether it is solved."
    ),
    "answered": _("%(owner)s says next whether it is solved."),
    "solved": _("%(owner)s said that it is solved. Nobody has to decide anything."),
    "set_aside": _("It was set aside. The programme's team may take it up again."),
}
"""State of a challenge → who decides next."""
OWNERLESS = _("whoever has the problem")
ORIGINS: dict[str, Text] = {
    "official": _("It comes from an official's interview, whose words stay private."),
    "citizen": _("A citizen proposed it."),
    "workshop": _("It comes from a workshop."),
    "organisation": _("An organisation brought it in."),
}
"""Where it comes from, where nothing is shown that it was made of."""
NO_CONCEPT = _("No concept yet.")


def next_decision(node: Node) -> str:
    """Who decides next about a challenge, as a sentence; "" for what is no more."""
    if node.standing != "current" or node.state not in NEXT:
        return ""
    owner = node.organisation.name if node.organisation else str(OWNERLESS)
    sentence = str(NEXT[node.state]) % {"owner": owner}
    return sentence[:1].upper() + sentence[1:]


def origin_sentence(node: Node) -> Text:
    """Where a challenge comes from when no trail is shown; "" where nobody has said so."""
    return ORIGINS.get(str(node.value("origin") or ""), "")
