"""Pages and API of conversations: without a script, without an account, each door as it should."""

import json
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.participation.conversations import actions, mapping
from minga.participation.models import Conversation, Opinion, OpinionSeat, Statement
from minga.people.models import Person
from minga.territory.models import City
from tests.cast import Cast
from tests.participation.talking import facilitator, joined, opened, says, two_camps

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
API = "/api/v1/conversations/movilidad"
PAGE = "/opinions/movilidad/"


@pytest.fixture
def fabian(city: City) -> Person:
    return facilitator(city)


@pytest.fixture
def talk(city: City, fabian: Person) -> Conversation:
    return opened(city, fabian)


def post(path: str, body: Any = None, *, token: str = "", client: Client | None = None) -> Any:
    """A JSON request of a phone."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
    return (client or Client()).post(path, data, "application/json", headers=headers)


def token_of(talk: Conversation) -> str:
    return actions.join_conversation(conversation=talk, at=now()).token


# ------------------------------------------------------------------ the API


def test_a_phone_joins_answers_changes_its_mind_and_leaves(talk: Conversation) -> None:
    answer = post(f"{API}/join")
    assert answer.status_code == 201
    token = answer.json()["token"]
    given = {"opinions": [{"statement": 1, "value": 1}, {"statement": 2, "value": -1}]}
    assert post(f"{API}/opinions", given, token=token).json() == {"changed": 2}
    given = {"opinions": [{"statement": 1, "value": 0}]}
    assert post(f"{API}/opinions", given, token=token).json() == {"changed": 1}
    mine = Client().get(f"{API}/mine", headers={"Authorization": f"Bearer {token}"}).json()
    assert mine == {
        "opinions": [{"statement": 1, "value": 0}, {"statement": 2, "value": -1}],
        "open": [3],
    }
    assert post(f"{API}/leave", token=token).json() == {"erased": True}
    assert post(f"{API}/opinions", given, token=token).status_code == 403
    assert not Opinion.objects.exists()


def test_a_stranger_sees_statements_and_result_but_nobodys_answers(
    city: City, fabian: Person, talk: Conversation
) -> None:
    for _ in range(4):
        says(joined(talk), "+-0")
    mapping.draw_map(talk, at=now())
    told = Client().get(API).json()
    assert told["result"] is None  # four people are too few
    says(joined(talk), "++0")
    mapping.draw_map(talk, at=now())
    told = Client().get(API).json()
    assert told["people"] == 5
    assert told["result"]["statements"][0] == {
        "statement": 1,
        "agrees": 5,
        "disagrees": 0,
        "votes": 5,
        "consensus": pytest.approx(6 / 7),
    }
    assert "points" not in json.dumps(told)
    assert [one["slug"] for one in Client().get("/api/v1/conversations").json()["conversations"]]


@pytest.mark.parametrize("path", ["opinions", "statements", "leave"])
def test_without_a_token_one_is_asked_for_it(talk: Conversation, path: str) -> None:
    body = {
        "opinions": {"opinions": [{"statement": 1, "value": 1}]},
        "statements": {"text": "Mía"},
        "leave": {},
    }[path]
    assert post(f"{API}/{path}", body).status_code == 401
    assert post(f"{API}/{path}", body, token="wrong").status_code == 403
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("opinions", "{", 400),
        ("opinions", {}, 422),
        ("opinions", {"opinions": []}, 422),
        ("opinions", {"opinions": [{"statement": 1, "value": 5}]}, 422),
        ("opinions", {"opinions": [{"statement": 99, "value": 1}]}, 422),
        ("opinions", {"opinions": [{"statement": 10**30, "value": 1}]}, 422),
        ("opinions", {"opinions": [{"statement": None, "value": "x"}]}, 422),
        ("statements", {"text": ""}, 422),
        ("statements", {"text": "x" * 201}, 422),
        ("statements", {"text": "a\u0000b"}, 422),
        ("statements", {"text": 7}, 422),
    ],
)
def test_hostile_input_is_refused_in_the_apis_own_shape(
    talk: Conversation, path: str, body: Any, status: int
) -> None:
    answer = post(f"{API}/{path}", body, token=token_of(talk))
    assert answer.status_code == status
    assert set(answer.json()["errors"][0]) == {"field", "message"}
    assert not Opinion.objects.exists()
    assert talk.statements.count() == 3


def test_a_closed_conversation_says_so(talk: Conversation, fabian: Person) -> None:
    token = token_of(talk)
    actions.close_conversation(conversation=talk, by=fabian, at=now())
    for answer in (
        post(f"{API}/join"),
        post(f"{API}/statements", {"text": "Tarde"}, token=token),
        post(f"{API}/opinions", {"opinions": [{"statement": 1, "value": 1}]}, token=token),
    ):
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["field"] == "state"
    assert Client().get("/api/v1/conversations/nowhere").status_code == 404


# ------------------------------------------------------------------ pages without a script


def test_the_first_answer_takes_a_seat_that_the_browser_keeps(talk: Conversation) -> None:
    client = Client()
    page = client.get(PAGE)
    assert not OpinionSeat.objects.exists()  # looking leaves nothing behind
    asked = page.context["asked"]
    answer = client.post(f"{PAGE}answer/", {"statement": asked.number, "value": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    cookie = client.cookies["minga_opinion"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, PAGE, "Lax")
    page = client.get(PAGE)
    assert page.context["done"] == 1
    assert page.context["asked"] != asked
    assert OpinionSeat.objects.count() == 1
    for _ in range(2):
        number = client.get(PAGE).context["asked"].number
        client.post(f"{PAGE}answer/", {"statement": number, "value": "0"})
    assert client.get(PAGE).context["asked"] is None


def test_an_answer_can_be_looked_at_again_and_changed(talk: Conversation) -> None:
    client = Client()
    client.post(f"{PAGE}answer/", {"statement": "2", "value": "1"})
    page = client.get(f"{PAGE}?statement=2")
    assert (page.context["asked"].number, page.context["value"]) == (2, 1)
    client.post(f"{PAGE}answer/", {"statement": "2", "value": "-1"})
    assert Opinion.objects.get(until=None).value == -1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"statement": "1"},
        {"statement": "x", "value": "1"},
        {"statement": "²", "value": "1"},
        {"statement": "1", "value": "9"},
        {"statement": "9" * 40, "value": "1"},
    ],
)
def test_a_form_that_makes_no_sense_is_told_so(talk: Conversation, given: dict[str, str]) -> None:
    answer = Client().post(f"{PAGE}answer/", given)
    assert answer.status_code == 422
    assert answer.context["trouble"]
    assert not Opinion.objects.exists()


def test_a_script_gets_the_next_card_alone(talk: Conversation) -> None:
    answer = Client().post(
        f"{PAGE}answer/", {"statement": "1", "value": "1"}, headers={"X-Part": "card"}
    )
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b'id="asked"' in answer.content


def test_a_statement_is_proposed_read_and_shown(talk: Conversation, fabian: Person) -> None:
    client, leader = Client(), Client()
    client.post(f"{PAGE}say/", {"text": "<b>Baños</b> en los terminales"})
    assert b"terminales" not in Client().get(PAGE).content
    assert b"terminales" not in Client().get(f"{PAGE}log/").content
    leader.force_login(fabian)
    assert b"&lt;b&gt;Ba" in leader.get(f"{PAGE}moderation/").content
    leader.post(f"{PAGE}moderation/show/", {"statement": "4"})
    assert Statement.objects.get(number=4).state == "shown"
    assert b"terminales" in Client().get(f"{PAGE}log/").content


def test_the_log_tells_the_reason_and_not_the_insult(talk: Conversation, fabian: Person) -> None:
    leader = Client()
    leader.force_login(fabian)
    made = actions.add_statement(seat=joined(talk), text="Todos unos ladrones", at=now())
    told = {"statement": str(made.number), "reason": "insult"}
    leader.post(f"{PAGE}moderation/set_aside/", told)
    page = Client().get(f"{PAGE}log/").content
    assert b"ladrones" not in page
    refused = leader.post(f"{PAGE}moderation/set_aside/", {"statement": "1", "reason": ""})
    assert refused.status_code == 422
    assert leader.post(f"{PAGE}moderation/set_aside/", told).status_code == 409
    assert leader.post(f"{PAGE}moderation/burn/", told).status_code == 404


def test_only_who_facilitates_comes_to_the_desk(talk: Conversation, cast: Cast) -> None:
    for path in ("/opinions/new/", f"{PAGE}moderation/", f"{PAGE}moderation/close/"):
        assert Client().post(path).headers["Location"].startswith("/sign-in/")
        for person in (cast.stranger, cast.rosa, cast.norma, cast.tito):
            client = Client()
            client.force_login(person)
            assert client.post(path).status_code == 403, (path, person)
    assert Conversation.objects.get().is_open


def test_a_facilitator_opens_one_and_closes_it(city: City, fabian: Person) -> None:
    leader = Client()
    leader.force_login(fabian)
    assert leader.post("/opinions/new/", {"title": ""}).status_code == 422
    given = {
        "title": "Plazas",
        "question": "¿Qué le falta?",
        "statements": "Sombra.\n\n Juegos.\r\n",
    }
    assert leader.post("/opinions/new/", given).status_code == 302
    made = Conversation.objects.get(slug="plazas")
    assert list(made.statements.values_list("text", flat=True)) == ["Sombra.", "Juegos."]
    leader.post("/opinions/plazas/moderation/seed/", {"text": "Bancos."})
    leader.post("/opinions/plazas/moderation/close/")
    made.refresh_from_db()
    assert (made.is_open, made.statements.count()) == (False, 3)


def test_erasing_takes_seat_and_cookie_away(talk: Conversation) -> None:
    client = Client()
    client.post(f"{PAGE}answer/", {"statement": "1", "value": "1"})
    client.post(f"{PAGE}erase/")
    assert not OpinionSeat.objects.exists()
    assert client.cookies["minga_opinion"].value == ""


# ------------------------------------------------------------------ the result


def test_the_result_of_a_few_is_not_shown(talk: Conversation) -> None:
    for _ in range(4):
        says(joined(talk), "+-0")
    mapping.draw_map(talk, at=now())
    page = Client().get(f"{PAGE}result/")
    assert page.status_code == 200
    assert not page.context["result"]["told"]
    assert Client().get(f"{PAGE}export/votes.csv").status_code == 404


def test_the_result_shows_groups_with_their_twin_in_words(city: City, fabian: Person) -> None:
    conversation = two_camps(city, fabian)
    client = Client(headers={"Accept-Language": "en"})
    page = client.get(f"/opinions/{conversation.slug}/result/")
    html = page.content.decode()
    assert html.count('transform="translate(') == 24 + 2  # each person, each letter
    assert " style=" not in html
    rows = page.context["result"]["rows"]
    assert rows[0]["number"] in (1, 9)
    assert [row["consensus"] for row in rows] == sorted(
        (row["consensus"] for row in rows), reverse=True
    )
    assert [camp["size"] for camp in page.context["result"]["camps"]] == [12, 12]
    assert page.context["result"]["camps"][0]["distinct"]
    divided = client.get(f"/opinions/{conversation.slug}/result/?order=divided")
    assert divided.context["result"]["rows"][-1]["number"] in (1, 9)
    assert client.get(f"/opinions/{conversation.slug}/result/?order=%27").status_code == 200


def test_the_files_are_downloads(city: City, fabian: Person) -> None:
    conversation = two_camps(city, fabian)
    for name in ("summary", "comments", "votes", "participants-votes", "comment-groups"):
        answer = Client().get(f"/opinions/{conversation.slug}/export/{name}.csv")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "attachment" in answer.headers["Content-Disposition"]
    assert Client().get(f"/opinions/{conversation.slug}/export/people.csv").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(
    city: City, fabian: Person, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        opened(city, fabian, title=f"Tema {number}")
    Client().get("/opinions/")
    with django_assert_max_num_queries(8):
        assert Client().get("/opinions/").status_code == 200


def test_another_citys_conversation_is_not_found(talk: Conversation) -> None:
    from tests.world import small_city

    other = small_city(at=now(), slug="otra", name="Otra")
    assert Client().get(f"{PAGE}?city={other.slug}").status_code == 404
