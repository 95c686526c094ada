"""Who may do what in a workshop: a stranger, a seat, another workshop's seat, the facilitator."""

import json
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.participation import privacy
from minga.participation.models import Workshop
from minga.participation.reactions import forget_names
from minga.participation.workshops import actions, auth
from minga.participation.workshops.events import WorkshopClosed
from minga.participation.workshops.queries import minutes_of
from minga.people import actions as people
from minga.people.models import Organisation, Person
from minga.territory.models import City
from tests.cast import Cast
from tests.participation.hall import JSON, Hall, Knock
from tests.world import small_city

pytestmark = pytest.mark.django_db
NAMES = ("Rosa Centinela", "Junta Centinela")


def person(city: City, role: str, body: str = "norte") -> Person:
    """Somebody with a role in a body of the city."""
    return people.name_person(
        email=f"{role}@{city.slug}.invalid",
        name=role,
        organisation=Organisation.objects.get(code=f"{city.slug}-{body}"),
        role=role,
        at=now(),
    )


def bearer(who: Person) -> Client:
    token = people.grant_token(person=who, label="", at=now())
    return Client(headers={"Authorization": f"Bearer {token}"})


def writes(hall: Hall, who: Knock, note: str) -> dict[str, Any]:
    """Everything a seat may do."""
    return {
        "post": who.note(hall.board, "x"),
        "edit": who.patch(f"/notes/{note}", {"text": "y", "version": 1}),
        "vote": who.post("/votes", {"note": note}),
        "lift": who.delete(f"/votes/{note}"),
        "mine": who.patch("/mine", {"name": "Z"}),
        "forget": who.post("/forget"),
        "stance": who.post("/rounds/1/stance", {"stance": "agree"}),
        "withdraw": who.post(f"/notes/{note}/withdraw"),
    }


def leads(hall: Hall, who: Knock, note: str) -> dict[str, Any]:
    """Everything only the facilitator may do."""
    return {
        "close": who.post("/close"),
        "open": who.post("/open"),
        "seats": who.post("/seats"),
        "seat": who.patch("/seats/1", {"name": "Z"}),
        "end": who.post("/seats/1/end"),
        "boards": who.post("/boards", {"kind": "swot"}),
        "board": who.post(f"/boards/{hall.board}/close"),
        "shift": who.post(f"/boards/{hall.board}/later"),
        "merge": who.post("/merge", {"notes": [note, note]}),
        "split": who.post(f"/notes/{note}/split", {"parts": [{"text": "a"}, {"text": "b"}]}),
        "rounds": who.post("/rounds", {"note": note}),
        "timers": who.post("/timers", {"seconds": 60}),
        "groupings": who.post("/groupings", {"groups": 2}),
        "turn": who.post("/groupings/1/turn", {"round": 1}),
        "photo": who.delete("/photos/" + "0" * 32 + ".jpg"),
    }


def state(hall: Hall) -> Any:
    hall.workshop.refresh_from_db()
    return hall.workshop.revision, json.dumps(minutes_of(hall.workshop, with_names=True))


def test_stranger_sees_and_changes_nothing(hall: Hall) -> None:
    note = hall.posted(hall.join())
    before = state(hall)
    for name, answer in {
        **writes(hall, hall.stranger, note), **leads(hall, hall.stranger, note)
    }.items():  # fmt: skip
        assert answer.status_code == 401, name
    assert state(hall) == before
    for path in ("/mine", "/seats", "/minutes", f"/notes/{note}"):
        assert hall.stranger.get(path).status_code == 404, path


