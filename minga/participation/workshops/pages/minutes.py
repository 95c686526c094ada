"""The minutes to take home, as a PDF and as a spreadsheet: for the facilitator with names, for
whoever took part without, once the workshop is closed.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.participation.workshops import queries
from minga.participation.workshops.pages.auth import (
    facilitator_actor,
    seat_actor,
    workshop_or_404,
)
from minga.participation.workshops.pages.papers import is_long
from minga.territory.request import MingaRequest


@require_safe
def minutes(request: MingaRequest, code: str, form: str) -> HttpResponse:
    """The minutes. Raises Refused for strangers, and before the end for all but the facilitator."""
    workshop = workshop_or_404(request, code)
    with_names = facilitator_actor(request, workshop).facilitates
    takes_home = not workshop.is_open and seat_actor(request, workshop).takes_part
    refuse_unless(with_names or takes_home, "takes no part, or it is not over")
    if form == "pdf" and with_names and is_long(workshop):
        return redirect("participation:paper", workshop.code)
    # Writers of papers take a second to load and 60 MB: only a process that is asked for one pays.
    from minga.ground.documents.spreadsheets import XLSX
    from minga.participation.workshops.papers import minutes_pdf, minutes_xlsx

    data_of_minutes, at = queries.minutes_of(workshop, with_names=with_names), now()
    if form == "pdf":
        data = minutes_pdf(data_of_minutes, language=get_language() or "es", at=at)
        kind = "application/pdf"
    else:
        data, kind = minutes_xlsx(data_of_minutes, at=at), XLSX
    response = HttpResponse(data, content_type=kind)
    name = f"minga-{workshop.code}-{at.date().isoformat()}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response
