"""The API of the room: file, follow, correct; and the officials' list and actions."""

from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import get_language
from ninja import File, Header, Query, Router
from ninja.files import UploadedFile

from minga.ground import rate_limit
from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.http import Errors, content, read_key
from minga.reports import actions, geojson, present, queries, shapes
from minga.reports.intake import FilingIn, settle
from minga.reports.models import Report, Source
from minga.reports.official_actions import OFFICIAL_ACTIONS, arguments_of
from minga.reports.phrases import NO_SUCH_CITY
from minga.reports.rules import may_attend
from minga.territory.atlas import atlas_of
from minga.territory.models import City
from minga.territory.queries import city_named, place_near, search_places
from minga.territory.request import MingaRequest, signed_in

router = Router()
E400 = {frozenset({400, 404, 413, 422, 503}): Errors}
E_TOKEN = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 503}): Errors}
E_FILE = {frozenset({400, 404, 408, 409, 413, 422, 429, 503}): Errors}


@router.get("/categories", url_name="categories", response={200: list[shapes.CategoryOut], **E400})
def categories(request: MingaRequest) -> HttpResponse:
    """What people of this city can report, in the city's order."""
    language = get_language()
    rows = [
        present.category(category, language) for category in queries.active_categories(request.city)
    ]
    return JsonResponse(rows, safe=False)


@router.post("/reports", url_name="reports", response={201: shapes.FiledOut, **E_FILE})
def file_report(
    request: MingaRequest,
    filing: FilingIn,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
    x_device: str | None = Header(None, alias="X-Device"),
) -> HttpResponse:
    """File a report, once per Idempotency-Key. No account is needed."""
    at = now()
    key = read_key(idempotency_key)
    city = _city(request, filing.city)
    category, read = settle(filing, city)
    report = actions.file_report(
        city=city,
        category=category,
        filing=read,
        key=key,
        source=_source(request),
        at=at,
        admit=lambda: _count(request.sender, x_device, at),
    ).report
    return JsonResponse(present.filed(report, city), status=201)


def _source(request: MingaRequest) -> Source:
    """Our own page says so by a header that a browser lets no script write."""
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return Source.WEB if is_ours else Source.API


def _count(sender: str, device: str | None, at: Any) -> None:
    rate_limit.take(f"a:{sender}", per_minute=settings.MINGA_LIMIT_ADDRESS, at=at)
    if device:
        rate_limit.take(f"d:{device[:70]}", per_minute=settings.MINGA_LIMIT_DEVICE, at=at)


REPLIES_PER_MINUTE = 6
"""Of the author of one report, who may correct a slip at once but floods no desk."""


def _count_words(report: Report) -> None:
    """One thing more that a reporter says. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        rate_limit.take(f"re:{report.receipt}", per_minute=REPLIES_PER_MINUTE, at=now())


def _city(request: MingaRequest, slug: str | None) -> City:
    if not slug:
        city = request.city
        return city
    named = city_named(slug)
    if named is None:
        raise BadInput.single("city", NO_SUCH_CITY, status=404)
    return named


@router.get(
    "/reports.geojson",
    url_name="reports_geojson",
    response={200: None, **E400},
    openapi_extra=content("application/geo+json", type="object"),
)
def reports_geojson(request: MingaRequest) -> HttpResponse:
    """Every public point of the city as GeoJSON, with an ETag."""
    return geojson.response(request, request.city)


@router.get("/reports/{receipt}", url_name="report", response={200: shapes.ReportOut, **E400})
def report(request: MingaRequest, receipt: str) -> HttpResponse:
    """The public state and timeline of one report. Its author also sees it while hidden."""
    report = report_or_404(receipt)
    if report.hidden and not queries.is_author(report.receipt, request.bearer):
        raise Http404
    return JsonResponse(present.public(report))


@router.post(
    "/reports/{receipt}/photos",
    url_name="report_photos",
    response={201: shapes.PhotoAddedOut, **E_TOKEN},
)
def add_photo(request: MingaRequest, receipt: str, photo: UploadedFile = File(...)) -> HttpResponse:
    """Add a photo to one's own report. Place and device are taken out of it."""
    source = cast(BinaryIO, photo.file)
    kept = actions.add_photo(report=_own_report(request, receipt), source=source, at=now())
    size = shapes.PhotoAddedOut(width=kept.width, height=kept.height)
    return JsonResponse(size, status=201)


@router.post(
    "/reports/{receipt}/voice",
    url_name="report_voice",
    response={201: shapes.VoiceAddedOut, **E_TOKEN},
)
def add_voice(request: MingaRequest, receipt: str, voice: UploadedFile = File(...)) -> HttpResponse:
    """Add a voice note of at most a minute to one's own report; officials only hear it."""
    kept = actions.add_voice(report=_own_report(request, receipt), data=voice.read(), at=now())
    return JsonResponse(shapes.VoiceAddedOut(duration_s=kept.duration_s), status=201)


