"""Challenges from citizens: propose without an account, follow one's own, read what was decided."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.programme.core import lookup
from minga.programme.core.queries.graph import provenance_of, successors_of
from minga.programme.kinds import KINDS
from minga.programme.listening.actions.proposals import (
    AlreadySent,
    erase_proposal,
    propose_challenge,
    withdraw_proposal,
)
from minga.programme.listening.queries import (
    challenges_like,
    decisions_of,
    proposal_of,
    proposer_token,
    public_challenge,
    public_report,
    takes_proposals,
)
from minga.programme.models import Node, Programme
from minga.programme.phrases import ALREADY_SENT, PROPOSALS_SHUT, TOO_MANY_PROPOSALS
from minga.programme.rules import NotCurrent
from minga.reports.present import page_url
from minga.territory.request import MingaRequest

MAX_KEY_LENGTH = 80
PRIVATE_LINK = re.compile(r"/programme/([-\w]+)/proposed/([-\w]+)/([-\w]+)/?")
OF_ADDRESS = 40
"""One in so many of what an address may send a minute may be a challenge: 30 by default."""


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: MingaRequest, slug: str) -> HttpResponse:
    """Three fields. What is alike is shown before anything is sent."""
    programme = lookup.programme_or_404(request, slug)
    if request.method != "POST":
        return _proposal_page(request, programme, {})
    text = " ".join(request.POST.get(name, "") for name in ("title", "text"))
    if not request.POST.get("sure") and request.POST.get("title", "").strip():
        alike = challenges_like(programme, text, everything=False)
        if alike:
            return _proposal_page(request, programme, {"alike": alike})
    try:
        return _send(request, programme)
    except BadInput as error:
        return _proposal_page(request, programme, *lookup.refusal(error))
    except AlreadySent:
        return _proposal_page(request, programme, {"trouble": ALREADY_SENT, "key": new_key()}, 409)
    except rate_limit.TooMany as many:
        answer = _proposal_page(request, programme, {"trouble": TOO_MANY_PROPOSALS}, 429)
        answer.headers["Retry-After"] = str(many.retry_after_s)
        return answer


def new_key() -> str:
    """A key of one sending: sent twice, it is stored once."""
    return secrets.token_urlsafe(24)


def _send(request: MingaRequest, programme: Programme) -> HttpResponse:
    at = now()
    key = request.POST.get("key", "")
    if not 16 <= len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        key = new_key()
    report = public_report(programme, request.POST.get("report", ""))

    def admit() -> None:
        # One hand at a time; the address as a whole shares the allowance of its reports.
        per_minute = settings.MINGA_LIMIT_ADDRESS
        share = max(1, per_minute // OF_ADDRESS) if per_minute else 0
        rate_limit.take(f"p:{request.sender}", per_minute=share, at=at)
        rate_limit.take(f"a:{request.sender}", per_minute=per_minute, at=at)

    proposed = propose_challenge(
        programme=programme,
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        where=request.POST.get("where", ""),
        evidence_link=page_url(report.receipt) if report else "",
        key=key,
        at=at,
        admit=admit,
    ).node
    token = proposer_token(proposed.public_id)
    return redirect("programme:proposed", programme.slug, proposed.public_id, token)


def _proposal_page(
    request: MingaRequest, programme: Programme, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    form = request.POST if request.method == "POST" else request.GET
    report = public_report(programme, form.get("report", ""))
    context = {
        "programme": programme,
        "kind": KINDS["challenge"],
        "title": form.get("title", ""),
        "text": form.get("text", ""),
        "where": form.get("where", ""),
        "key": form.get("key", "") or new_key(),
        "report": report,
        "faults": {},
        "alike": [],
    }
    if not takes_proposals(programme):
        context |= {"trouble": PROPOSALS_SHUT, "shut": True}
    return render(request, "programme/propose.html", context | extra, status=status)


@require_safe
def proposed(request: MingaRequest, slug: str, public_id: str, token: str) -> HttpResponse:
    """What became of my challenge? For who has the private link, even before it is public."""
    return _proposed_page(request, *_own_proposal(request, slug, public_id, token))


@require_POST
def change_proposed(
    request: MingaRequest, slug: str, public_id: str, token: str, verb: str
) -> HttpResponse:
    """Take one's own challenge back, or erase its words, by the private link."""
    programme, node = _own_proposal(request, slug, public_id, token)
    if verb not in PROPOSER_VERBS:
        raise Http404
    if verb == "erase" and not request.POST.get("sure"):
        return _proposed_page(request, programme, node, {"unsure": True}, 422)
    try:
        PROPOSER_VERBS[verb](node=node, at=now())
    except NotCurrent as error:
        return _proposed_page(request, programme, node, *lookup.refusal(error))
    return redirect("programme:proposed", slug, node.public_id, token)


PROPOSER_VERBS = {"withdraw": withdraw_proposal, "erase": erase_proposal}


def _own_proposal(
    request: MingaRequest, slug: str, public_id: str, token: str
) -> tuple[Programme, Node]:
    programme = lookup.programme_or_404(request, slug)
    node = proposal_of(programme, public_id, token)
    if node is None:
        raise Http404
    return programme, node


def _proposed_page(
    request: MingaRequest,
    programme: Programme,
    node: Node,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    token = proposer_token(node.public_id)
    own = reverse("programme:proposed", args=[programme.slug, node.public_id, token])
    context = {
        "token": token,
        "programme": programme,
        "node": node,
        "kind": KINDS["challenge"],
        "kind_table": KINDS,
        "steps": node.steps.order_by("-pk"),
        "became": [successor for successor in successors_of(node) if successor.pk != node.pk],
        "provenance": provenance_of(node),
        "link": request.build_absolute_uri(own),
    }
    return render(request, "programme/proposed.html", context | dict(extra or {}), status=status)


@require_safe
def find_challenge(request: MingaRequest) -> HttpResponse:
    """From a challenge's number to its public page, from its private link to its own page."""
    typed = request.GET.get("code", "").strip()
    own = PRIVATE_LINK.search(typed)
    if own:
        return redirect("programme:proposed", *own.groups())
    node = public_challenge(request.city, typed)
    if node is not None:
        return redirect("programme:node", public_id=node.public_id)
    shown = {"typed_code": typed[:300], "challenge_trouble": bool(typed)}
    return render(request, "programme/find_challenge.html", shown, status=404 if typed else 200)


@require_safe
def decided(request: MingaRequest, slug: str) -> HttpResponse:
    """What was decided about citizens' challenges, each with its reason; no words of who asked."""
    programme = lookup.programme_or_404(request, slug)
    context = {"programme": programme, "decisions": decisions_of(programme)}
    return render(request, "programme/decided.html", context)
