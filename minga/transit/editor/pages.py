"""Where a city draws its lines: the list, the form of one, publishing, and the feed as a file."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import read
from minga.kernels.feedmaking import DrawingRefused, Line, Way, length_m, running_s
from minga.territory.request import MingaRequest, signed_in
from minga.transit.editor import forms
from minga.transit.editor.actions import (
    LineChanged,
    LineExists,
    NothingDrawn,
    draw_line,
    drawn_feed,
    erase_line,
)
from minga.transit.editor.forms import PublishForm, ShownForm, seen_in
from minga.transit.editor.queries import drawn_lines, feed_of, line_of, published, waiting
from minga.transit.feeds.actions.uploads import FeedCard, send_feed
from minga.transit.models import DrawnLine
from minga.transit.phrases import MODES
from minga.transit.service_days import day_of

MAX_CODES = 50


class Facts(NamedTuple):
    """How long a way is and how long a vehicle takes."""

    way: Way
    km: float
    minutes: int


def facts_of(line: Line) -> list[Facts]:
    """Of every way that has a path."""
    return [
        Facts(way, length_m(way.path) / 1000, round(running_s(way, line.speed_kmh) / 60))
        for way in line.ways
        if len(way.path) > 1 and line.speed_kmh > 0
    ]


@require_safe
def lines(request: MingaRequest) -> HttpResponse:
    """Every drawn line, and what of them is in service."""
    return _list(request)


def _list(request: MingaRequest, faults: dict[str, Any] | None = None) -> HttpResponse:
    city = request.city
    today = day_of(city, now())
    rows = drawn_lines(city)
    version = published(city, today)
    context = {
        "rows": [(row, facts_of(line_of(row))) for row in rows],
        "ready": [row for row in rows if not row.is_draft and row.is_demo == city.is_demo],
        "version": version,
        "newer": version is not None
        and any(row.changed_at > version.imported_at for row in rows if not row.is_draft),
        "waiting": waiting(city),
        "today": today,
        "faults": faults or {},
        "given": request.POST,
    }
    return render(request, "transit/draw.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MingaRequest) -> HttpResponse:
    """A line that is not there yet."""
    if request.method != "POST":
        return _form(request, forms.blank())
    return _sent(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: MingaRequest, code: str) -> HttpResponse:
    """One line, to be changed; what was drawn outlives a line that was deleted meanwhile."""
    if request.method == "POST":
        return _sent(request, _found(request, code))
    row = _row(request, code)
    return _form(request, forms.filled(line_of(row)), row)


@require_POST
def erase(request: MingaRequest, code: str) -> HttpResponse:
    """Delete a line as it was seen."""
    row = _row(request, code)
    seen = seen_in(request.POST)
    try:
        erase_line(city=row.city, code=code, seen=seen, by=signed_in(request), at=now())
    except LineChanged as trouble:
        return _form(request, forms.filled(line_of(row)), trouble.row, changed=True)
    return _back(request, "transit:draw")


@require_POST
def publish(request: MingaRequest) -> HttpResponse:
    """Hand all whole lines to the reader of feeds, for a day."""
    city = request.city
    at = now()
    sent = {
        "starts_on": request.POST.get("starts_on", ""),
        "holidays": request.POST.get("holidays", "").split(),
    }
    try:
        form = read(PublishForm, sent, context=day_of(city, at))
        content = _feed(request, form.starts_on, tuple(form.holidays))
    except BadInput as refused:
        return _list(request, {fault.field: fault.message for fault in refused.faults})
    except NothingDrawn:
        return _list(request, {"nothing": True})
    own = feed_of(city)
    card = FeedCard(own.slug, own.name, form.starts_on, own.credit, own.licence)
    send_feed(city=city, card=card, chunks=[content], by=signed_in(request), at=at)
    return _back(request, "transit:draw")


@require_safe
def feed(request: MingaRequest) -> HttpResponse:
    """All whole lines as a GTFS zip."""
    city = request.city
    try:
        content = _feed(request, day_of(city, now()))
    except NothingDrawn as nothing:
        raise Http404 from nothing
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{city.slug}-gtfs.zip"'
    return answer


def _feed(request: MingaRequest, day: date, holidays: tuple[date, ...] = ()) -> bytes:
    city = request.city
    url = request.build_absolute_uri(reverse("transit:move"))
    return drawn_feed(city=city, starts_on=day, url=url, holidays=holidays, is_demo=city.is_demo)


def _sent(request: MingaRequest, row: DrawnLine | None) -> HttpResponse:
    """Save, or show again with what was asked for: a track, a check, faults."""
    city = request.city
    verb = request.POST.get("do", "save")
    form = forms.sent(request.POST)
    if verb in {"track-0", "track-1"}:
        forms.take_track(request, form, verb[-1])
        return _form(request, form, row)
    drawn = forms.read_line(city, form, row.code if row else "")
    if row is None and forms.seen_in(request.POST):
        return _form(request, form, drawn=drawn, changed=True)
    if verb == "check":
        for flaw in () if form.faults else forms.flaws_of(drawn):
            form.flaw(flaw)
        return _form(request, form, row, drawn=drawn, checked=True)
    if form.faults:
        return _form(request, form, row, drawn=drawn)
    try:
        saved = _saved(request, drawn, row, is_draft=verb == "draft", at=now())
    except DrawingRefused as refused:
        for _, flaw in refused.flaws:
            form.flaw(flaw)
        return _form(request, form, row, drawn=drawn)
    except LineChanged as trouble:
        return _form(request, form, trouble.row, drawn=drawn, changed=True)
    where = reverse("transit:draw_line", args=[saved.code])
    return redirect(f"{where}?saved=1{_city_part(request, '&')}")


def _saved(
    request: MingaRequest, drawn: Line, row: DrawnLine | None, *, is_draft: bool, at: datetime
) -> DrawnLine:
    """Under the code of its name, or the next one that is free."""
    city = request.city
    if row is not None:
        return draw_line(
            city=city, line=drawn, by=signed_in(request), at=at, seen=seen_in(request.POST),
            is_draft=is_draft, is_demo=row.is_demo,
        )  # fmt: skip
    for number in range(1, MAX_CODES):
        coded = forms.coded(drawn, number)
        try:
            return draw_line(
                city=city, line=coded, by=signed_in(request), at=at, is_draft=is_draft,
                is_demo=city.is_demo,
            )  # fmt: skip
        except LineExists:
            continue
    raise LineExists(drawn.code)


def _form(
    request: MingaRequest,
    form: ShownForm,
    row: DrawnLine | None = None,
    *,
    drawn: Line | None = None,
    checked: bool = False,
    changed: bool = False,
) -> HttpResponse:
    shown = drawn or (line_of(row) if row and not form.faults else None)
    context = {
        "form": form,
        "row": row,
        "facts": facts_of(shown) if shown else [],
        "checked": checked and not form.faults,
        "changed": changed,
        "gone": changed and row is None,
        "seen": _mark(request, row, changed=changed),
        "differences": forms.differences_of(forms.filled(line_of(row)), form)
        if changed and row
        else [],
        "saved": "saved" in request.GET and request.method == "GET",
        "modes": [(str(code), MODES[code]) for code in forms.MODES],
        "blank": range(forms.BLANK_PERIODS),
    }
    status = 409 if changed else 422 if form.faults and not checked else 200
    return render(request, "transit/draw_line.html", context, status=status)


def _found(request: MingaRequest, code: str) -> DrawnLine | None:
    return DrawnLine.objects.filter(city=request.city, code=code).select_related("by").first()


def _row(request: MingaRequest, code: str) -> DrawnLine:
    row = _found(request, code)
    if row is None:
        raise Http404
    return row


def _mark(request: MingaRequest, row: DrawnLine | None, *, changed: bool) -> int | None:
    """The revision that the form replaces: the one it was read at, or is shown beside it now."""
    was_read = request.method == "POST" and not changed
    return forms.seen_in(request.POST) or None if was_read else row.revision if row else None


def _city_part(request: MingaRequest, sign: str) -> str:
    city = request.city
    return f"{sign}city={city.slug}" if request.GET.get("city") else ""


def _back(request: MingaRequest, name: str) -> HttpResponse:
    return redirect(reverse(name) + _city_part(request, "?"))
