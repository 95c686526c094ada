"""A lead's own people: who they are, and the end of somebody's access."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minga.ground.clock import now
from minga.people import actions
from minga.people.queries import members_led_by
from minga.territory.request import MingaRequest, signed_in


@require_POST
def end_access(request: MingaRequest, member: int) -> HttpResponse:
    """Take away the role of one of the people one leads; anybody else does not exist here."""
    by = signed_in(request)
    membership = next((row for row in members_led_by(by) if row.pk == member), None)
    if membership is None:
        raise Http404
    actions.end_access(
        person=membership.person, organisation=membership.organisation, at=now(), by=by
    )
    return redirect(f"{reverse('web:account')}?done=ended#people-title")
