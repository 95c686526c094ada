"""Citizen tests: answers come once, words stay private until published, small groups never show."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from minga.ground import worker
from minga.ground.access import Refused
from minga.ground.errors import BadInput, KeyReused
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.citizen_tests import actions as campaign_actions
from minga.programme.citizen_tests import queries as campaign_queries
from minga.programme.citizen_tests import rules
from minga.programme.citizen_tests.actions import Taken, Tried
from minga.programme.models import Node, Programme
from tests.cast import Cast
from tests.programme.making import AT, made

TASKS = "Cuenta un bache\nMira quién responde"


def open_test(programme: Programme, **details: Any) -> Node:
    """A test of the report page with two tasks, open to everybody."""
    fields = {"address": "/report/", "tasks": TASKS, "question": "¿Qué faltó?"}
    test = made(programme, "test", title="Prueba el reporte", fields=fields, **details)
    return actions.move_node(node=test, verb="open", at=AT, by=None)


def answered(test: Node, key: str, **answer: Any) -> Taken:
    """An answer of somebody; with a rating of 4 where nothing is said."""
    at = answer.pop("at", AT)
    return campaign_actions.answer_test(
        test=test, tried=Tried(**(answer or {"rating": 4})), key=key, at=at
    )


def ticked(task: str, outcome: str = "done", took_s: int | None = None) -> dict[str, Any]:
    return {"task": task, "outcome": outcome, "took_s": took_s}


@pytest.mark.django_db
def test_an_answer_is_stored_once_per_key(programme: Programme) -> None:
    test = open_test(programme)
    content = {"rating": 5, "text": "Fácil", "tasks": [ticked("Cuenta un bache", took_s=40)]}
    first = answered(test, "k1", **content)
    again = answered(test, "k1", **content)
    assert (first.again, again.again) == (False, True)
    assert first.answer.pk == again.answer.pk
    assert test.answers.count() == 1
    with pytest.raises(KeyReused):
        answered(test, "k1", rating=1)


@pytest.mark.django_db
def test_the_same_key_for_another_test_is_another_answer(programme: Programme) -> None:
    assert (
        answered(open_test(programme), "k").answer.pk
        != answered(open_test(programme), "k").answer.pk
    )


@pytest.mark.django_db
def test_a_key_that_came_in_twice_at_once_finds_the_first(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_test(programme)
    first = answered(test, "k").answer
    real, looks = campaign_actions._known, []

    def late(*asked: str) -> Any:
        looks.append(asked)
        return real(*asked) if len(looks) > 1 else None

    monkeypatch.setattr(campaign_actions, "_known", late)
    assert answered(test, "k").answer.pk == first.pk
    assert len(looks) == 2


@pytest.mark.django_db
def test_the_fact_of_an_answer_holds_ids_only(programme: Programme) -> None:
    answer = answered(open_test(programme), "k", text="Vivo en Los Copihues 12", rating=2).answer
    fact = Event.objects.get(name="test.answered")
    assert fact.data["answer"] == answer.public_id
    assert "Copihues" not in str(fact.data)
    assert not fact.official


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": 2.5},
        {"rating": "muy bien"},
        {"rating": True},
        {"rating": 3, "text": "x" * 2001},
        {"rating": 3, "text": "a\x00b"},
        {"rating": 3, "helix": "king"},
        {"rating": 3, "age_band": "200"},
        {"tasks": [{"task": "Otra cosa", "outcome": "done"}]},
        {"tasks": [{"task": "Cuenta un bache", "outcome": "maybe"}]},
        {"tasks": [ticked("Cuenta un bache", took_s=-1)]},
        {"tasks": [ticked("Cuenta un bache", took_s=10**9)]},
        {"text": "   "},
    ],
)
def test_a_bad_answer_is_refused_and_nothing_kept(
    programme: Programme, content: dict[str, Any]
) -> None:
    test = open_test(programme)
    with pytest.raises(BadInput):
        campaign_actions.answer_test(test=test, tried=Tried(**content), key="k", at=AT)
    assert test.answers.count() == 0


@pytest.mark.django_db
def test_a_test_takes_answers_only_while_it_is_open(programme: Programme) -> None:
    draft = made(programme, "test")
    with pytest.raises(rules.TestClosed):
        answered(draft, "k")
    test = open_test(programme)
    kept = answered(test, "before").answer
    actions.move_node(node=test, verb="close", at=AT, by=None)
    with pytest.raises(rules.TestClosed):
        answered(test, "after")
    # A retry of what arrived in time is told so.
    assert answered(test, "before").answer.pk == kept.pk


@pytest.mark.django_db
def test_the_last_day_counts_by_the_calendar_of_the_city(programme: Programme) -> None:
    test = open_test(programme, due_on=date(2026, 11, 3))
    # 02:30 UTC on the 4th is still the 3rd in Chile.
    assert campaign_queries.is_open(test, at=AT + timedelta(hours=11, minutes=30))
    assert not campaign_queries.is_open(test, at=AT + timedelta(hours=14))


@pytest.mark.django_db
def test_a_hidden_or_withdrawn_test_takes_no_answers(programme: Programme) -> None:
    hidden, withdrawn = open_test(programme), open_test(programme)
    actions.set_public(node=hidden, public=False, at=AT, by=None)
    actions.withdraw_node(node=withdrawn, reason="otra cosa", at=AT, by=None)
    for test in (hidden, withdrawn):
        with pytest.raises(rules.TestClosed):
            answered(test, "k")


@pytest.mark.django_db
def test_a_phone_that_read_older_tasks_is_still_heard(programme: Programme) -> None:
    test = open_test(programme)
    told = {"address": "/report/", "tasks": "Cuenta un hoyo"}
    actions.edit_node(node=test, version=test.version, title="T", fields=told, at=AT, by=None)
    answered(test, "k", tasks=[ticked("Cuenta un bache")])
    results = campaign_queries.results_of(Node.objects.get(pk=test.pk))
    assert [(task.task, task.done) for task in results.tasks] == [
        ("Cuenta un hoyo", 0),
        ("Cuenta un bache", 1),
    ]


@pytest.mark.django_db
def test_results_count_ratings_and_tasks(
    programme: Programme, django_assert_num_queries: Any
) -> None:
    test = open_test(programme)
    for number, rating in enumerate((5, 5, 4, 2, None, 5)):
        outcome = "too_hard" if rating == 2 else "done"
        tasks = [ticked("Cuenta un bache", outcome, took_s=10 * (number + 1))]
        answered(test, f"k{number}", rating=rating, tasks=tasks)
    with django_assert_num_queries(1):
        results = campaign_queries.results_of(test)
    assert (results.count, results.rated, results.mean) == (6, 5, 4.2)
    assert [(bar.value, bar.count, bar.share) for bar in results.bars] == [
        (5, 3, 60), (4, 1, 20), (3, 0, 0), (2, 1, 20), (1, 0, 0),
    ]  # fmt: skip
    first, second = results.tasks
    assert (first.done, first.too_hard, first.tried, first.median_s) == (5, 1, 6, 30)
    assert (second.tried, second.median_s) == (0, None)


@pytest.mark.django_db
def test_a_small_group_is_never_shown_apart(programme: Programme) -> None:
    test = open_test(programme)
    groups = ["civil"] * 6 + ["academia"] * 5 + ["private"] * 2
    for number, helix in enumerate(groups):
        answered(test, f"k{number}", rating=3, helix=helix)
    counts = {helix.code: helix.count for helix in campaign_queries.results_of(test).helices}
    # Two of the private sector alone, or the rest that gives them away, are never shown.
    assert counts == {"civil": 6, "": 7}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30)))
def test_no_shown_group_and_no_pool_is_small(sizes: dict[str, int]) -> None:
    apart, pooled = rules.shown_groups(sizes)
    assert all(sizes[code] >= rules.SMALL for code in apart)
    pool = sum(sizes[code] for code in pooled)
    assert pool == 0 or pool >= rules.SMALL or not apart
    assert sum(sizes[code] for code in apart) + pool == sum(sizes.values())


@pytest.mark.django_db
def test_words_are_public_only_after_an_official_published_them(
    programme: Programme, cast: Cast
) -> None:
    test = open_test(programme)
    answer = answered(test, "k", text="Llámenme al 555, soy Ana").answer
    assert campaign_queries.worded_answers(test) == []
    with pytest.raises(Refused):
        campaign_actions.publish_words(answer=answer, text="hola", at=AT, by=cast.stranger)
    shown = campaign_actions.publish_words(answer=answer, text="Llámenme", at=AT, by=cast.maite)
    assert [answer.published_text for answer in campaign_queries.worded_answers(test)] == [
        "Llámenme"
    ]
    assert shown.text == "Llámenme al 555, soy Ana"
    campaign_actions.publish_words(answer=answer, text="", at=AT, by=cast.maite)
    assert campaign_queries.worded_answers(test) == []


@pytest.mark.django_db(transaction=True)
def test_free_words_are_erased_after_a_year(programme: Programme) -> None:
    answer = answered(open_test(programme), "k", text="palabras", rating=4, helix="civil").answer
    worker.run_due(at=AT + timedelta(days=364))
    answer.refresh_from_db()
    assert answer.text == "palabras"
    worker.run_due(at=AT + timedelta(days=366))
    answer.refresh_from_db()
    assert (answer.text, answer.published_text, answer.helix) == ("", "", "")
    assert answer.rating == 4
    assert answer.forgotten_at is not None


@pytest.mark.django_db
def test_the_database_refuses_a_rating_out_of_range(programme: Programme) -> None:
    answer = answered(open_test(programme), "k").answer
    with pytest.raises(IntegrityError):
        type(answer).objects.filter(pk=answer.pk).update(rating=9)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "//evil.example/", "http://plain.example/", "report/", "",
        "https://user@evil.example/", "/a b", "/\"><script>", "https://", "/\\evil.example",
        "https://[", "data:text/html,x", "/x\n", "https://evil.example\\@minga.cl/",
    ],
)  # fmt: skip
def test_an_address_that_leads_astray_cannot_be_tested(address: str) -> None:
    assert not rules.is_testable(address)


@pytest.mark.parametrize("address", ["/report/", "/move/?from=a", "https://example.org/x#y"])
def test_a_path_or_https_address_can_be_tested(address: str) -> None:
    assert rules.is_testable(address)


@given(st.text())
def test_no_text_passes_for_an_address_that_runs(text: str) -> None:
    if rules.is_testable(text):
        assert text.startswith(("/", "https://"))
        assert not text.startswith(("//", "/\\"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": "javascript:alert(1)", "tasks": "x"}, "address"),
        ({"address": "/report/", "tasks": "\n".join(map(str, range(21)))}, "tasks"),
        ({"address": "/report/", "tasks": "x" * 201}, "tasks"),
    ],
)
def test_a_test_that_nobody_could_do_is_refused(
    programme: Programme, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        made(programme, "test", fields=fields)
    assert [fault.field for fault in refusal.value.faults] == [field]
