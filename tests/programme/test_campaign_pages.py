"""The pages and the API of citizen tests: who may, what is told, what is never told."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from minga.programme import actions
from minga.programme.citizen_tests import actions as campaign_actions
from minga.programme.models import Node, Programme
from tests.cast import Cast
from tests.programme.making import AT, made
from tests.programme.test_campaigns import answered, open_test, ticked

pytestmark = pytest.mark.django_db


def page_of(test: Node, more: str = "") -> str:
    return f"/programme/movernos/test/{test.public_id}/{more}"


def post(test: Node, key: str, body: Any, **headers: Any) -> Any:
    return Client().post(
        f"/api/v1/tests/{test.public_id}/answers",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key, **headers},
    )


def test_the_page_opens_the_thing_and_asks(programme: Programme) -> None:
    html = Client().get(page_of(open_test(programme))).content.decode()
    assert 'href="/report/" target="_blank" rel="noopener' in html
    assert html.count('type="radio" name="rating"') == 5
    assert "Cuenta un bache" in html
    assert "style=" not in html


def test_a_form_without_scripts_answers_once(programme: Programme) -> None:
    test = open_test(programme)
    form = {
        "key": "abc",
        "task": ["Cuenta un bache", "Mira quién responde"],
        "outcome-1": "done",
        "outcome-2": "too_hard",
        "took-1": "",
        "rating": "4",
        "text": "bien",
    }
    for _ in range(2):
        answer = Client().post(page_of(test), form)
        assert answer.status_code == 302
    kept = test.answers.get()
    assert kept.rating == 4
    assert kept.tasks == [
        ticked("Cuenta un bache"),
        ticked("Mira quién responde", "too_hard"),
    ]
    thanks = Client().get(answer.headers["Location"])
    assert thanks.status_code == 200


def test_an_empty_form_comes_back_with_its_words(programme: Programme) -> None:
    answer = Client().post(page_of(open_test(programme)), {"key": "abc"})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_a_closed_test_says_so(programme: Programme) -> None:
    test = open_test(programme)
    actions.move_node(node=test, verb="close", at=AT, by=None)
    assert "<form" not in Client().get(page_of(test)).content.decode().split("<main")[1]
    assert Client().post(page_of(test), {"key": "k", "rating": "3"}).status_code == 409
    assert post(test, "k", {"rating": 3}).status_code == 409
    assert test.answers.count() == 0


def test_the_api_takes_an_answer_once(programme: Programme) -> None:
    test = open_test(programme)
    body = {"rating": 5, "tasks": [ticked("Cuenta un bache", took_s=12)], "text": "sí"}
    first, again = post(test, "k", body), post(test, "k", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert post(test, "k", {"rating": 1}).status_code == 409
    assert test.answers.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"rating": 7}, 422),
        ({"rating": [5]}, 422),
        ({"rating": {"a": 1}}, 422),
        ({"tasks": "x"}, 422),
        ({"tasks": [{"task": ["x"], "outcome": "done"}]}, 422),
        ({"tasks": [{"task": "Cuenta un bache", "outcome": {}}, {}], "rating": 3}, 201),
        ({"tasks": [{"task": "Cuenta un bache", "outcome": "done", "took_s": []}]}, 201),
        ({"tasks": [{"task": "Cuenta un bache", "outcome": "done", "took_s": "NaN"}]}, 422),
        ({"text": "\ud800"}, 422),
        ([], 422),
        ({}, 422),
    ],
)
def test_the_api_refuses_what_is_no_answer(programme: Programme, body: Any, status: int) -> None:
    answer = post(open_test(programme), "k", body)
    assert answer.status_code == status, answer.content


def test_the_api_needs_a_key_and_a_test_that_one_may_see(programme: Programme) -> None:
    test = open_test(programme)
    address = f"/api/v1/tests/{test.public_id}/answers"
    bare = Client().post(address, {"rating": 3}, content_type="application/json")
    assert bare.status_code == 400
    actions.set_public(node=test, public=False, at=AT, by=None)
    assert post(test, "k", {"rating": 3}).status_code == 404
    challenge = made(programme, "challenge")
    assert post(challenge, "k", {"rating": 3}).status_code == 404


def test_a_flood_from_one_address_is_slowed_but_a_retry_is_answered(
    programme: Programme, settings: Any
) -> None:
    settings.MINGA_LIMIT_ADDRESS = 2
    test = open_test(programme)
    statuses = [post(test, f"k{number}", {"rating": 3}) for number in range(4)]
    assert 429 in [answer.status_code for answer in statuses]
    assert statuses[-1].headers["Retry-After"]
    assert post(test, "k0", {"rating": 3}).status_code == 201


def test_words_are_shown_only_when_published_and_never_as_markup(
    programme: Programme, cast: Cast
) -> None:
    test = open_test(programme)
    answer = answered(test, "k", text="<script>alert(1)</script>", rating=4).answer
    results = page_of(test, "results/")
    assert "alert(1)" not in Client().get(results).content.decode()
    client = Client()
    client.force_login(cast.maite)
    assert "&lt;script&gt;alert(1)" in client.get(results).content.decode()
    page = page_of(test, f"words/{answer.public_id}/")
    form = {"verb": "publish", "text": "<b>hola</b>"}
    assert Client().post(page, form).status_code == 302  # to the sign-in page
    stranger = Client()
    stranger.force_login(cast.stranger)
    assert stranger.post(page, form).status_code == 403
    answer.refresh_from_db()
    assert answer.published_text == ""
    assert client.post(page, form).status_code == 302
    assert "&lt;b&gt;hola&lt;/b&gt;" in Client().get(results).content.decode()
    client.post(page, {"verb": "hide"})
    assert "hola" not in Client().get(results).content.decode()


def test_words_of_another_test_cannot_be_published_through_this_one(
    programme: Programme, cast: Cast
) -> None:
    one, other = open_test(programme), open_test(programme)
    answer = answered(other, "k", text="x").answer
    client = Client()
    client.force_login(cast.maite)
    told = client.post(page_of(one, f"words/{answer.public_id}/"), {"verb": "publish", "text": "x"})
    assert told.status_code == 404


def test_the_moving_part_comes_alone(programme: Programme) -> None:
    test = open_test(programme)
    answered(test, "k", rating=5)
    html = Client().get(page_of(test, "results/?part=1")).content.decode()
    assert "<html" not in html
    assert 'width="100"' in html


def test_results_are_read_with_as_many_questions_for_one_as_for_three(
    programme: Programme, django_assert_max_num_queries: Any
) -> None:
    test = open_test(programme)
    for number in range(3):
        answer = answered(test, f"k{number}", rating=5, text="x").answer
        campaign_actions.publish_words(answer=answer, text="x", at=AT, by=None)
    with django_assert_max_num_queries(12):
        Client().get(page_of(test, "results/"))


def test_the_sheet_holds_counts_and_published_words_and_no_formula(programme: Programme) -> None:
    test = open_test(programme)
    shown = answered(test, "a", rating=5, text="=cmd|'/c calc'!A0", helix="civil").answer
    answered(test, "b", rating=4, text="secreto")
    campaign_actions.publish_words(answer=shown, text="=1+1", at=AT, by=None)
    answer = Client().get(page_of(test, "results.csv"))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["question", "answer", "count", "of"]
    assert ["rating", "5", "1", "2"] in rows
    assert ["words", "'=1+1", "1", "2"] in rows
    assert "secreto" not in text
    assert "civil" not in text
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_test_of_another_programme_or_kind_is_not_found_here(programme: Programme) -> None:
    test = open_test(programme)
    challenge = made(programme, "challenge")
    assert Client().get(f"/programme/otro/test/{test.public_id}/").status_code == 404
    assert Client().get(page_of(challenge)).status_code == 404
    assert Client().get(page_of(challenge, "results/")).status_code == 404


def test_the_node_of_an_open_test_leads_to_it(programme: Programme) -> None:
    test = open_test(programme)
    assert page_of(test) in Client().get(f"/n/{test.public_id}/").content.decode()
