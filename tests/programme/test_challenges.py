"""The challenge bank: the rule that sorts, the way it goes, who signs off, what is alike."""

import csv
import io
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from openpyxl import load_workbook

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.core.queries.graph import credits_of
from minga.programme.kinds import KINDS
from minga.programme.listening.actions.challenges import (
    add_challenge,
    merge_challenges,
    route_challenge,
    sign_off,
)
from minga.programme.listening.next_steps import next_decision
from minga.programme.listening.queries import alike_in, challenges_like
from minga.programme.listening.sorting import OFFERED, QUESTIONS, SAME, sort_challenge
from minga.programme.models import Node, Programme
from minga.programme.rules import StepNotPossible
from tests.cast import Cast
from tests.kernels import test_likeness
from tests.programme.making import AT, made

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(QUESTIONS, "yes")


def accepted(programme: Programme, **fields: str) -> Node:
    node = made(programme, "challenge", fields=fields)
    return actions.move_node(node=node, verb="accept", at=AT, by=None)


def test_a_challenge_is_concrete_with_three_yes_and_abstract_with_one_no() -> None:
    for answers in product(("yes", "no", ""), repeat=3):
        sorting = sort_challenge(dict(zip(QUESTIONS, answers, strict=True)))
        if "no" in answers:
            assert sorting.nature == "abstract"
            assert sorting.decided_by == tuple(
                one for one, said in zip(QUESTIONS, answers, strict=True) if said == "no"
            )
        else:
            assert sorting.nature == ("" if "" in answers else "concrete")


def test_the_thresholds_are_those_that_the_labelled_set_was_measured_with() -> None:
    assert (OFFERED, SAME) == (test_likeness.OFFERED, test_likeness.SAME)


@pytest.mark.parametrize(
    ("answers", "nature", "route"),
    [(YES, "concrete", "codesign"), (YES | {"has_owner": "no"}, "abstract", "competition")],
)
def test_the_rule_routes_and_its_reason_stands_in_the_history(
    programme: Programme, cast: Cast, answers: dict[str, str], nature: str, route: str
) -> None:
    routed = route_challenge(node=accepted(programme, **answers), at=AT, by=cast.maite)
    assert (routed.fields["nature"], routed.fields["route"], routed.state) == (
        nature,
        route,
        "routed",
    )
    step = routed.steps.get(verb="route")
    assert len(step.reason) > 20
    assert step.before["fields"] == {"origin": "citizen"} | answers


def test_deciding_otherwise_needs_a_reason(programme: Programme, cast: Cast) -> None:
    node = accepted(programme, **YES)
    with pytest.raises(BadInput) as refusal:
        route_challenge(node=node, nature="abstract", at=AT, by=cast.maite)
    assert refusal.value.faults[0].field == "reason"
    form = {"nature": "abstract", "reason": "nadie sabe cómo empezar"}
    routed = route_challenge(node=node, at=AT, by=cast.maite, **form)
    assert routed.fields["route"] == "competition"
    assert routed.fields["nature_reason"] == "nadie sabe cómo empezar"
    assert "nadie sabe" in routed.steps.get(verb="route").reason
    back = route_challenge(node=routed, at=AT, by=cast.maite)
    assert back.fields["route"] == "codesign"
    assert "nature_reason" not in back.fields


def test_without_answers_nothing_is_routed(programme: Programme, cast: Cast) -> None:
    with pytest.raises(BadInput):
        route_challenge(node=accepted(programme, has_owner="yes"), at=AT, by=cast.maite)
    with pytest.raises(BadInput):
        route_challenge(node=accepted(programme, **YES), nature="nope", at=AT, by=cast.maite)
    with pytest.raises(StepNotPossible):
        route_challenge(node=made(programme, "challenge", fields=YES), at=AT, by=cast.maite)
    with pytest.raises(Refused):
        route_challenge(node=accepted(programme, **YES), at=AT, by=cast.stranger)


def test_only_the_owner_or_the_lead_signs_off_and_says_why(
    programme: Programme, cast: Cast
) -> None:
    university = Organisation.objects.get(code="universidad")
    node = made(programme, "challenge", organisation=university)
    for verb in ("accept", "answer"):
        node = actions.move_node(node=node, verb=verb, at=AT, by=None)
    for person in (cast.stranger, cast.nahuel, cast.tito):
        with pytest.raises(Refused):
            sign_off(node=node, solved=True, reason="sí", at=AT, by=person)
    with pytest.raises(BadInput):
        sign_off(node=node, solved=True, reason=" ", at=AT, by=cast.paz)
    solved = sign_off(node=node, solved=True, reason="ya no esperamos", at=AT, by=cast.paz)
    assert solved.state == "solved"
    back = sign_off(node=solved, solved=False, reason="volvió a fallar", at=AT, by=cast.maite)
    assert back.state == "routed"
    assert [step.reason for step in back.steps.order_by("-pk")[:2]] == [
        "volvió a fallar",
        "ya no esperamos",
    ]


