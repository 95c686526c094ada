"""Guides and interviews: questions as data, consent that decides what is kept, once for a key."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.listening.actions.interviews import note_statement, take_interview
from minga.programme.listening.actions.proposals import AlreadySent
from minga.programme.listening.interview_text import (
    QUESTION_KINDS,
    Answer,
    Question,
    read_answers,
    read_questions,
    starting_questions,
    write_answers,
    write_questions,
)
from minga.programme.models import Credit, Node, Programme
from tests.cast import Cast
from tests.programme.making import AT, made, phase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

KEY = "k" * 32
LINE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)
TOLD: dict[str, Any] = {
    "consent": "named",
    "name": "Ana Soto",
    "institution": "Dr. Paz",
    "service": "Tránsito",
    "held_on": "2026-11-03",
    "answers": [{"question": "¿Qué cuesta?", "text": "Los semáforos fallan.\n# y nadie avisa"}],
    "statements": [{"question": "¿Qué cuesta?", "text": "Los semáforos fallan."}],
}


def taken(programme: Programme, cast: Cast, **changes: Any) -> Node:
    key = changes.pop("key", KEY)
    return take_interview(
        programme=programme,
        recorded=TOLD | changes,
        key=key,
        at=AT,
        by=changes.pop("by", cast.maite),
    ).node


@given(st.lists(st.builds(Question, st.sampled_from(QUESTION_KINDS), LINE), max_size=8))
def test_questions_come_back_as_they_were_written(questions: list[Question]) -> None:
    assert read_questions(write_questions(questions)) == questions


@settings(deadline=None)
@given(
    st.lists(
        st.builds(Answer, LINE, st.lists(LINE, min_size=1, max_size=4).map("\n".join)), max_size=6
    )
)
def test_answers_come_back_as_they_were_written(answers: list[Answer]) -> None:
    assert read_answers(write_answers(answers)) == answers


def test_a_line_without_a_kind_asks_for_a_free_answer() -> None:
    assert read_questions("¿Hora: cuál?\n\nscale: ¿Cuánto?\nnope: x") == [
        Question("text", "¿Hora: cuál?"),
        Question("scale", "¿Cuánto?"),
        Question("text", "nope: x"),
    ]
    assert len(starting_questions("es")) == len(starting_questions("en"))


def test_an_interview_is_kept_with_its_statements_and_its_edges(
    programme: Programme, cast: Cast
) -> None:
    guide = made(programme, "guide", by=cast.maite)
    node = taken(programme, cast, guide=guide.public_id, guide_version=1)
    assert (node.state, node.public, node.fields["guide_version"]) == ("held", False, 1)
    assert read_answers(node.fields["answers"])[0].text == "Los semáforos fallan.\n# y nadie avisa"
    assert node.organisation is not None
    statement = Node.objects.get(kind="statement")
    assert list(statement.up.values_list("source_id", flat=True)) == [node.pk]
    assert list(node.up.values_list("source_id", flat=True)) == [guide.pk]
    assert statement.fields["question"] == "¿Qué cuesta?"
    assert not statement.public


@pytest.mark.parametrize(
    ("consent", "credited", "names"),
    [("named", ["Ana Soto"], True), ("organisation", ["Dr. Paz"], True), ("anonymous", [], False)],
)
def test_what_was_not_agreed_is_not_kept_whatever_the_phone_sends(
    programme: Programme, cast: Cast, consent: str, credited: list[str], names: bool
) -> None:
    node = taken(programme, cast, consent=consent)
    assert [credit.name for credit in Credit.objects.all()] == credited
    assert (node.organisation is not None) == names
    stored = json.dumps(node.fields) + node.title
    assert ("Ana Soto" in stored) is False
    assert ("Dr. Paz" in stored) == names


def test_the_same_key_is_one_interview_and_other_words_are_told(
    programme: Programme, cast: Cast
) -> None:
    first = taken(programme, cast)
    again = take_interview(programme=programme, recorded=TOLD, key=KEY, at=AT, by=cast.maite)
    assert (again.node.pk, again.again) == (first.pk, True)
    assert Node.objects.filter(kind="statement").count() == 1
    with pytest.raises(AlreadySent):
        taken(programme, cast, service="Otra")
    taken(programme, cast, key="z" * 32)
    assert Node.objects.filter(kind="interview").count() == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"consent": ""}, {"consent": "all"}, {"held_on": "ayer"}, {"held_on": None},
        {"answers": "x"}, {"answers": [1]}, {"answers": [{"text": "x" * 8001}]},
        {"answers": [{"text": "a"}] * 61}, {"statements": {"a": 1}},
        {"statements": [{"text": "x" * 2001}]}, {"service": "a\x00b"},
        {"answers": [{"text": ["x"]}]}, {"guide_version": "tres"},
    ],
)  # fmt: skip
def test_a_bad_interview_stores_nothing(
    programme: Programme, cast: Cast, bad: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        taken(programme, cast, **bad)
    assert not Node.objects.exists()


def test_only_who_works_in_the_programme_sends(programme: Programme, cast: Cast) -> None:
    for person in (cast.stranger, cast.tito, cast.paz):
        with pytest.raises(Refused):
            take_interview(programme=programme, recorded=TOLD, key=KEY, at=AT, by=person)
    there = phase(programme, "interviews")
    actions.assign(phase=there, person=cast.paz, role="interviewer", by=cast.maite)
    arguments = {"recorded": TOLD, "key": KEY, "at": AT, "by": cast.paz, "phase": there}
    assert take_interview(programme=programme, **arguments).node.phase == there


def test_a_long_statement_keeps_all_its_words(programme: Programme, cast: Cast) -> None:
    interview = made(programme, "interview")
    words = "palabra " * 60
    node = note_statement(interview=interview, text=words, at=AT, by=cast.maite)
    assert len(node.title) <= 200
    assert node.text == words.strip()
    short = note_statement(interview=interview, text="corto", at=AT, by=cast.maite)
    assert (short.title, short.text) == ("corto", "")


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, programme: Programme, changes: Any, key: str = KEY) -> Any:
    body = changes if isinstance(changes, (str, bytes)) else json.dumps(changes)
    return client.post(
        f"/programme/{programme.slug}/interviews/send/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_record_page_is_the_same_for_everybody_and_holds_no_name(
    programme: Programme, cast: Cast
) -> None:
    taken(programme, cast)
    address = f"/programme/{programme.slug}/interviews/record/"
    page = Client().get(address).content.decode()
    assert "Ana Soto" not in page
    ready = Client().get(f"/programme/{programme.slug}/interviews/ready/").json()
    assert (ready["person"], ready["writes"]) == (False, False)
    hers = client_of(cast.maite).get(f"/programme/{programme.slug}/interviews/ready/").json()
    assert (hers["person"], hers["writes"]) == (True, True)


def test_a_phone_sends_once(programme: Programme, cast: Cast) -> None:
    client = client_of(cast.maite)
    first = sent(client, programme, TOLD)
    assert first.status_code == 201
    again = sent(client, programme, TOLD)
    assert (again.status_code, again.json()["node"]) == (200, first.json()["node"])
    other = sent(client, programme, TOLD | {"service": "x"})
    assert (other.status_code, other.json()["node"]) == (409, first.json()["node"])
    assert sent(client_of(cast.stranger), programme, TOLD, "y" * 32).status_code == 403
    assert sent(Client(), programme, TOLD, "y" * 32).status_code in (302, 403)
    assert Node.objects.filter(kind="interview").count() == 1


@pytest.mark.parametrize("body", ["", "[]", "1", "{", "[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_interview_is_refused(
    programme: Programme, cast: Cast, body: Any
) -> None:
    assert sent(client_of(cast.maite), programme, body).status_code == 400
    assert sent(client_of(cast.maite), programme, TOLD, "short").status_code == 400


def test_a_guide_is_built_in_the_order_given_and_its_versions_stay(
    programme: Programme, cast: Cast
) -> None:
    client = client_of(cast.maite)
    address = f"/programme/{programme.slug}/interviews/guide/"
    told: dict[str, Any] = {
        "title": "Guía para tránsito",
        "order": ["2", "1", "3"],
        "kind": ["text", "scale", "line"],
        "question": ["¿Segunda?", "¿Primera?", " "],
    }
    assert client.get(address).status_code == 200
    assert client.post(address, told).status_code == 302
    guide = Node.objects.get(kind="guide")
    assert (guide.state, guide.fields["questions"]) == (
        "in_use",
        "scale: ¿Primera?\ntext: ¿Segunda?",
    )
    version = str(guide.version)
    following = told | {"guide": guide.public_id, "version": version, "title": "Guía dos"}
    following["question"] = ["¿Otra?", "", ""]
    assert client.post(address, following).status_code == 302
    assert client.post(address, following).status_code == 409
    page = Client().get(f"/n/{guide.public_id}/").content.decode()
    assert "¿Otra?" in page
    assert "¿Primera?" in page
    record = Client().get(f"/programme/{programme.slug}/interviews/record/")
    assert record.context["guides"][0]["version"] == guide.version + 1
    assert client_of(cast.stranger).get(address).status_code == 403
    assert client.post(address, told | {"question": ["", "", ""]}).status_code == 422


def test_an_interview_page_shows_answers_to_its_writers_and_marks_statements(
    programme: Programme, cast: Cast
) -> None:
    node = taken(programme, cast)
    assert Client().get(f"/n/{node.public_id}/").status_code == 404
    client = client_of(cast.maite)
    page = client.get(f"/n/{node.public_id}/").content.decode()
    assert "y nadie avisa" in page
    assert "k/challenge/add/?up=" in page
    done = client.post(f"/n/{node.public_id}/statement/", {"text": "nadie avisa", "question": "q"})
    assert done.status_code == 302
    assert Node.objects.filter(kind="statement").count() == 2
    assert client.post(f"/n/{node.public_id}/statement/", {"text": ""}).status_code == 422


def test_interview_statement_challenge_is_one_chain(programme: Programme, cast: Cast) -> None:
    node = taken(programme, cast)
    statement = Node.objects.get(kind="statement")
    client = client_of(cast.maite)
    page = client.get(f"/programme/{programme.slug}/k/challenge/add/?up={statement.public_id}")
    assert page.status_code == 200
    form = {"title": "Avisar cuando falla un semáforo", "up": statement.public_id, "sure": "yes"}
    assert client.post(f"/programme/{programme.slug}/k/challenge/add/", form).status_code == 302
    challenge = Node.objects.get(kind="challenge")
    up = client.get(f"/api/v1/provenance/{challenge.public_id}").json()["up"]
    assert [one["kind"] for one in up] == ["statement", "interview"]
    everybody = Client().get(f"/api/v1/provenance/{challenge.public_id}").json()
    assert everybody["up"] == []
    assert node.public_id not in json.dumps(everybody)
