"""Citizen tests: try something, say how it went, and see what everybody's answers come to."""

import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.conflicts import Changed, differences
from minga.ground.documents.spreadsheets import as_csv
from minga.ground.errors import BadInput, KeyReused
from minga.ground.http import read_key
from minga.people.models import Helix
from minga.programme.access import ANSWER, Act
from minga.programme.citizen_tests.actions import Tried, answer_test, publish_words
from minga.programme.citizen_tests.queries import (
    answer_named,
    is_open,
    results_of,
    sheet_of,
    worded_answers,
)
from minga.programme.citizen_tests.rules import MAX_TASKS, TestClosed, tasks_of
from minga.programme.core import lookup
from minga.programme.models import Node
from minga.programme.phrases import AGE_NAMES, MANY_ANSWERS, TEST_CLOSED
from minga.territory.request import MingaRequest


def test_or_404(request: MingaRequest, slug: str, public_id: str) -> Node:
    """The test of this programme with this id, if whoever asks may see it."""
    test = lookup.node_or_404(request, public_id)
    if test.kind != "test" or test.programme.slug != slug:
        raise Http404
    return test


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: MingaRequest, slug: str, public_id: str) -> HttpResponse:
    """Try it and answer. Without scripts the form itself is sent; with them, through the API."""
    test = test_or_404(request, slug, public_id)
    if request.method != "POST":
        return _campaign_page(request, test, {})
    try:
        _send_answer(request, test)
    except BadInput as error:
        return _campaign_page(
            request, test, {"faults": lookup.by_field(error.faults)}, error.status
        )
    except TestClosed:
        return _campaign_page(request, test, {"trouble": TEST_CLOSED}, 409)
    except KeyReused:
        pass  # the way back in the browser: what was sent first counts
    except rate_limit.TooMany as many:
        response = _campaign_page(request, test, {"trouble": MANY_ANSWERS}, 429)
        response.headers["Retry-After"] = str(many.retry_after_s)
        return response
    query = f"?thanks=1&city={test.programme.city.slug}"
    return redirect(reverse("programme:campaign_results", args=[slug, public_id]) + query)


def _send_answer(request: MingaRequest, test: Node) -> None:
    at, form = now(), request.POST
    tasks = form.getlist("task")[:MAX_TASKS]
    tried = Tried(
        rating=form.get("rating", ""),
        tasks=[
            {
                "task": task,
                "outcome": form.get(f"outcome-{number}", ""),
                "took_s": form.get(f"took-{number}", ""),
            }
            for number, task in enumerate(tasks, start=1)
        ],
        text=form.get("text", ""),
        helix=form.get("helix", ""),
        age_band=form.get("age_band", ""),
    )
    answer_test(
        test=test,
        tried=tried,
        key=read_key(form.get("key")),
        at=at,
        admit=lambda: count(request, at),
    )


def count(request: MingaRequest, at: Any) -> None:
    """One answer from this address. Raises TooMany."""
    rate_limit.take(f"a:{request.sender}", per_minute=settings.MINGA_LIMIT_ADDRESS, at=at)


def _campaign_page(
    request: MingaRequest, test: Node, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    form = request.POST
    context = {
        "programme": test.programme,
        "test": test,
        "is_open": is_open(test, at=now()),
        "tasks": [
            (number, task, form.get(f"outcome-{number}", ""))
            for number, task in enumerate(tasks_of(test.fields), start=1)
        ],
        "is_elsewhere": not test.fields.get("address", "").startswith("/"),
        "ratings": rating_names(),
        "helices": Helix.choices,
        "ages": AGE_NAMES.items(),
        "given": form,
        "key": secrets.token_urlsafe(18),
        "words": script_texts(),
        "faults": {},
    }
    return render(request, "programme/campaign.html", context | extra, status=status)


def rating_names() -> list[tuple[int, str]]:
    """The five steps of the rating, worst first."""
    names = (_("Very bad"), _("Bad"), _("So-so"), _("Good"), _("Very good"))
    return list(enumerate(names, start=1))


def script_texts() -> dict[str, Any]:
    """What the page's modules say."""
    return {
        "kept": _("No signal: your answer is kept on this phone and goes out by itself."),
        "sending": _("Sending…"),
        "sent": _("Thank you. Your answer has arrived."),
        "refused": _("Your answer could not be taken: {why}"),
        "start": _("Start the clock"),
        "stop": _("Stop the clock"),
        "took": _("{time} on the clock"),
    }


@require_safe
def results(request: MingaRequest, slug: str, public_id: str) -> HttpResponse:
    """What the answers come to; `?part` is the moving part alone."""
    return _results(request, test_or_404(request, slug, public_id), {})


def _results(
    request: MingaRequest, test: Node, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    answer_rights = lookup.rights(request, test.programme, ANSWER, test)
    context = {
        "programme": test.programme,
        "test": test,
        "is_open": is_open(test, at=now()),
        "results": results_of(test),
        "rating_names": dict(rating_names()),
        "helix_names": dict(Helix.choices),
        "age_names": AGE_NAMES,
        "answers": worded_answers(test, everything=answer_rights.see),
        "rights": answer_rights,
        "thanks": "thanks" in request.GET,
    }
    page = "_results.html" if "part" in request.GET else "campaign_results.html"
    return render(request, f"programme/{page}", context | extra, status=status)


@require_safe
def sheet(request: MingaRequest, slug: str, public_id: str) -> HttpResponse:
    """The results as CSV: counts, and the words that were published."""
    test = test_or_404(request, slug, public_id)
    header, *rows = sheet_of(test)
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="test-{test.public_id}.csv"'
    return response


@require_POST
def words(request: MingaRequest, slug: str, public_id: str, answer: str) -> HttpResponse:
    """An official shows the words of an answer, shortened or not, or takes them back."""
    test = test_or_404(request, slug, public_id)
    by = lookup.writer(request, test.programme, Act.MOVE, kind=ANSWER)
    answered = answer_named(test, answer)
    if answered is None:
        raise Http404
    text = request.POST.get("text", "") if request.POST.get("verb") == "publish" else ""
    try:
        publish_words(answer=answered, text=text, at=now(), by=by, seen=request.POST.get("seen"))
    except Changed:
        stands = answer_named(test, answer) or answered
        row = (_("What everybody reads"), stands.published_text, text)
        sent = {"answer": answer, "text": request.POST.get("text", "")}
        extra = {"differences": differences([row]), "sent": sent}
        return _results(request, test, extra, status=409)
    return redirect(reverse("programme:campaign_results", args=[slug, public_id]) + "#words")