@pytest.mark.parametrize("sort", ["other workshop", "ended", "nonsense", "other secret"])
def test_token_that_is_not_of_this_workshop_opens_nothing(
    hall: Hall, city: City, sort: str
) -> None:
    other = Hall(city)
    note = hall.posted(hall.join())
    if sort == "ended":
        gone = hall.join()
        assert hall.leader.post(f"/seats/{gone.number}/end").status_code == 200
        token = gone.token
    else:
        token = {
            "other workshop": other.join().token, "other secret": other.secret, "nonsense": "x" * 43
        }[sort]  # fmt: skip
    who, before = Knock(hall.code, token), state(hall)
    for name, answer in {**writes(hall, who, note), **leads(hall, who, note)}.items():
        assert answer.status_code == 403, name
    assert state(hall) == before
    assert who.get("/mine").status_code == 404


def test_seat_does_not_lead(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa)
    before = state(hall)
    for name, answer in leads(hall, rosa, note).items():
        assert answer.status_code == 403, name
    assert state(hall) == before
    for path in ("/seats", "/minutes"):
        assert rosa.get(path).status_code == 404


def test_seat_speaks_for_no_other_seat(hall: Hall) -> None:
    rosa, ines = hall.join(), hall.join()
    note = hall.posted(rosa)
    assert rosa.vote(note, seat=ines.number) == 403
    assert rosa.note(hall.board, "x", seat=ines.number).status_code == 403
    assert rosa.note(hall.board, "x", seat=rosa.number).status_code == 201
    assert rosa.delete(f"/votes/{note}?seat={ines.number}").status_code == 403


def test_shared_boards_are_edited_by_everybody_others_by_their_authors(hall: Hall) -> None:
    rosa, ines = hall.join(), hall.join()
    shared = hall.posted(rosa)
    own = hall.posted(rosa, board=hall.board_of("dots"))
    assert ines.patch(f"/notes/{shared}", {"text": "de Inés", "version": 1}).status_code == 200
    assert ines.patch(f"/notes/{own}", {"text": "de Inés", "version": 1}).status_code == 403
    assert ines.post(f"/notes/{shared}/withdraw").status_code == 403
    assert rosa.patch(f"/notes/{own}", {"text": "de Rosa", "version": 1}).status_code == 200
    assert rosa.post(f"/notes/{shared}/withdraw").status_code == 200
    assert hall.leader.patch(f"/notes/{own}", {"text": "ley", "version": 2}).status_code == 200


def test_people_who_facilitate_in_the_city_lead_others_do_not(
    hall: Hall, city: City, cast: Cast
) -> None:
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    base = hall.stranger.base
    for who, status in (
        (person(city, "facilitator"), 201),
        (person(city, "programme_lead", "sur"), 201),
        (person(other, "facilitator"), 403),
        (cast.tito, 403),
        (cast.lidia, 403),
        (cast.stranger, 403),
    ):
        client = bearer(who)
        answer = client.post(f"{base}/timers", {"seconds": 60}, JSON)
        assert answer.status_code == status, who.email
        seen = client.get(f"{base}/minutes").status_code
        assert seen == (200 if status == 201 else 404), who.email
        opened = client.post("/api/v1/workshops", {"title": "Otro"}, JSON)
        assert opened.status_code == status, who.email
        if status == 201:
            leader = Knock(opened.json()["code"], opened.json()["secret"])
            assert leader.post("/timers", {"seconds": 5}).status_code == 201
            assert Workshop.objects.get(code=opened.json()["code"]).by == who


def test_workshop_to_open_is_read_strictly(city: City) -> None:
    client = bearer(person(city, "facilitator"))
    for body, field in (
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "x", "dots": 21}, "dots"),
        ({"title": "x", "boards": ["tarot"]}, "kind"),
        ({"title": "\x00"}, "title"),
        ({}, "title"),
    ):
        answer = client.post("/api/v1/workshops", body, JSON)
        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["field"] == field
    assert not Workshop.objects.exists()


