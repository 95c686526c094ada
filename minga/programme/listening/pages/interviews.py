"""Interviews: the guide builder, the record page for phones without signal, and its intake."""

import json
from typing import Annotated, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import Field

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import Form, or_else, read
from minga.ground.text_safety import honest_throughout, is_storable
from minga.people.models import Organisation, Person
from minga.programme.access import Act, may
from minga.programme.core import lookup
from minga.programme.core.actions.nodes import add_node, edit_node, move_node
from minga.programme.core.pages.nodes import show_node
from minga.programme.core.queries.nodes import conflict_of
from minga.programme.listening.actions.interviews import CONSENT, note_statement, take_interview
from minga.programme.listening.actions.proposals import AlreadySent
from minga.programme.listening.interview_text import (
    QUESTION_KINDS,
    Question,
    read_questions,
    starting_questions,
    write_questions,
)
from minga.programme.models import Node, Programme
from minga.programme.phrases import QUESTION_WORDS
from minga.programme.rules import NodeChanged
from minga.territory.request import MingaRequest

MIN_KEY_LENGTH, MAX_KEY_LENGTH = 16, 80


@require_safe
def record(request: MingaRequest, slug: str) -> HttpResponse:
    """The page that a phone keeps: guides and words only, nothing of anybody."""
    programme = lookup.programme_or_404(request, slug)
    guides = Node.objects.current().filter(programme=programme, kind="guide", state="in_use")
    guides = guides.visible(lookup.seen(request, programme))
    known_guides = [
        {
            "guide": guide.public_id,
            "version": guide.version,
            "title": guide.title,
            "questions": [row._asdict() for row in read_questions(guide.value("questions") or "")],
        }
        for guide in guides.order_by("-pk")
    ]
    if not known_guides:
        questions = [row._asdict() for row in starting_questions(programme.language)]
        known_guides = [
            {"guide": "", "version": 0, "title": _("To begin with"), "questions": questions}
        ]
    context = {
        "programme": programme,
        "guides": known_guides,
        "levels": CONSENT.choices,
        "institutions": Organisation.objects.order_by("name").values_list("name", flat=True)[:500],
        "today": timezone.localdate(),
        "words": _script_texts(),
    }
    return render(request, "programme/record.html", context)


def _script_texts() -> dict[str, str]:
    """What the page's modules say."""
    return {
        "saved": _("Saved on this phone"),
        "not_saved": _("This browser keeps nothing. Do not close the page before it is sent."),
        "answer": _("What was said"),
        "mark": _("Mark what you selected"),
        "mark_none": _("First select the words in the answer above."),
        "type": _("Or write a statement yourself"),
        "add": _("Add it"),
        "take_out": _("Take out: {text}"),
        "yes": _("Yes"),
        "no": _("No"),
        "untitled": _("Interview of {day}"),
        "draft": _("Not finished"),
        "ready": _("Goes out when there is signal"),
        "going": _("Going out…"),
        "sign_in": _("Sign in to send it. It stays on this phone meanwhile."),
        "no_part": _("Your account has no part in this programme. It stays on this phone."),
        "refused": _("The city did not take it: {why}"),
        "other": _("An earlier version of this interview had arrived already. Change it there."),
        "sent": _("It arrived, and is no longer on this phone."),
        "continue": _("Go on"),
        "delete": _("Delete"),
        "delete_sure": _("Delete this interview from the phone? It was not sent."),
        "open": _("Open"),
        "kept": _("This page now opens without signal."),
        "statements_none": _("No statement marked yet."),
    }


@require_safe
def ready(request: MingaRequest, slug: str) -> HttpResponse:
    """Whether whoever asks may send, and the token with which a page may."""
    programme = lookup.programme_or_404(request, slug)
    state = {
        "person": bool(request.person),
        "writes": may(lookup.actor(request, programme), Act.ADD, "interview"),
        "csrf": get_token(request),
    }
    return JsonResponse(state)


