"""The stakeholder map, its spreadsheets, and the forms that keep it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.conflicts import Changed, Difference, differences
from minga.ground.documents.spreadsheets import XLSX, as_csv, as_xlsx
from minga.ground.errors import BadInput
from minga.ground.sheets import SheetUnreadable
from minga.people.models import Organisation
from minga.programme.access import STAKE
from minga.programme.core import lookup
from minga.programme.kinds import KINDS
from minga.programme.models import Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions.partners_import import Outcome, take_partners
from minga.programme.partners.actions.stakes import move_buy_in, place_stake
from minga.programme.partners.matrix import matrix_of
from minga.programme.partners.queries import (
    history_of,
    map_of,
    promise_rows,
    promises_of,
    stake_named,
    stake_rows,
)
from minga.programme.partners.sheet import SHEET_NAMES, Notice, header_of, read_partners
from minga.programme.phrases import BUY_IN_NAMES
from minga.programme.sheet_reader import MAX_FILE_BYTES, TOO_LARGE, read_tables
from minga.territory.request import MingaRequest


@require_safe
def partners(request: MingaRequest, slug: str) -> HttpResponse:
    """Who takes part, what each promised, and whether it came."""
    return _map_page(request, lookup.programme_or_404(request, slug))


def _map_page(
    request: MingaRequest,
    programme: Programme,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    everything = lookup.sees(request, programme, STAKE)
    component = request.GET.get("component", "")[:40]
    today = timezone.localdate()
    partner_map = map_of(programme, today=today, everything=everything, component=component)
    judged = [
        (partner.number, partner.organisation.helix, partner.interest, partner.influence)
        for partner in partner_map.partners
        if partner.interest and partner.influence
    ]
    context = {
        "programme": programme,
        "map": partner_map,
        "matrix": matrix_of(judged) if everything and judged else None,
        "components": programme.components.order_by("number"),
        "component": component,
        "promises": promises_of(programme, today=today, everything=everything),
        "history": history_of(programme) if everything else {},
        "buy_in_names": BUY_IN_NAMES,
        "commitment": KINDS["commitment"],
        "organisations": Organisation.objects.order_by("name") if everything else [],
        "sees": everything,
        "commitment_rights": lookup.rights(request, programme, "commitment"),
        "leads": lookup.leads(request),
        "today": today,
        "faults": {},
    }
    return render(request, "programme/partners.html", context | dict(extra or {}), status=status)


@require_http_methods(["POST"])
def place(request: MingaRequest, slug: str) -> HttpResponse:
    """Enter an organisation on the map, or judge it anew."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    try:
        organisation = lookup.given_organisation(request)
        if organisation is None:
            raise Http404
        code = request.POST.get("component", "")
        component = programme.components.filter(code=code).first() if code else None
        place_stake(
            programme=programme,
            organisation=organisation,
            component=component,
            role=request.POST.get("role", ""),
            interest=request.POST.get("interest", ""),
            influence=request.POST.get("influence", ""),
            at=now(),
            by=by,
            seen=request.POST.get("seen"),
        )
    except Changed:
        stands = programme.stakes.get(organisation=organisation, component=component)
        extra = {
            "placed": request.POST,
            "differences": _judged(request, stands),
            "seen": stands.mark,
        }
        return _map_page(request, programme, extra, 409)
    except BadInput as error:
        faults = lookup.by_field(error.faults)
        extra = {"faults": faults, "placed": request.POST, "seen": request.POST.get("seen", "")}
        return _map_page(request, programme, extra, 422)
    return redirect("programme:partners", slug)


def _judged(request: MingaRequest, stands: Stake) -> list[Difference]:
    """How a judgement that was sent differs from the one that stands."""
    names = {"role": _("Role"), "interest": _("Interest"), "influence": _("Influence")}
    return differences(
        (label, str(getattr(stands, name) or ""), request.POST.get(name, ""))
        for name, label in names.items()
    )


@require_POST
def buy_in(request: MingaRequest, slug: str, stake: int) -> HttpResponse:
    """Say how far an organisation has come along, since when and why."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    row = stake_named(programme.city, stake)
    if row is None or row.programme_id != programme.pk:
        raise Http404
    try:
        move_buy_in(
            stake=row,
            buy_in=request.POST.get("buy_in", ""),
            on=lookup.given_day(request, "on") or timezone.localdate(),
            reason=request.POST.get("reason", ""),
            at=now(),
            by=by,
            seen=request.POST.get("seen"),
        )
    except Changed:
        row.refresh_from_db()
        sent = str(BUY_IN_NAMES.get(request.POST.get("buy_in", ""), ""))
        difference = (_("How far along"), str(BUY_IN_NAMES[row.buy_in]), sent)
        extra = {"tried": stake, "given": request.POST, "differences": differences([difference])}
        return _map_page(request, programme, extra, 409)
    except BadInput as error:
        faults = lookup.by_field(error.faults)
        extra = {"faults": faults, "tried": stake, "given": request.POST}
        return _map_page(request, programme, extra, 422)
    return redirect("programme:partners", slug)


@require_POST
def take(request: MingaRequest, slug: str) -> HttpResponse:
    """Take a spreadsheet in, and say what became of each row."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme)
    upload = request.FILES.get("file")
    try:
        if upload is None or (upload.size or 0) > MAX_FILE_BYTES:
            raise SheetUnreadable(TOO_LARGE)
        read = read_partners(read_tables(upload.read()))
        outcome = take_partners(
            programme=programme, read=read, at=now(), today=timezone.localdate(), by=by
        )
    except SheetUnreadable as error:
        outcome = Outcome(notices=[Notice("", 0, error.message)])
    except BadInput as error:
        outcome = Outcome(notices=[Notice("", 0, error.faults[0].message)])
    status = 200 if outcome.stored else 422
    return _map_page(request, programme, {"outcome": outcome}, status)


@require_safe
def sheet(request: MingaRequest, slug: str, form: str) -> HttpResponse:
    """The map as a workbook, or one of its two tables as CSV."""
    programme = lookup.programme_or_404(request, slug)
    if not lookup.sees(request, programme, STAKE):
        raise Refused("does not see the partners")
    name = f"{programme.slug}-{form.removesuffix('.csv').removesuffix('.xlsx')}"
    if form == "partners.xlsx":
        data, kind = workbook_of(programme), XLSX
    elif form in ("partners.csv", "commitments.csv"):
        table = form.removesuffix(".csv")
        rows = stake_rows(programme) if table == "partners" else promise_rows(programme)
        data, kind = as_csv(header_of(table), rows), "text/csv; charset=utf-8"
    else:
        raise Http404
    ending = form.rsplit(".", 1)[-1]
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(data, content_type=kind, headers=disposition)


def workbook_of(programme: Programme) -> bytes:
    """Both tables as one workbook."""
    tables = {"partners": stake_rows, "commitments": promise_rows}
    sheets = {
        str(SHEET_NAMES[name]): (header_of(name), rows(programme)) for name, rows in tables.items()
    }
    return as_xlsx(sheets)
