"""What phones without an account send to the room as JSON: read, counted, and refused in a code
that the page has words for.
"""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import JsonResponse

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.text_safety import honest, is_storable
from minga.territory.request import MingaRequest
from minga.transit.lookup import MAX_CODE_CHARS


def body_of(request: MingaRequest, *, most: int) -> dict[str, Any]:
    """The object sent, of `most` bytes. Raises ValueError("body")."""
    try:
        body = json.loads(request.body) if len(request.body) <= most else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise ValueError("body")
    return body


def text_in(body: dict[str, Any], field: str) -> str:
    """A code or name of a body, "" where it lacks. Raises ValueError with the field."""
    text = body.get(field, "")
    if not isinstance(text, str) or len(text) > MAX_CODE_CHARS or not is_storable(text):
        raise ValueError(field)
    return honest(text)


def count(what: str, who: str, per_minute: int) -> None:
    """One of somebody's allowance, where limits are on. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        rate_limit.take(f"{what}:{who}"[:80], per_minute=per_minute, at=now())


def wrong(field: str) -> JsonResponse:
    """422: this field is."""
    return JsonResponse({"trouble": field}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def busy(many: rate_limit.TooMany) -> JsonResponse:
    """429, and when to come back."""
    wait = {"Retry-After": str(many.retry_after_s)}
    return JsonResponse({"trouble": "busy"}, status=HTTPStatus.TOO_MANY_REQUESTS, headers=wait)
