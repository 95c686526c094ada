"""HTTP that every room's API shares: the key of a retry, how a refusal looks."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from minga.ground.errors import BadInput

MAX_KEY = 200


class FaultOut(BaseModel):
    """One thing that is wrong with a request."""

    field: str
    message: str


class Errors(BaseModel):
    """Every refusal has this shape."""

    errors: list[FaultOut]


def read_key(key: str | None) -> str:
    """The Idempotency-Key header, by which a retry is known. Raises BadInput."""
    if not key or len(key) > MAX_KEY or not key.isprintable():
        message = _("Please send the header Idempotency-Key with a value of your own making.")
        raise BadInput.single("Idempotency-Key", message, status=400)
    return key


def content(content_type: str, **schema: Any) -> dict[str, Any]:
    """For `openapi_extra`: what a route answers when it is not `application/json`."""
    return {"responses": {200: {"content": {content_type: {"schema": schema}}}}}
