"""The roadmap: a table everybody can read, the picture for the wall, and its news."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.ground.conflicts import Changed, differences
from minga.ground.errors import BadInput
from minga.ground.forms import read_partly
from minga.ground.revisioned import Revisioned
from minga.programme.core import lookup
from minga.programme.core.pages.nodes import show_node
from minga.programme.kinds import KINDS
from minga.programme.models import Programme
from minga.programme.vision.actions.roadmap import follow_up, set_horizon
from minga.programme.vision.queries.roadmap import news_of, roadmap_of, today_of
from minga.territory.request import MingaRequest

NEWS_DAYS = 90
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
MAX_KEPT_PICTURES = 24
_pictures = Revisioned[tuple[int, str, str], str | bytes](most=MAX_KEPT_PICTURES)
"""By programme, language and form."""


@require_safe
def roadmap(request: MingaRequest, slug: str) -> HttpResponse:
    """Initiatives by block, and what happened since a day that the reader chooses."""
    return _roadmap_page(request, lookup.programme_or_404(request, slug))


def _roadmap_page(
    request: MingaRequest,
    programme: Programme,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    rights, at = lookup.rights(request, programme, "initiative"), now()
    since = read_partly(lookup.DaysForm, request.GET)[0].since
    since = since or today_of(at) - timedelta(days=NEWS_DAYS)
    start = timezone.make_aware(datetime.combine(since, time.min))
    context = {
        "programme": programme,
        "kind": KINDS["initiative"],
        "roadmap": roadmap_of(programme, today=today_of(at), everything=rights.see),
        "news": news_of(programme, since=start, everything=rights.see),
        "since": since.isoformat(),
        "rights": rights,
        "leads": lookup.leads(request),
        "years": ", ".join(map(str, programme.horizon)),
    }
    return render(request, "programme/roadmap.html", context | dict(extra or {}), status=status)


@require_POST
def horizon(request: MingaRequest, slug: str) -> HttpResponse:
    """Agree on the milestone years, written with commas or spaces between."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    written = request.POST.get("years", "")[:200]
    try:
        years = written.replace(",", " ").split()
        seen = request.POST.get("seen")
        set_horizon(programme=programme, years=years, at=now(), by=by, seen=seen)
    except Changed:
        programme.refresh_from_db()
        row = (_("Milestone years"), ", ".join(map(str, programme.horizon)), written)
        extra: dict[str, Any] = {"years": written, "conflict": {"differences": differences([row])}}
        return _roadmap_page(request, programme, extra, 409)
    except BadInput as error:
        extra = {"years": written, "fault": error.faults[0].message}
        return _roadmap_page(request, programme, extra, 422)
    return redirect("programme:roadmap", slug)


@require_POST
def update(request: MingaRequest, public_id: str) -> HttpResponse:
    """Say in public how an initiative goes."""
    node = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, node.programme)
    text, progress = request.POST.get("told", ""), request.POST.get("progress", "")
    try:
        follow_up(node=node, text=text, progress=progress, at=now(), by=by)
    except BadInput as error:
        faults = {"update_faults": lookup.by_field(error.faults), "told": text}
        return show_node(request, node, faults | {"progress": progress}, error.status)
    except tuple(lookup.TROUBLES) as error:
        refusal, status = lookup.refusal(error, told=text, progress=progress)
        return show_node(request, lookup.node_or_404(request, public_id), refusal, status)
    return redirect("programme:node", public_id)


@require_safe
def picture(request: MingaRequest, slug: str, form: str) -> HttpResponse:
    """The public roadmap as one picture: SVG for screens, PDF on A3 for the wall."""
    programme = lookup.programme_or_404(request, slug)
    kind = "image/svg+xml" if form == "svg" else "application/pdf"
    drawn = _drawn(programme, form)
    response = HttpResponse(
        drawn, content_type=kind, headers={"Cache-Control": "public, max-age=60"}
    )
    response.headers["Content-Security-Policy"] = _policy(drawn)
    name = f"minga-{programme.slug}-roadmap.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or ""
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _policy(drawn: str | bytes) -> str:
    """A picture may do nothing; an SVG may use the letters of its style element, by its hash."""
    style = STYLE.search(drawn) if isinstance(drawn, str) else None
    if style is None:
        return "default-src 'none'"
    own = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{own}'; font-src data:"


def _drawn(programme: Programme, form: str) -> str | bytes:
    """The picture, drawn once for each state of the roadmap, day and language."""
    at, language = now(), get_language() or "es"
    nodes = programme.nodes.filter(kind="initiative")
    seen = nodes.aggregate(last=Max("changed_at"), many=Count("pk"))
    state = (
        programme.title, tuple(programme.horizon), seen["last"], seen["many"], today_of(at),
    )  # fmt: skip

    def draw() -> str | bytes:
        # Loaded when the first picture is drawn: it takes a second, and most processes draw none.
        from minga.programme.vision.papers import Poster, roadmap_pdf, roadmap_svg

        drawing: Callable[..., str | bytes] = roadmap_svg if form == "svg" else roadmap_pdf
        poster = Poster(
            roadmap_of(programme, today=today_of(at)),
            settings.MINGA_BASE_URL + reverse("programme:roadmap", args=[programme.slug]),
            settings.MINGA_BASE_URL + reverse("programme:node", args=["NODE"]),
            at,
        )
        return drawing(poster, language=language)

    return _pictures.get((programme.pk, language, form), state, draw)
