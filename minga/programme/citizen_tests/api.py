"""The API of citizen tests: one answer, once."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from ninja import Header, Router
from pydantic import BaseModel, Field

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import Incoming
from minga.ground.http import Errors, read_key
from minga.programme.citizen_tests.actions import Tried, answer_test
from minga.programme.citizen_tests.rules import MAX_TASKS, TestClosed
from minga.programme.core.queries.nodes import node_named
from minga.programme.phrases import TEST_CLOSED
from minga.territory.request import MingaRequest

router = Router()
E_ANSWER = {frozenset({400, 404, 408, 409, 413, 422, 429, 503}): Errors}


class AnswerIn(Incoming):
    """What somebody says after trying. Every part may be missing, but not all of them.

    `tasks`: [{"task": its words, "outcome": "done" | "not_done" | "too_hard", "took_s"?}].
    """

    rating: Any = None
    tasks: list[dict[str, Any]] = Field(default_factory=list, max_length=2 * MAX_TASKS)
    text: Any = ""
    helix: Any = ""
    age_band: Any = ""


class AnsweredOut(BaseModel):
    """The id of the stored answer."""

    answer: str


@router.post(
    "/tests/{test}/answers", url_name="test_answers", response={201: AnsweredOut, **E_ANSWER}
)
def answer(
    request: MingaRequest,
    test: str,
    body: AnswerIn,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
    x_device: str | None = Header(None, alias="X-Device"),
) -> HttpResponse:
    """Answer a citizen test, once per Idempotency-Key. No account is needed."""
    at, key = now(), read_key(idempotency_key)
    test_node = node_named(request.city, test)
    if test_node is None or test_node.kind != "test":
        raise Http404

    def admit() -> None:
        rate_limit.take(f"a:{request.sender}", per_minute=settings.MINGA_LIMIT_ADDRESS, at=at)
        if x_device:
            rate_limit.take(f"d:{x_device[:70]}", per_minute=settings.MINGA_LIMIT_DEVICE, at=at)

    try:
        tried = Tried(**body.model_dump())
        answered = answer_test(test=test_node, tried=tried, key=key, at=at, admit=admit)
    except TestClosed:
        raise BadInput.single("", TEST_CLOSED, status=409) from None
    return JsonResponse({"answer": answered.answer.public_id}, status=201)
