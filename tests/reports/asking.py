"""Calls to the API as a client makes them, in short."""

from itertools import count
from typing import Any

from django.test import Client

from tests.world import IN_NORTE

_numbers = count()


def body(**words: Any) -> dict[str, Any]:
    """A report that can be filed; words change it, None takes a field out."""
    told = {"category": "street_light", "lat": IN_NORTE[0], "lon": IN_NORTE[1], **words}
    return {name: value for name, value in told.items() if value is not None}


def post(given: Any, *, key: str | None = "", raw: bytes | None = None, **headers: str) -> Any:
    """POST /api/v1/reports. An empty key is a fresh one; None sends none."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        told["Idempotency-Key"] = key or f"key-{next(_numbers)}"
    content = given if raw is None else raw
    return Client().post("/api/v1/reports", content, "application/json", headers=told)


def fetched(path: str) -> tuple[Any, bytes]:
    """What an anonymous GET answers, with the whole body, so that the file behind it is closed."""
    answer = Client().get(path)
    return answer, b"".join(answer) if answer.streaming else answer.content


def as_author(told: dict[str, Any]) -> Client:
    """A client that carries the author's token."""
    return Client(headers={"Authorization": f"Bearer {told['token']}"})


def fields_of(answer: Any) -> set[str]:
    """The fields that a refusal names; its shape is checked on the way."""
    told = answer.json()
    assert set(told) == {"errors"}, told
    for error in told["errors"]:
        assert set(error) == {"field", "message"}, error
        assert error["message"], error
        assert "%(" not in error["message"], error
    return {error["field"] for error in told["errors"]}
