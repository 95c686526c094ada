"""The minutes to take home: for the facilitator, as a PDF and as a spreadsheet."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.participation.workshops import queries
from minga.participation.workshops.pages.auth import facilitator_actor, workshop_or_404
from minga.territory.request import MingaRequest


@require_safe
def minutes(request: MingaRequest, code: str, form: str) -> HttpResponse:
    """The minutes with names. Raises Refused for everybody but the facilitator."""
    workshop = workshop_or_404(request, code)
    refuse_unless(facilitator_actor(request, workshop).facilitates, "not the facilitator")
    # Writers of papers take a second to load and 60 MB: only a process that is asked for one pays.
    from minga.ground.documents.spreadsheets import XLSX
    from minga.participation.workshops.papers import minutes_pdf, minutes_xlsx

    data_of_minutes, at = queries.minutes_of(workshop, with_names=True), now()
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
