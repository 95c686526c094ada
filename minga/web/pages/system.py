"""Routes without a face: health, who may listen, files, the app's manifest and worker."""

import json

from django.conf import settings
from django.core.signing import BadSignature
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from minga.ground import heartbeat, media_store
from minga.ground.clock import now
from minga.ground.secrets import read_receipt
from minga.ground.signing import read_media_link
from minga.participation.workshops.queries import workshop_by_code
from minga.people.models import Person
from minga.reports.models import Attachment
from minga.territory.models import City
from minga.territory.queries import city_named, codes_of_bodies
from minga.territory.request import MingaRequest
from minga.web import byte_ranges, mapstyle, schema_check
from minga.web.errors import error_response
from minga.web.hub import hub
from minga.web.prepare import is_current

_migrated = False


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 once migrations, tables, worker and stream are ready; 503 with the same shape until then.

    What the tables lack is looked for once, when the migrations are done, and told by name.
    """
    global _migrated
    names = ("database", "migrations", "schema", "worker")
    parts = {**dict.fromkeys(names, False), "stream": hub.ready}
    faults: list[str] = []
    try:
        _migrated = _migrated or is_current()
        parts["database"], parts["migrations"] = True, _migrated
        faults = [fault.code for fault in schema_check.faults_at_start()] if _migrated else []
        parts["schema"] = _migrated and not faults
        parts["worker"] = heartbeat.is_alive("worker", at=now())
    except DatabaseError:
        pass
    fine = all(parts.values())
    status = "ok" if fine else "broken" if faults else "starting"
    body = {"status": status, "engine": connection.vendor, **parts}
    return JsonResponse(body | ({"faults": faults} if faults else {}), status=200 if fine else 503)


@require_safe
def may_listen(request: MingaRequest, official: bool = False) -> HttpResponse:
    """Asked by the stream itself: the ticket of who may hear this city, or a refusal.

    The route table has already decided; here only the scope is put together. Who does not
    dispatch hears what is official of the own bodies alone, as on the pages.
    """
    subject = ""
    if receipt := request.GET.get("report", ""):
        subject = read_receipt(receipt) or "-"
    scope = {"city_id": request.city.pk, "official": official, "subject": subject}
    if official and not request.authority.dispatches:
        scope["bodies"] = codes_of_bodies(request.authority.answers)
    return JsonResponse(scope)


@require_safe
def may_listen_in(request: HttpRequest, code: str) -> HttpResponse:
    """Asked by the stream of one workshop: everybody with its code may hear it, codes only."""
    workshop = workshop_by_code(code)
    if workshop is None:
        return error_response(request, 404)
    scope = {"city_id": workshop.city_id, "official": False, "subject": workshop.code}
    return JsonResponse(scope)


@require_safe
def media(request: HttpRequest, token: str) -> HttpResponse:
    """A private photo or voice note by its signed link; no cookie is read or set here."""
    try:
        name, viewer = read_media_link(token)
    except BadSignature as reason:
        raise Http404 from reason
    pk, _, epoch = viewer.partition(".")
    looks = Person.objects.filter(pk=pk, epoch=epoch, is_active=True).exists()
    attachment = Attachment.objects.filter(name=name).first()
    if not looks or attachment is None:
        raise Http404
    kind = attachment.content_type
    return _file(request, attachment.name, kind, as_attachment=attachment.kind == "voice")


@require_safe
def published(request: HttpRequest, name: str) -> HttpResponse:
    """The redacted copy of a photo that an official published, while its report is public."""
    is_published = Attachment.objects.filter(published_name=name, report__hidden=False).exists()
    if not is_published:
        raise Http404
    response = _file(request, name, "image/jpeg", as_attachment=False)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _file(
    request: HttpRequest, name: str, content_type: str, *, as_attachment: bool
) -> HttpResponse:
    try:
        data = media_store.read(name)
    except FileNotFoundError as reason:
        raise Http404 from reason
    response = byte_ranges.answer(data, request.headers.get("Range", ""), content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


@require_safe
def map_style(request: HttpRequest, slug: str) -> HttpResponse:
    """The plain style of a city without a map of its own: its areas and roads."""
    city: City | None = city_named(slug)
    if city is None:
        raise Http404
    etag = f'"{city.slug}-{city.revision}-{request.GET.get("dark", "")}-1"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    style = mapstyle.plain_style(city, dark=bool(request.GET.get("dark")))
    return HttpResponse(
        json.dumps(style),
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": "public, no-cache"},
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it serves every page of the app."""
    path = settings.STATIC_FOLDER / settings.STATIC_DIGEST / "reports" / "worker.js"
    if not path.is_file():
        raise Http404
    code = path.read_text().replace("__STATIC__", settings.STATIC_URL)
    headers = {"Cache-Control": "no-cache", "Last-Modified": http_date(path.stat().st_mtime)}
    return HttpResponse(code, content_type="text/javascript; charset=utf-8", headers=headers)