def test_names_are_in_no_public_answer(hall: Hall) -> None:
    rosa = hall.join(name=NAMES[0], organisation=NAMES[1], helix="civil")
    ines = hall.join()
    note = hall.posted(rosa)
    hall.leader.post("/groupings", {"groups": 1})
    grouping = hall.stranger.get().json()["groupings"][0]["grouping"]
    drawn = hall.leader.post(f"/groupings/{grouping}/draw")
    asked = hall.leader.post("/rounds", {"note": note}).json()["round"]
    rosa.post(f"/rounds/{asked}/stance", {"stance": "object", "reason": "caro"})
    hall.leader.post(f"/rounds/{asked}/close")
    for answer in (
        hall.stranger.get(), ines.get(), ines.get("/mine"), ines.get(f"/notes/{note}"), drawn,
    ):  # fmt: skip
        text = answer.content.decode()
        assert not any(name in text for name in NAMES)
        assert '"helix"' not in hall.stranger.get().content.decode()
    shown = json.dumps(minutes_of(hall.workshop))
    assert not any(name in shown for name in NAMES)
    for path in ("/minutes", "/seats"):
        assert all(name in hall.leader.get(path).content.decode() for name in NAMES)
    assert NAMES[0] in rosa.get("/mine").content.decode()


def test_seat_can_say_who_it_is_later_leave_and_be_forgotten(hall: Hall) -> None:
    rosa = hall.join()
    told = rosa.patch("/mine", {"name": NAMES[0], "organisation": NAMES[1], "helix": "civil"})
    assert told.json()["name"] == NAMES[0]
    assert rosa.patch("/mine", {"here": False}).json()["here"] is False
    assert hall.stranger.get().json()["seats"] == 0
    assert rosa.patch("/mine", {"here": True, "name": "Rosa"}).json()["organisation"] == NAMES[1]
    hall.leader.post("/close")
    assert rosa.post("/forget").json()["name"] == ""
    assert not any(name in hall.leader.get("/minutes").content.decode() for name in NAMES)


def test_names_go_a_year_after_the_end_and_who_opened_can_be_forgotten(
    city: City, cast: Cast
) -> None:
    hall = Hall(city, by=cast.norma)
    hall.join(name=NAMES[0])
    hall.leader.post("/close")
    closed = WorkshopClosed(
        city_id=city.pk,
        city=city.slug,
        workshop_id=hall.workshop.pk,
        workshop=hall.code,
        revision=9,
    )
    forget_names(closed, now())
    assert NAMES[0] in hall.leader.get("/minutes").content.decode(), "too early"
    forget_names(closed, now() + privacy.RETENTION)
    assert NAMES[0] not in hall.leader.get("/minutes").content.decode()
    assert privacy.export_of(cast.norma) == {"workshops": [hall.code]}
    privacy.forget(cast.norma, at=now())
    assert privacy.export_of(cast.norma) == {"workshops": []}


def test_stranger_may_listen_to_this_workshop_and_hears_codes_only(hall: Hall) -> None:
    told = Client().get(f"/live/workshop/{hall.code.lower()}")
    assert told.json() == {
        "city_id": hall.workshop.city_id, "official": False, "subject": hall.code
    }  # fmt: skip
    assert Client().get("/live/workshop/NOSUCH").status_code == 404


def test_new_link_ends_the_earlier_one(hall: Hall) -> None:
    secret = actions.renew_facilitator_link(workshop=hall.workshop, at=now())
    assert hall.leader.post("/timers", {"seconds": 5}).status_code == 403
    assert Knock(hall.code, secret).post("/timers", {"seconds": 5}).status_code == 201


@pytest.mark.slow
def test_a_hall_behind_one_address_joins_and_a_flood_does_not(
    hall: Hall, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert auth.JOINS_PER_MINUTE >= 200
    monkeypatch.setattr(auth, "JOINS_PER_MINUTE", 40)
    settings.MINGA_LIMIT_ADDRESS = 30
    assert {hall.stranger.post("/join").status_code for _ in range(40)} == {201}
    refused = [hall.stranger.post("/join") for _ in range(60)][-1]
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
