"""A workshop is told as documented, and in the same number of queries however full it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import TypeAdapter

from minga.participation.models import Workshop
from minga.participation.workshops.present import whole
from minga.participation.workshops.shapes import WorkshopOut
from tests.participation.hall import Hall

pytestmark = pytest.mark.django_db


def queries_of(workshop: Workshop) -> int:
    workshop.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        whole(workshop)
    return len(asked)


def consensus(hall: Hall) -> None:
    """A round with an objection, closed."""
    rosa = hall.join()
    asked = hall.leader.post("/rounds", {"note": hall.posted(rosa)}).json()["round"]
    rosa.post(f"/rounds/{asked}/stance", {"stance": "object", "reason": "Falta el campo"})
    hall.leader.post(f"/rounds/{asked}/close")


def draw(hall: Hall) -> None:
    """A draw of groups, drawn."""
    made = hall.leader.post("/groupings", {"groups": 2, "by_helix": False}).json()["grouping"]
    told = hall.leader.post(f"/groupings/{made}/draw").json()
    assert sum(map(len, told["seats"][0])) >= 4


def test_one_round_and_three_cost_the_same_queries(hall: Hall) -> None:
    consensus(hall)
    once = queries_of(hall.workshop)
    for _ in range(2):
        consensus(hall)
    assert queries_of(hall.workshop) == once
    assert [told["objections"] for told in whole(hall.workshop)["rounds"]] == [
        ["Falta el campo"]
    ] * 3


def test_one_draw_and_three_cost_the_same_queries(hall: Hall) -> None:
    for _ in range(4):
        hall.join()
    draw(hall)
    once = queries_of(hall.workshop)
    for _ in range(2):
        draw(hall)
    assert queries_of(hall.workshop) == once


def test_what_is_told_is_as_documented(hall: Hall) -> None:
    for _ in range(3):
        hall.join()
    consensus(hall)
    draw(hall)
    hall.leader.post("/timers", {"seconds": 60})
    told = hall.stranger.get().json()
    TypeAdapter(WorkshopOut).validate_python(told)
    assert set(told) == set(WorkshopOut.__annotations__)
    assert all(told[name] for name in ("boards", "notes", "rounds", "timers", "groupings"))
