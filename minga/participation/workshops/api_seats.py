"""The API of a workshop's seats, for its facilitator: see, add, correct, weigh and end them."""

from django.http import HttpResponse, JsonResponse
from ninja import Path, Router

from minga.ground.clock import now
from minga.ground.http import Errors
from minga.participation.workshops import actions, present, queries, seat_shapes, shapes
from minga.participation.workshops.auth import facilitated_or_404, require_facilitator
from minga.territory.request import MingaRequest

router = Router()
E_READ = {frozenset({400, 404, 422, 503}): Errors}
E_WRITE = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 429, 503}): Errors}
Number = Path(..., ge=1, le=shapes.MAX_ID)


@router.get(
    "/workshops/{code}/seats",
    url_name="workshop_seats",
    response={200: seat_shapes.SeatsOut, **E_READ},
)
def seats(request: MingaRequest, code: str) -> HttpResponse:
    """Who takes part, with names, and which joined as one client would: for the facilitator."""
    workshop = facilitated_or_404(request, code)
    return JsonResponse(present.seats_out(list(queries.people_in(workshop))))


@router.post(
    "/workshops/{code}/seats",
    url_name="workshop_seats",
    response={201: seat_shapes.SeatOut, **E_WRITE},
)
def seat_paper(
    request: MingaRequest, code: str, words: seat_shapes.WhoIn | None = None
) -> HttpResponse:
    """A seat for somebody without a phone; what is on their paper is typed in for its number."""
    workshop, actor = require_facilitator(request, code)
    who = words.model_dump() if words else {}
    seat = actions.seat_paper(workshop=workshop, who=who, actor=actor, at=now())
    return JsonResponse(present.seat_out(seat), status=201)


@router.patch(
    "/workshops/{code}/seats/{number}",
    url_name="workshop_seat",
    response={200: seat_shapes.SeatOut, **E_WRITE},
)
def describe_seat(
    request: MingaRequest, code: str, words: seat_shapes.SeatIn, number: int = Number
) -> HttpResponse:
    """Correct who sits there, or whether they are still here."""
    workshop, actor = require_facilitator(request, code)
    given = words.model_dump(exclude_unset=True)
    here = given.pop("here", None)
    seat = actions.describe_seat(
        workshop=workshop, number=number, who=given, here=here, actor=actor, at=now()
    )
    return JsonResponse(present.seat_out(seat))


@router.post(
    "/workshops/{code}/seats/{number}/end",
    url_name="workshop_seat_end",
    response={200: seat_shapes.SeatOut, **E_WRITE},
)
def end_seat(request: MingaRequest, code: str, number: int = Number) -> HttpResponse:
    """End a seat: its token opens nothing more. Its notes stay; its dots and stances count no
    more.
    """
    workshop, actor = require_facilitator(request, code)
    [seat] = actions.end_seats(workshop=workshop, numbers=[number], actor=actor, at=now())
    return JsonResponse(present.seat_out(seat))


@router.post(
    "/workshops/{code}/crowds/end",
    url_name="workshop_crowd_end",
    response={200: seat_shapes.SeatsOut, **E_WRITE},
)
def end_seats(request: MingaRequest, code: str, crowd: seat_shapes.CrowdIn) -> HttpResponse:
    """End several seats at once, such as those of one client that joined as a crowd."""
    workshop, actor = require_facilitator(request, code)
    actions.end_seats(workshop=workshop, numbers=crowd.seats, actor=actor, at=now())
    return JsonResponse(present.seats_out(list(queries.people_in(workshop))))


@router.post(
    "/workshops/{code}/crowds/weigh",
    url_name="workshop_crowd_weigh",
    response={200: seat_shapes.SeatsOut, **E_WRITE},
)
def weigh_seats(request: MingaRequest, code: str, crowd: seat_shapes.WeighIn) -> HttpResponse:
    """Let dots and stances of seats count, or not; they take part as before."""
    workshop, actor = require_facilitator(request, code)
    actions.weigh_seats(
        workshop=workshop, numbers=crowd.seats, counts=crowd.counts, actor=actor, at=now()
    )
    return JsonResponse(present.seats_out(list(queries.people_in(workshop))))
