"""One client is not a crowd: caps, counts and joins that look like one, in halls and talks."""

from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.participation.conversations import actions as opinions
from minga.participation.conversations import mapping
from minga.participation.conversations import rules as opinion_rules
from minga.participation.conversations.actions import answering
from minga.participation.models import Conversation, OpinionSeat, Seat
from minga.participation.workshops import actions, queries
from minga.participation.workshops.actions import seats as seat_actions
from minga.people.models import Person
from minga.territory.models import City
from tests.participation.hall import JSON, Hall, Knock
from tests.participation.talking import facilitator, opened, says
from tests.participation.visiting import Visitor


def _votes(hall: Hall, note: str) -> int:
    return int(hall.notes()[note]["votes"])


def _suspicious(hall: Hall) -> list[dict[str, Any]]:
    bursts: list[dict[str, Any]] = hall.leader.get("/seats").json()["suspicious"]
    return bursts


class TestHall:
    """Workshops."""

    def test_ended_seats_dots_and_stances_count_no_more(self, hall: Hall) -> None:
        people = [hall.join() for _ in range(4)]
        note = hall.posted(people[0])
        assert [who.vote(note) for who in people] == [201] * 4
        round_id = hall.leader.post("/rounds", {"note": note}).json()["round"]
        for who in people:
            stance = {"stance": "object" if who is people[3] else "agree", "reason": "porque no"}
            who.post(f"/rounds/{round_id}/stance", stance)
        hall.leader.post(f"/rounds/{round_id}/close")
        assert hall.leader.post(f"/seats/{people[3].number}/end").status_code == 200
        assert _votes(hall, note) == 3
        [closed] = hall.stranger.get().json()["rounds"]
        assert (closed["agree"], closed["object"], closed["outcome"]) == (3, 0, "consensus")
        assert closed["objections"] == []
        minutes = hall.leader.get("/minutes").json()
        assert minutes["attendance"]["people"] == 3
        assert people[0].vote(note) == 201

    def test_a_seat_that_counts_no_more_takes_part_and_counts_again(self, hall: Hall) -> None:
        first, second = hall.join(), hall.join()
        note = hall.posted(first)
        first.vote(note)
        second.vote(note)
        weighed = {"seats": [second.number], "counts": False}
        assert hall.leader.post("/crowds/weigh", weighed).status_code == 200
        assert _votes(hall, note) == 1
        assert second.vote(note) == 201  # as before, and as silently
        assert _votes(hall, note) == 1
        assert hall.stranger.get().json()["seats"] == 1
        hall.leader.post("/crowds/weigh", weighed | {"counts": True})
        assert _votes(hall, note) == 3

    def test_dots_follow_a_merge_only_as_far_as_they_count(self, hall: Hall) -> None:
        first, second = hall.join(), hall.join()
        notes = [hall.posted(first, text) for text in ("una", "otra")]
        first.vote(notes[0])
        second.vote(notes[1])
        hall.leader.post("/crowds/weigh", {"seats": [second.number], "counts": False})
        merged = hall.leader.post("/merge", {"notes": notes}).json()
        assert merged["votes"] == 1

    def test_one_client_cannot_fill_a_hall(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(seat_actions, "MAX_SEATS", 10)
        monkeypatch.setattr(seat_actions, "MAX_SEATS_OF_ADDRESS", 6)
        monkeypatch.setattr(seat_actions, "MAX_SEATS_OF_DEVICE", 4)
        assert [hall.stranger.post("/join").status_code for _ in range(5)] == [201] * 4 + [409]
        other = Client(headers={"User-Agent": "other"})
        join = f"/api/v1/workshops/{hall.code}/join"
        assert [other.post(join, {}, JSON).status_code for _ in range(3)] == [201, 201, 409]
        away = Client(headers={"User-Agent": "other"}, REMOTE_ADDR="198.51.100.7")
        assert away.post(join, {}, JSON).status_code == 201
        # The facilitator still seats anybody.
        assert hall.leader.post("/seats").status_code == 201

    def test_ended_seats_make_room(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seat_actions, "MAX_SEATS", 3)
        people = [hall.join() for _ in range(3)]
        assert hall.stranger.post("/join").status_code == 409
        crowd = {"seats": [who.number for who in people]}
        assert hall.leader.post("/crowds/end", crowd).json()["seats"] == []
        assert hall.stranger.post("/join").status_code == 201

    def test_the_facilitator_sees_joins_that_look_like_one_client(self, hall: Hall) -> None:
        assert _suspicious(hall) == []
        people = [hall.join() for _ in range(20)]
        [burst] = _suspicious(hall)
        assert burst["same"] == "device"
        assert burst["seats"] == [who.number for who in people]
        assert people[0].get("/seats").status_code == 404  # nobody else does

    def test_where_somebody_joined_from_is_forgotten_at_the_end(self, hall: Hall) -> None:
        hall.join()
        assert hall.workshop.seats.exclude(device="").count() == 1
        hall.leader.post("/close")
        assert not hall.workshop.seats.exclude(device="", origin="").exists()

    @pytest.mark.parametrize("path", ["/crowds/end", "/crowds/weigh"])
    def test_nobody_but_the_facilitator_ends_or_weighs_seats(self, hall: Hall, path: str) -> None:
        who = hall.join()
        crowd = {"seats": [who.number], "counts": False}
        assert who.post(path, crowd).status_code == 403
        assert Knock(hall.code).post(path, crowd).status_code == 401
        assert hall.leader.post(path, {"seats": [99], "counts": False}).status_code == 422

    def test_a_phone_that_lost_its_seat_is_the_same_person(self, hall: Hall) -> None:
        phone = Visitor(hall.code)
        phone.join()
        del phone.client.cookies["minga_seat"]
        phone.join()
        assert hall.leader.get("/minutes").json()["attendance"]["people"] == 1

    def test_a_phone_whose_seat_was_ended_is_one_person_when_it_comes_back(
        self, hall: Hall
    ) -> None:
        phone = Visitor(hall.code)
        for _ in range(3):
            phone.join()
            number = Seat.objects.latest("number").number
            actions.end_seats(workshop=hall.workshop, numbers=[number], actor=hall.actor, at=now())
        phone.join()
        assert hall.leader.get("/minutes").json()["attendance"]["people"] == 1
        assert queries.many_here(hall.workshop) == 1
        assert phone.see().status_code == 200
        assert 'data-part="seat-words"' in phone.see().content.decode()


class TestConversation:
    """Conversations."""

    @pytest.fixture
    def fabian(self, city: City) -> Person:
        return facilitator(city)

    @staticmethod
    def _join(client: Client, conversation: Conversation) -> Any:
        return client.post(f"/api/v1/conversations/{conversation.slug}/join", {}, JSON)

    def test_one_client_cannot_fill_it(
        self, city: City, fabian: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        conversation = opened(city, fabian)
        assert opinion_rules.MAX_SEATS_OF_DEVICE < opinion_rules.MAX_SEATS_OF_ADDRESS
        monkeypatch.setattr(answering, "MAX_SEATS_OF_DEVICE", 3)
        client = Client(headers={"User-Agent": "crowd"})
        statuses = [self._join(client, conversation).status_code for _ in range(4)]
        assert statuses == [201] * 3 + [409]
        away = Client(headers={"User-Agent": "crowd"}, REMOTE_ADDR="198.51.100.7")
        assert self._join(away, conversation).status_code == 201

    def test_a_crowd_from_one_address_is_shown_and_counts_once(
        self, city: City, fabian: Person
    ) -> None:
        conversation = opened(city, fabian)
        for number in range(20):
            client = Client(headers={"User-Agent": f"phone {number}"})
            assert self._join(client, conversation).status_code == 201
        for seat in conversation.seats.all():
            says(seat, "+")
        desk = Client(headers={"Accept-Language": "en"})
        desk.force_login(fabian)
        page = desk.get(f"/opinions/{conversation.slug}/moderation/").content.decode()
        assert "20 seats from one connection" in page
        handle = OpinionSeat.objects.latest("pk").origin
        address = f"/opinions/{conversation.slug}/moderation"
        assert desk.post(f"{address}/uncount/", {"handle": handle}).status_code == 302
        assert mapping.drawn_map(conversation)["people"] == 1
        assert "Count them all" in desk.get(f"{address}/").content.decode()
        assert desk.post(f"{address}/count/", {"handle": handle}).status_code == 302
        assert mapping.drawn_map(conversation)["people"] == 20
        assert desk.post(f"{address}/uncount/", {"handle": "none"}).status_code == 409
        stranger = Client().post(f"{address}/uncount/", {"handle": handle})
        assert stranger.status_code in (302, 403)
        assert not conversation.seats.filter(counts=False).exists()

    def test_the_result_says_how_many_do_not_count(self, city: City, fabian: Person) -> None:
        conversation = opened(city, fabian)
        seats = [
            opinions.join_conversation(conversation=conversation, at=now()).seat for _ in range(7)
        ]
        for seat in seats:
            says(seat, "+")
        opinions.weigh_opinions(
            conversation=conversation, seats=[seats[0].pk], counts=False, by=fabian, at=now()
        )
        mapping.draw_map(conversation, at=now())
        reader = Client(headers={"Accept-Language": "en"})
        page = reader.get(f"/opinions/{conversation.slug}/result/").content.decode()
        assert "1 seat is not counted" in page
        assert "6 people" in page

    def test_where_somebody_joined_from_is_forgotten_at_the_end(
        self, city: City, fabian: Person
    ) -> None:
        conversation = opened(city, fabian)
        self._join(Client(), conversation)
        opinions.close_conversation(conversation=conversation, by=fabian, at=now())
        assert not conversation.seats.exclude(device="", origin="").exists()
