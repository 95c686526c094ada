"""Who may come in, as the facilitator chooses it: the words, and the codes to print."""

from typing import Annotated

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from pydantic import Field

from minga.ground.access import refuse_unless
from minga.ground.errors import Text
from minga.ground.forms import Form, or_else
from minga.participation.workshops.invitations import as_written, code_of
from minga.participation.workshops.pages.auth import facilitator_actor, join_url, workshop_or_404
from minga.participation.workshops.rules import MAX_SEATS, Door
from minga.territory.request import MingaRequest

NAMES: dict[str, Text] = {
    Door.OPEN: _("Everybody with the workshop's code; quick joins from one place are shown to you"),
    Door.CODES: _("One code for each seat, printed and handed out"),
    Door.NAMES: _("A list of names, each with a code of its own"),
}
USUAL_CODES = 30


class DoorForm(Form):
    """How many codes without a name there are to be."""

    codes: Annotated[int, Field(ge=1, le=MAX_SEATS), or_else(USUAL_CODES)] = USUAL_CODES


@require_safe
def codes(request: MingaRequest, code: str) -> HttpResponse:
    """The codes as slips to print and cut. Raises Refused for all but the facilitator."""
    workshop = workshop_or_404(request, code)
    refuse_unless(facilitator_actor(request, workshop).facilitates, "not the facilitator")
    slips = []
    for invitation in workshop.invitations.order_by("number").select_related("seat"):
        own = as_written(code_of(workshop, invitation.number))
        slips.append(
            {
                "code": own,
                "name": invitation.name,
                "address": f"{join_url(workshop)}?code={own}",
                "taken": invitation.seat is not None,
            }
        )
    context = {"workshop": workshop, "slips": slips, "join_url": join_url(workshop)}
    response = render(request, "participation/codes.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