def test_a_challenge_marks_its_statement_as_used(programme: Programme, cast: Cast) -> None:
    interview = made(programme, "interview")
    said = made(programme, "statement", interview)
    add_challenge(programme=programme, title="Reto", sources=[said], at=AT, by=cast.maite)
    said.refresh_from_db()
    assert said.state == "used"


def test_merging_keeps_credits_origins_and_the_furthest_state(
    programme: Programme, cast: Cast
) -> None:
    first = made(programme, "challenge", title="Paraderos oscuros", public=False)
    other = accepted(programme)
    actions.credit(node=first, name="Rosa", role="author", public=True, at=AT, by=None)
    merged = merge_challenges(nodes=[first, other], title="Luz en paraderos", at=AT, by=cast.maite)
    assert (merged.state, merged.public) == ("accepted", True)
    assert [credit.name for credit in credits_of(merged)] == ["Rosa"]
    assert set(merged.up.values_list("source_id", flat=True)) == {first.pk, other.pk}
    first.refresh_from_db()
    assert first.standing == "merged"


def test_alike_ones_are_found_as_soon_as_they_are_entered(programme: Programme) -> None:
    first = made(programme, "challenge", title="Los paraderos están oscuros de noche")
    made(programme, "challenge", title="Perros abandonados cerca del hospital")
    said = "Falta luz de noche en el paradero"
    assert [node.pk for node, _ in challenges_like(programme, said, everything=False)] == [first.pk]
    second = made(programme, "challenge", title="Paradero oscuro de noche", public=False)
    seen = {node.pk for node, _ in challenges_like(programme, said, everything=True)}
    assert seen == {first.pk, second.pk}
    public = {node.pk for node, _ in challenges_like(programme, said, everything=False)}
    assert public == {first.pk}
    pairs = [{pair.one.pk, pair.other.pk} for pair in alike_in(programme)]
    assert pairs == [{first.pk, second.pk}]


def test_one_programme_is_not_compared_with_another(
    programme: Programme, cast: Cast, city: object
) -> None:
    from tests.programme.making import begun

    other = begun(programme.city, cast.maite, slug="otro")
    made(other, "challenge", title="Los paraderos están oscuros de noche")
    assert challenges_like(programme, "paraderos oscuros", everything=True) == []


def lead(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.maite)
    return client


def test_the_form_shows_what_is_alike_before_it_stores(programme: Programme, cast: Cast) -> None:
    made(programme, "challenge", title="Los paraderos están oscuros de noche")
    address = f"/programme/{programme.slug}/k/challenge/add/"
    form = {"title": "Paraderos oscuros de noche", "has_owner": "yes", "origin": "citizen"}
    answer = lead(cast).post(address, form)
    assert answer.status_code == 200
    assert "Los paraderos están oscuros de noche" in answer.content.decode()
    assert Node.objects.count() == 1
    sure = lead(cast).post(address, form | {"sure": "yes"})
    assert sure.status_code == 302
    assert Node.objects.count() == 2


def test_the_list_narrows_by_each_filter(programme: Programme, cast: Cast) -> None:
    university = Organisation.objects.get(code="universidad")
    route_challenge(node=accepted(programme, **YES), at=AT, by=None)
    made(programme, "challenge", title="Sin dueño", fields={"has_owner": "no"})
    made(programme, "challenge", title="De la universidad", organisation=university)
    made(programme, "challenge", title="Secreto", public=False)
    address = f"/programme/{programme.slug}/k/challenge/"
    for query, seen in (
        ("", {"Un challenge", "Sin dueño", "De la universidad"}),
        ("?nature=concrete", {"Un challenge"}),
        ("?route=codesign", {"Un challenge"}),
        ("?state=routed", {"Un challenge"}),
        ("?owner=universidad", {"De la universidad"}),
        ("?q=due%C3%B1o", {"Sin dueño"}),
        ("?nature=no-such&owner='", set()),
    ):
        page = Client().get(address + query)
        titles = {node.title for node in page.context["nodes"]}
        assert titles == seen, query
    assert "Secreto" in lead(cast).get(address).content.decode()


def test_the_list_takes_the_same_statements_for_one_and_for_three(programme: Programme) -> None:
    address = f"/programme/{programme.slug}/k/challenge/"

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            Client().get(address)
        return len(seen)

    owner = Organisation.objects.get(code="prueba-norte")
    made(programme, "challenge", organisation=owner)
    statements()
    statements_for_one = statements()
    for _ in range(2):
        made(programme, "challenge", organisation=owner)
    assert statements() == statements_for_one