@require_POST
def send(request: MingaRequest, slug: str) -> HttpResponse:
    """Take a recorded interview in, once for each Idempotency-Key."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme, Act.ADD, kind="interview")
    key = request.headers.get("Idempotency-Key", "")
    try:
        recorded = json.loads(request.body)
        if not isinstance(recorded, dict) or not MIN_KEY_LENGTH <= len(key) <= MAX_KEY_LENGTH:
            raise ValueError
    except (ValueError, RecursionError):
        return JsonResponse({"errors": [{"field": "", "message": ""}]}, status=400)
    try:
        stored = take_interview(
            programme=programme,
            recorded=honest_throughout(recorded) if is_storable(recorded) else recorded,
            key=key,
            at=now(),
            by=by,
        )
    except BadInput as error:
        faults = [{"field": fault.field, "message": str(fault.message)} for fault in error.faults]
        return JsonResponse({"errors": faults}, status=error.status)
    except AlreadySent as sent:
        return JsonResponse({"node": sent.node.public_id, "errors": []}, status=409)
    return JsonResponse({"node": stored.node.public_id}, status=200 if stored.again else 201)


@require_POST
def statement(request: MingaRequest, public_id: str) -> HttpResponse:
    """Mark one more thing that was said in an interview."""
    node = lookup.node_or_404(request, public_id)
    by = lookup.writer(request, node.programme, Act.ADD, kind="statement")
    if node.kind != "interview":
        raise Http404
    text, question = request.POST.get("text", ""), request.POST.get("question", "")
    try:
        note_statement(interview=node, text=text, question=question, at=now(), by=by)
    except BadInput as error:
        return show_node(request, node, *lookup.refusal(error, tried="statement"))
    return redirect("programme:node", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: MingaRequest, slug: str) -> HttpResponse:
    """Build a guide, or its next version with `?guide=`: the older ones stay to be read."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme, Act.ADD, kind="guide")
    rows = Node.objects.current().filter(programme=programme, kind="guide")
    form = request.POST if request.method == "POST" else request.GET
    earlier = rows.filter(public_id=form.get("guide", "")).first()
    builder: dict[str, Any] = {"title": earlier.title if earlier else "", "faults": {}}
    kept = read_questions(earlier.value("questions") or "") if earlier else ()
    builder["questions"] = list(kept or starting_questions(programme.language))
    status = 200
    if request.method == "POST":
        builder["title"] = request.POST.get("title", "")
        try:
            builder["questions"] = _given(request)
            saved = _save(request, programme, earlier, builder, by)
            return redirect("programme:node", saved.public_id)
        except NodeChanged:
            earlier = rows.get(pk=earlier.pk) if earlier else None
            builder["conflict"], status = _conflict(earlier, builder), 409
        except BadInput as error:
            refusal, status = lookup.refusal(error)
            builder |= refusal
    context = {
        "programme": programme,
        "guide": earlier,
        "version": _version(request, earlier, builder),
        "kinds": [(kind, QUESTION_WORDS[kind]) for kind in QUESTION_KINDS],
    }
    return render(request, "programme/guide_builder.html", context | builder, status=status)


LAST = 99_999


class QuestionRow(Form):
    """One question of the guide, and where it stands; one without a place comes last."""

    order: Annotated[int, Field(ge=0), or_else(LAST)] = LAST
    kind: str = ""
    question: str = ""


class QuestionsForm(Form):
    """The table of questions."""

    rows: list[QuestionRow] = []


def _version(request: MingaRequest, guide: Node | None, builder: dict[str, Any]) -> str | int:
    """The version that the form replaces: the one it was read at, or is shown beside it now."""
    seen = request.POST.get("version", "") if "conflict" not in builder else ""
    return seen or (guide.version if guide else "")


def _conflict(guide: Node | None, builder: dict[str, Any]) -> dict[str, Any]:
    if guide is None:
        return {}
    fields = {"questions": write_questions(builder["questions"])}
    return conflict_of(guide, {"title": builder["title"], "fields": fields})


def _given(request: MingaRequest) -> list[Question]:
    """The questions of the form in the order that it gives them; empty ones fall out."""
    rows = sorted(read(QuestionsForm, request.POST).rows, key=lambda row: row.order)
    return [
        Question(row.kind, row.question)
        for row in rows
        if row.question and row.kind in QUESTION_KINDS
    ]


def _save(
    request: MingaRequest,
    programme: Programme,
    earlier: Node | None,
    builder: dict[str, Any],
    by: Person,
) -> Node:
    fields = {"questions": write_questions(builder["questions"])}
    values: dict[str, Any] = {"title": builder["title"], "fields": fields, "at": now(), "by": by}
    if earlier is None:
        made = add_node(programme=programme, kind="guide", **values)
        return move_node(node=made, verb="use", at=values["at"], by=by)
    version = lookup.given_ids(request).version
    return edit_node(node=earlier, version=version, text=earlier.text, **values)
