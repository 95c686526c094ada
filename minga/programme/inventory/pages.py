"""The inventory of technology and data as spreadsheets, out and in."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from minga.ground.clock import now
from minga.ground.documents.spreadsheets import XLSX, as_csv, as_xlsx
from minga.ground.sheets import SheetUnreadable
from minga.programme.access import Act
from minga.programme.core import lookup
from minga.programme.core.queries.nodes import nodes_of
from minga.programme.inventory.actions import Outcome, take_inventory
from minga.programme.inventory.sheet import INVENTORY, header_of, read_inventory, row_of
from minga.programme.kinds import KINDS, Kind
from minga.programme.sheet_reader import MAX_FILE_BYTES, TOO_LARGE, read_tables
from minga.territory.request import MingaRequest

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def _kind(code: str) -> Kind:
    if code not in INVENTORY:
        raise Http404
    return KINDS[code]


@require_safe
def sheet(request: MingaRequest, slug: str, kind: str, form: str) -> HttpResponse:
    """The inventory of a kind as CSV or XLSX, as much of it as the asker may see."""
    programme, definition = lookup.programme_or_404(request, slug), _kind(kind)
    if form not in FORMS:
        raise Http404
    everything = lookup.sees(request, programme, kind)
    rows = [row_of(node) for node in nodes_of(programme, kind, everything=everything)]
    header = header_of(kind)
    body = as_csv(header, rows) if form == "csv" else as_xlsx({definition.code: (header, rows)})
    response = HttpResponse(body, content_type=FORMS[form])
    name = f"{programme.slug}-{kind}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def inventory(request: MingaRequest, slug: str, kind: str) -> HttpResponse:
    """Take a spreadsheet in; every row that is no good is told, and then nothing is stored."""
    programme, definition = lookup.programme_or_404(request, slug), _kind(kind)
    by = lookup.writer(request, programme, Act.PUBLISH, kind=kind)
    context: dict[str, Any] = {
        "programme": programme,
        "kind": definition,
        "columns": header_of(kind),
        "outcome": None,
    }
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None or (upload.size or 0) > MAX_FILE_BYTES:
                raise SheetUnreadable(TOO_LARGE)
            read = read_inventory(kind, read_tables(upload.read()))
            outcome = take_inventory(programme=programme, kind=kind, read=read, at=now(), by=by)
        except SheetUnreadable as error:
            outcome = Outcome(faults=[(0, error.message)])
        context["outcome"] = outcome
    faults = context["outcome"].faults if context["outcome"] else ()
    return render(request, "programme/inventory.html", context, status=422 if faults else 200)