@router.post(
    "/reports/{receipt}/not-fixed",
    url_name="report_not_fixed",
    response={200: shapes.ReportOut, 429: Errors, **E_TOKEN},
)
def not_fixed(
    request: MingaRequest, receipt: str, words: shapes.NotFixedIn | None = None
) -> HttpResponse:
    """Say that one's own report is not fixed: it goes back to its owner."""
    text = words.text if words else ""
    report = _own_report(request, receipt)
    _count_words(report)
    actions.say_not_fixed(report=report, text=text, at=now())
    return JsonResponse(present.public(report_or_404(receipt)))


@router.post(
    "/reports/{receipt}/reply",
    url_name="report_reply",
    response={200: shapes.ReportOut, 429: Errors, **E_TOKEN},
)
def reply(request: MingaRequest, receipt: str, added: shapes.ReplyIn) -> HttpResponse:
    """Answer the officials, correct place or kind of one's own report, say that it is fixed."""
    report = _own_report(request, receipt)
    _count_words(report)
    actions.reply(report=report, reply=actions.Reply(**added.model_dump()), at=now())
    return JsonResponse(present.public(report_or_404(receipt)))


@router.post(
    "/reports/{receipt}/forget",
    url_name="report_forget",
    response={200: shapes.ReportOut, **E_TOKEN},
)
def forget(request: MingaRequest, receipt: str) -> HttpResponse:
    """Erase words, contact, photos and voice of one's own report."""
    actions.forget_report(report=_own_report(request, receipt), at=now())
    return JsonResponse(present.public(report_or_404(receipt)))


@router.get("/places", url_name="places", response={200: shapes.PlacesOut, **E400})
def places(request: MingaRequest, q: str = Query("", max_length=160)) -> HttpResponse:
    """Places by name, however it is written."""
    matches = [present.place_found(place) for place in search_places(request.city, q)]
    return JsonResponse(shapes.PlacesOut(places=matches))


@router.get("/where", url_name="where", response={200: shapes.WhereOut, **E400})
def where(
    request: MingaRequest,
    lat: float = Query(..., ge=-90, le=90),
    lon: float = Query(..., ge=-180, le=180),
) -> HttpResponse:
    """A position in words, and who would answer there for each category."""
    atlas = atlas_of(request.city)
    area, _ = atlas.area_at(lat, lon)
    near = place_near(request.city, lat, lon)
    answers = {
        category.code: atlas.who_answers(category=category.code, lat=lat, lon=lon).body.name
        for category in queries.active_categories(request.city)
    }
    shown: shapes.WhereOut = {
        "area": {"code": area.code, "name": area.name} if area else None,
        "near": near.name if near else None,
        "inside": request.city.bounds.holds(lat, lon),
        "answers": answers,
    }
    return JsonResponse(shown)


@router.get(
    "/control/reports", url_name="control_reports", response={200: shapes.ListOut, **E_TOKEN}
)
def control_reports(
    request: MingaRequest,
    state: str = "",
    category: str = "",
    area: str = "",
    body: str = "",
    limit: int = Query(100, ge=1, le=queries.MAX_LIST_ROWS),
    after: int | None = Query(None, ge=1),
) -> HttpResponse:
    """The reports one attends, newest first; filters are codes by comma."""
    wanted = queries.Filter(
        *(part.split(",") if part else () for part in (state, category, area, body))
    )
    rows = wanted.apply(queries.attended_reports(request.city, request.authority))
    reports, following = queries.page_of(rows, limit=limit, after=after)
    language = get_language()
    rows_out = [present.row(report, language) for report in reports]
    return JsonResponse(shapes.ListOut(reports=rows_out, next=following))


@router.post(
    "/control/reports/{receipt}/{verb}",
    url_name="control_verb",
    response={200: shapes.RowOut, **E_TOKEN},
)
def control_verb(
    request: MingaRequest, receipt: str, verb: str, words: shapes.VerbIn | None = None
) -> HttpResponse:
    """Do something with a report: see `reports.official_actions`."""
    action = OFFICIAL_ACTIONS.get(verb)
    if action is None:
        raise Http404
    report = report_for_official(request, receipt)
    given = words.model_dump(exclude_unset=True) if words else {}
    by = signed_in(request)
    changed = action.act(report=report, at=now(), by=by, **arguments_of(action, given))
    return JsonResponse(present.row(changed, get_language()))


def report_for_official(request: MingaRequest, receipt: str) -> Report:
    """The report, if it is this official's; otherwise as if it did not exist."""
    report = report_or_404(receipt)
    if not may_attend(request.authority, report.held):
        raise Http404
    return report


def report_or_404(receipt: str) -> Report:
    """The report with this receipt, hidden or not; otherwise 404."""
    report = queries.report_by_receipt(receipt)
    if report is None:
        raise Http404
    return report


def _own_report(request: MingaRequest, receipt: str) -> Report:
    """The report, when the bearer token is its author's."""
    report = report_or_404(receipt)
    bearer = request.bearer
    refuse_unless(queries.is_author(report.receipt, bearer), "not the author")
    return report
