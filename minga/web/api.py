"""The API as a whole: `/api/v1/`, its schema, and how every refusal looks."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from minga import __version__
from minga.ground.access import Refused
from minga.ground.errors import BadInput, Fault, KeyReused
from minga.ground.forms import fault_of_error
from minga.ground.media import REFUSALS, MediaRefused
from minga.ground.rate_limit import TooMany
from minga.participation.conversations.api import router as conversations
from minga.participation.conversations.phrases import NOT_NOW
from minga.participation.conversations.rules import NotNow
from minga.participation.workshops import phrases as workshops
from minga.participation.workshops.actions import Stale
from minga.participation.workshops.api import router as participation
from minga.participation.workshops.present import note_out
from minga.participation.workshops.rules import NotPossible
from minga.programme.api import router as programme
from minga.reports.actions import PhotoTooMany
from minga.reports.api import router as reports
from minga.reports.rules import MoveNotPossible
from minga.territory.request import MingaRequest
from minga.transit.planning.api import router as plans
from minga.transit.realtime.api import router as transit
from minga.web.errors import SENTENCES, errors_json
from minga.web.phrases import MOVE_NOT_POSSIBLE, PHOTOS_FULL, translated_refusal

api = NinjaAPI(
    title="Minga",
    version=__version__,
    urls_namespace="api-1",
    docs_url=None,
    description="Reports of a city and its people. Errors are "
    '`{"errors": [{"field", "message"}]}` in the language of Accept-Language.',
)
api.add_router("", reports)
api.add_router("", participation)
api.add_router("", conversations)
api.add_router("", programme)
api.add_router("", plans)
api.add_router("", transit)


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    """Every fault with its field."""
    return errors_json(error.faults, error.status)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """Faults found by a schema."""
    faults: dict[str, Fault] = {}
    for error in invalid.errors:
        fault = fault_of_error({**error, "loc": _inside(error["loc"])})
        faults.setdefault(fault.field, fault)
    return errors_json(list(faults.values()), 422)


ENVELOPES = ("body", "query", "path", "header", "file", "form")
INNER_ENVELOPES = ("filing", "words", "added", "crowd", "taken")
"""What the framework puts before the name of a field: where it came in, and our own parameter."""


def _inside(path: Sequence[Any]) -> Sequence[Any]:
    for envelopes in (ENVELOPES, INNER_ENVELOPES):
        path = path[1:] if path and path[0] in envelopes else path
    return path


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, or what the framework itself refuses."""
    sentence = SENTENCES.get(error.status_code, SENTENCES[400])
    return errors_json([Fault("", sentence)], error.status_code)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such thing, or not one's own."""
    return errors_json([Fault("", SENTENCES[404])], 404)


@api.exception_handler(Refused)
def refused(request: MingaRequest, error: Refused) -> HttpResponse:
    """Without a token one is asked for it; with a wrong one the way is shut."""
    status = 403 if request.bearer or request.person else 401
    return errors_json([Fault("", SENTENCES[status])], status)


@api.exception_handler(KeyReused)
def key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    """The same key with another content."""
    return errors_json([Fault("Idempotency-Key", workshops.KEY_REUSED)], 409)


@api.exception_handler(NotPossible)
def workshop_not_possible(request: HttpRequest, error: NotPossible) -> HttpResponse:
    """The workshop's state does not allow this."""
    return errors_json([Fault("", workshops.NOT_POSSIBLE[error.what])], 409)


@api.exception_handler(Stale)
def stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """Somebody else was quicker: the note as it now is comes along."""
    faults = [{"field": "version", "message": str(workshops.STALE)}]
    return JsonResponse({"errors": faults, "note": note_out(error.note)}, status=409)


@api.exception_handler(MoveNotPossible)
def not_possible(request: HttpRequest, error: MoveNotPossible) -> HttpResponse:
    """The report's state does not allow this, perhaps since a moment ago."""
    return errors_json([Fault("state", MOVE_NOT_POSSIBLE)], 409)


@api.exception_handler(NotNow)
def not_now(request: HttpRequest, error: NotNow) -> HttpResponse:
    """A conversation that is closed, or a statement that has moved on."""
    return errors_json([Fault("state", NOT_NOW[error.what])], 409)


@api.exception_handler(PhotoTooMany)
def photo_too_many(request: HttpRequest, error: PhotoTooMany) -> HttpResponse:
    """The report has all the photos it may have."""
    return errors_json([Fault("photo", PHOTOS_FULL)], 409)


@api.exception_handler(MediaRefused)
def media_refused(request: HttpRequest, error: MediaRefused) -> HttpResponse:
    """The photo or voice note cannot be taken; the sentence says what to do."""
    field = "voice" if request.path.endswith("/voice") else "photo"
    faults = [Fault(field, translated_refusal(REFUSALS[error.code]))]
    if error.is_passing:
        return errors_json(faults, 503, **{"Retry-After": "5"})
    too_much = error.code in ("too_large", "too_many_pixels", "too_long")
    return errors_json(faults, 413 if too_much else 400)


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The sender has used its allowance; the phone keeps the report and tries again."""
    headers = {"Retry-After": str(error.retry_after_s)}
    return errors_json([Fault("", SENTENCES[429])], 429, **headers)
