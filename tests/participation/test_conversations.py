"""Conversations: one person one voice, moderation in the open, nothing shown of the few."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from minga.ground import worker
from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.secrets import digest
from minga.participation.conversations import actions, mapping, queries
from minga.participation.conversations.reactions import RETENTION
from minga.participation.conversations.rules import MAX_STATEMENTS_PER_SEAT, NotNow
from minga.participation.models import Conversation, Opinion, OpinionSeat, Statement
from minga.people.models import Person
from minga.territory.models import City
from tests.cast import Cast
from tests.conftest import FactsSeen
from tests.participation.talking import facilitator, joined, opened, says, two_camps

pytestmark = pytest.mark.django_db


@pytest.fixture
def fabian(city: City) -> Person:
    return facilitator(city)


@pytest.fixture
def talk(city: City, fabian: Person) -> Conversation:
    return opened(city, fabian)


def current(seat: OpinionSeat) -> list[int]:
    return list(
        seat.opinions.filter(until=None).order_by("statement").values_list("value", flat=True)
    )


def test_only_who_runs_workshops_opens_a_conversation(city: City, cast: Cast) -> None:
    for person in (cast.stranger, cast.tito, cast.norma, cast.rosa):
        with pytest.raises(Refused):
            opened(city, person)
    assert not Conversation.objects.exists()


def test_a_title_gives_its_address_once(city: City, fabian: Person, talk: Conversation) -> None:
    assert talk.slug == "movilidad"
    with pytest.raises(BadInput, match="title"):
        opened(city, fabian)
    assert opened(city, fabian, title="New").slug.startswith("c-")
    assert opened(city, fabian, title="¿¡!?").slug.startswith("c-")


def test_somebody_who_changes_their_mind_stays_one_person(talk: Conversation) -> None:
    seat = joined(talk)
    before, later = now(), now() + timedelta(minutes=5)
    says(seat, "+-0", at=before)
    says(seat, "-", at=later)
    assert current(seat) == [-1, -1, 0]
    first = Opinion.objects.filter(seat=seat, statement__number=1).order_by("pk")
    assert [(one.value, one.at, one.until) for one in first] == [
        (1, before, later),
        (-1, later, None),
    ]
    assert mapping.drawn_map(talk)["people"] == 1


def test_the_same_answer_sent_twice_changes_nothing(talk: Conversation, facts: FactsSeen) -> None:
    seat = joined(talk)
    given: dict[str, Any] = {"seat": seat, "opinions": [(1, 1), (2, 0)], "at": now()}
    assert actions.give_opinions(**given) == 2
    assert actions.give_opinions(**given) == 0
    assert Opinion.objects.count() == 2
    assert facts.names == ["opinion.given"]
    assert facts.events[0].data["opinions"] == 2


def test_the_database_lets_no_seat_think_two_things_at_once(talk: Conversation) -> None:
    seat = joined(talk)
    says(seat, "+")
    statement = Statement.objects.get(conversation=talk, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(seat=seat, statement=statement, value=-1, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(seat=seat).update(value=2)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_taps_at_once_leave_one_opinion(talk: Conversation) -> None:
    seat = joined(talk)
    troubles: list[BaseException] = []

    def tap(value: int) -> None:
        try:
            actions.give_opinions(seat=seat, opinions=[(1, value)], at=now())
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap, args=(number % 3 - 1,)) for number in range(20)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert troubles == []
    assert Opinion.objects.filter(seat=seat, until=None).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([(9, 1)], "statement"),
        ([(1, 2)], "value"),
        ([(1, 1)] * 101, "opinions"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    talk: Conversation, given: list[tuple[int, int]], field: str
) -> None:
    seat = joined(talk)
    with pytest.raises(BadInput) as refused:
        actions.give_opinions(seat=seat, opinions=[(2, 1), *given], at=now())
    assert refused.value.faults[0].field == field
    assert not Opinion.objects.exists()


def test_a_participants_statement_waits_until_it_is_read(
    talk: Conversation, fabian: Person, facts: FactsSeen
) -> None:
    seat = joined(talk)
    made = actions.add_statement(seat=seat, text="  Baños   en los terminales. ", at=now())
    assert (made.number, made.text, made.state) == (4, "Baños en los terminales.", "pending")
    with pytest.raises(BadInput):  # nobody can answer what nobody has read
        says(seat, "...+")
    actions.show_statement(statement=made, by=fabian, at=now())
    says(seat, "...+")
    assert facts.names == ["statement.proposed", "statement.shown", "opinion.given"]


def test_a_phone_that_sends_twice_writes_one_statement(talk: Conversation) -> None:
    seat = joined(talk)
    one = actions.add_statement(seat=seat, text="Baños en los terminales", at=now())
    assert actions.add_statement(seat=seat, text="baños en los TERMINALES", at=now()) == one
    with pytest.raises(BadInput, match="text"):
        actions.add_statement(seat=joined(talk), text="Baños en los terminales", at=now())
    with pytest.raises(BadInput, match="text"):
        actions.add_statement(seat=seat, text="más arboles en las veredas.", at=now())


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "a\x00b", "\ud800"])
def test_words_that_are_no_statement_are_refused(talk: Conversation, text: str) -> None:
    with pytest.raises(BadInput):
        actions.add_statement(seat=joined(talk), text=text, at=now())


def test_nobody_floods_a_conversation(talk: Conversation) -> None:
    seat = joined(talk)
    for number in range(MAX_STATEMENTS_PER_SEAT):
        actions.add_statement(seat=seat, text=f"Una más: {number}", at=now())
    with pytest.raises(NotNow, match="enough_of_yours"):
        actions.add_statement(seat=seat, text="Y otra", at=now())


def test_setting_aside_needs_a_reason_and_can_be_undone(
    talk: Conversation, fabian: Person, cast: Cast
) -> None:
    says(joined(talk), "+")
    statement = talk.statements.get(number=1)
    with pytest.raises(BadInput, match="reason"):
        actions.set_aside_statement(statement=statement, reason="feo", by=fabian, at=now())
    with pytest.raises(Refused):
        actions.set_aside_statement(
            statement=statement, reason="insult", by=cast.stranger, at=now()
        )
    actions.set_aside_statement(statement=statement, reason="unclear", by=fabian, at=now())
    with pytest.raises(NotNow):
        actions.set_aside_statement(statement=statement, reason="unclear", by=fabian, at=now())
    assert [one.number for one in queries.shown_statements(talk)] == [2, 3]
    actions.show_statement(statement=statement, by=fabian, at=now())
    assert Opinion.objects.count() == 1  # kept meanwhile
    assert [(step.state, step.reason) for step in queries.log_of(talk)] == [
        ("shown", ""),
        ("set_aside", "unclear"),
    ]


def test_a_closed_conversation_takes_nothing_and_can_be_opened_again(
    talk: Conversation, fabian: Person, cast: Cast
) -> None:
    seat = joined(talk)
    with pytest.raises(Refused):
        actions.close_conversation(conversation=talk, by=cast.rosa, at=now())
    actions.close_conversation(conversation=talk, by=fabian, at=now())
    for attempt in (
        lambda: says(seat, "+"),
        lambda: joined(talk),
        lambda: actions.add_statement(seat=seat, text="Tarde", at=now()),
        lambda: actions.close_conversation(conversation=talk, by=fabian, at=now()),
    ):
        with pytest.raises(NotNow):
            attempt()
    actions.reopen_conversation(conversation=talk, by=fabian, at=now())
    says(seat, "+")


def test_taking_back_ones_answers_leaves_no_trace_of_them(talk: Conversation) -> None:
    stays, goes = joined(talk), joined(talk)
    says(stays, "+")
    says(goes, "+-")
    says(goes, "-")
    actions.add_statement(seat=goes, text="Mía", at=now())
    actions.erase_opinions(seat=goes, at=now())
    assert set(Opinion.objects.values_list("seat", flat=True)) == {stays.pk}
    assert talk.statements.get(number=4).seat is None
    assert not OpinionSeat.objects.filter(pk=goes.pk).exists()


def test_tokens_are_kept_as_digests_and_open_one_conversation_only(
    city: City, fabian: Person, talk: Conversation
) -> None:
    other = opened(city, fabian, title="Otra")
    made = actions.join_conversation(conversation=talk, at=now())
    assert made.seat.token_digest == digest(made.token) != made.token
    assert queries.seat_of(talk, made.token) == made.seat
    assert queries.seat_of(other, made.token) is None
    assert queries.seat_of(talk, "") is None


def test_a_month_after_its_end_nobody_can_be_found_again(
    talk: Conversation, fabian: Person
) -> None:
    made = actions.join_conversation(conversation=talk, at=now())
    says(made.seat, "+")
    at = now()
    actions.close_conversation(conversation=talk, by=fabian, at=at)
    worker.run_due(at=at + RETENTION - timedelta(hours=1))
    assert queries.seat_of(talk, made.token) is not None
    worker.run_due(at=at + RETENTION + timedelta(seconds=1))
    assert queries.seat_of(talk, made.token) is None
    assert Opinion.objects.count() == 1


def test_a_conversation_opened_again_keeps_its_tokens(talk: Conversation, fabian: Person) -> None:
    made = actions.join_conversation(conversation=talk, at=now())
    at = now()
    actions.close_conversation(conversation=talk, by=fabian, at=at)
    actions.reopen_conversation(conversation=talk, by=fabian, at=at)
    worker.run_due(at=at + RETENTION + timedelta(seconds=1))
    assert queries.seat_of(talk, made.token) is not None


def test_what_is_asked_next_lacks_opinions_and_differs_from_seat_to_seat(
    city: City, fabian: Person
) -> None:
    names = [f"Afirmación {number}." for number in range(12)]
    talk = opened(city, fabian, statements=names)
    statements = queries.shown_statements(talk)
    orders = set()
    for _ in range(6):
        seat = joined(talk)
        left = queries.still_open(talk, statements, {statements[0].pk: 1}, seat)
        assert statements[0] not in left
        assert len(left) == 11
        orders.add(tuple(one.number for one in left))
    assert len(orders) > 1


# ------------------------------------------------------------------ the map


@pytest.mark.slow
def test_stable_groups_are_shown_and_their_consensus_is_the_product(
    city: City, fabian: Person
) -> None:
    drawn = two_camps(city, fabian).map.drawn
    assert drawn["groups"]["shown"]
    assert sorted(drawn["groups"]["sizes"]) == [12, 12]
    first, second = drawn["statements"][0], drawn["statements"][1]
    assert first["all"] == [24, 0, 0]
    assert first["consensus"] == pytest.approx((13 / 14) ** 2)
    assert second["consensus"] == pytest.approx(13 / 14 * 1 / 14)
    assert {one["number"] for one in drawn["distinct"]} <= set(range(2, 9))


@pytest.mark.slow
def test_without_stable_groups_everybody_is_one(city: City, fabian: Person) -> None:
    talk = opened(city, fabian)
    for votes in ("++-", "+-+", "-++", "+++", "++0", "0++"):
        says(joined(talk), votes)
    mapping.draw_map(talk, at=now())
    drawn = talk.map.drawn
    assert not drawn["groups"]["shown"]
    assert "points" not in drawn
    assert "labels" not in drawn
    assert drawn["statements"][0]["consensus"] == pytest.approx((4 + 1) / (6 + 2))


@pytest.mark.slow
def test_the_worker_draws_what_is_stale_once_it_has_settled(talk: Conversation) -> None:
    at = now()
    says(joined(talk, at), "+", at=at)
    mapping.draw_stale_maps(at + timedelta(seconds=1))
    assert queries.map_of(talk) is None
    worker.run_periodic_jobs(at=at + timedelta(seconds=5))
    found = queries.map_of(talk)
    assert found is not None
    assert found.drawn["people"] == 1
    worker.run_periodic_jobs(at=at + timedelta(seconds=60))
    assert queries.map_of(talk).at == found.at  # type: ignore[union-attr]


@pytest.mark.slow
def test_an_opinion_that_comes_while_a_map_is_drawn_is_not_lost(talk: Conversation) -> None:
    at = now()
    says(joined(talk, at), "+", at=at)
    assert actions.claim_map(conversation=talk, at=at)
    assert not actions.claim_map(conversation=talk, at=at)  # another worker keeps off
    drawn = mapping.drawn_map(talk)
    says(joined(talk, at), "-", at=at)
    actions.keep_map(conversation=talk, drawn=drawn, at=at)
    mapping.draw_stale_maps(at + timedelta(seconds=5))
    assert talk.map.drawn["people"] == 2


@pytest.mark.slow
def test_a_map_whose_worker_died_is_drawn_by_another(talk: Conversation) -> None:
    at = now()
    says(joined(talk, at), "+", at=at)
    actions.claim_map(conversation=talk, at=at)
    mapping.draw_stale_maps(at + timedelta(minutes=1))
    assert queries.map_of(talk) is None
    mapping.draw_stale_maps(at + timedelta(minutes=6))
    assert queries.map_of(talk) is not None