def test_the_spreadsheets_hold_what_may_be_seen_and_no_formula(
    programme: Programme, cast: Cast
) -> None:
    made(programme, "challenge", title="=1+1")
    made(programme, "challenge", title="Secreto", public=False)
    base = f"/programme/{programme.slug}/k/challenge/export."
    text = Client().get(f"{base}csv").content.decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["'=1+1"]
    book = load_workbook(io.BytesIO(lead(cast).get(f"{base}xlsx").content))
    cells = [row[1] for row in list(book.active.rows)[1:]]
    assert [(cell.value, cell.data_type) for cell in cells] == [("Secreto", "s"), ("=1+1", "s")]
    assert [cell.quotePrefix for cell in cells] == [False, True]
    assert Client().get(f"{base}exe").status_code == 404


def test_pages_of_officials_refuse_strangers(programme: Programme, cast: Cast) -> None:
    node = accepted(programme, **YES)
    stranger = Client()
    stranger.force_login(cast.stranger)
    base = f"/programme/{programme.slug}/k/challenge/"
    for path in ("add/", "alike/", "merge/"):
        assert stranger.get(base + path).status_code == 403, path
    for verb in ("route", "accept", "set-aside", "solve", "not-solve"):
        done = stranger.post(f"/n/{node.public_id}/challenge/{verb}/", {"reason": "x"})
        assert done.status_code == 403, verb
    node.refresh_from_db()
    assert node.state == "accepted"


def test_the_page_says_which_answer_decided_and_routes(programme: Programme, cast: Cast) -> None:
    node = accepted(programme, **(YES | {"is_testable": "no"}))
    page = lead(cast).get(f"/n/{node.public_id}/").content.decode()
    assert page.count("answers__decides") == 1
    routed = lead(cast).post(f"/n/{node.public_id}/challenge/route/", {})
    assert routed.status_code == 302
    wrong = lead(cast).post(f"/n/{node.public_id}/challenge/route/", {"nature": "concrete"})
    assert wrong.status_code == 422
    assert lead(cast).post(f"/n/{node.public_id}/challenge/burn/").status_code == 404


def test_the_owner_signs_off_on_the_page(programme: Programme, cast: Cast) -> None:
    university = Organisation.objects.get(code="universidad")
    node = made(programme, "challenge", organisation=university)
    for verb in ("accept", "answer"):
        node = actions.move_node(node=node, verb=verb, at=AT, by=None)
    paz = Client()
    paz.force_login(cast.paz)
    assert "/challenge/solve/" in paz.get(f"/n/{node.public_id}/").content.decode()
    assert "/challenge/solve/" not in Client().get(f"/n/{node.public_id}/").content.decode()
    done = paz.post(f"/n/{node.public_id}/challenge/solve/", {"reason": "funciona"})
    assert done.status_code == 302
    node.refresh_from_db()
    assert node.state == "solved"


def test_two_alike_are_merged_on_their_page(programme: Programme, cast: Cast) -> None:
    first = made(programme, "challenge", title="Paradero oscuro de noche")
    second = made(programme, "challenge", title="Paraderos oscuros de noche")
    base = f"/programme/{programme.slug}/k/challenge/"
    assert first.public_id in lead(cast).get(base + "alike/").content.decode()
    form = {"nodes": [first.public_id, second.public_id], "title": "Paraderos oscuros"}
    assert lead(cast).get(f"{base}merge/?nodes={first.public_id}").status_code == 200
    assert lead(cast).post(base + "merge/", form | {"title": ""}).status_code == 422
    assert lead(cast).post(base + "merge/", form).status_code == 302
    assert lead(cast).post(base + "merge/", form).status_code == 409
    assert Node.objects.current().filter(kind="challenge").count() == 1


@pytest.mark.parametrize("state", list(KINDS["challenge"].states))
def test_its_page_says_who_decides_next_and_contradicts_nothing(
    programme: Programme, state: str
) -> None:
    node = made(programme, "challenge", fields={"origin": "citizen"}, public=True)
    Node.objects.filter(pk=node.pk).update(state=state)
    reader = Client(headers={"Accept-Language": "en"})
    page = reader.get(f"/n/{node.public_id}/").content.decode()
    sentence = next_decision(Node.objects.get(pk=node.pk))
    assert escape(sentence) in page
    assert "Nothing yet." not in page
    assert "It stands at the beginning." not in page
    assert "A citizen proposed it." in page


def test_what_is_no_more_waits_for_nobody(programme: Programme, cast: Cast) -> None:
    node = made(programme, "challenge")
    Node.objects.filter(pk=node.pk).update(standing="withdrawn")
    assert next_decision(Node.objects.get(pk=node.pk)) == ""
