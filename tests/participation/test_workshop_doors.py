"""The door of a workshop: open to everybody, one code a seat, a list of names."""

import re

from minga.ground.clock import now
from minga.participation.models import Invitation
from minga.participation.workshops import actions
from minga.participation.workshops.invitations import as_written, code_of
from tests.participation.hall import Hall, Knock
from tests.participation.visiting import Visitor, facilitator


def _handed_out(hall: Hall, **choice: str) -> list[str]:
    """The codes that stand on the page to print, after choosing a door."""
    desk = facilitator(hall)
    assert desk.send("run/door/", **choice).status_code == 302
    page = desk.see("run/codes/").content.decode()
    return re.findall(r'class="slip__code">([^<]+)<', page)


def test_without_a_code_of_ones_own_nobody_sits(hall: Hall) -> None:
    assert len(_handed_out(hall, door="codes", codes="3")) == 3
    assert hall.stranger.post("/join").status_code == 422
    wrong = hall.stranger.post("/join", {"code": "AAAA-AAAA"})
    assert wrong.json()["errors"][0]["field"] == "code"
    phone = Visitor(hall.code)
    assert 'name="code"' in phone.see().content.decode()
    assert phone.join().status_code == 422


def test_a_code_opens_one_seat_however_often_and_from_wherever(hall: Hall) -> None:
    code, other = _handed_out(hall, door="codes", codes="2")
    first = hall.join(code=code)
    again = hall.join(code=code.lower().replace("-", " "))
    assert (first.number, first.token) == (again.number, again.token)
    assert hall.join(code=other).number != first.number
    assert hall.leader.get("/minutes").json()["attendance"]["people"] == 2


def test_a_code_whose_seat_was_ended_is_spent(hall: Hall) -> None:
    [code] = _handed_out(hall, door="codes", codes="1")
    who = hall.join(code=code)
    hall.leader.post(f"/seats/{who.number}/end")
    assert hall.stranger.post("/join", {"code": code}).status_code == 409


def test_a_list_of_names_seats_each_under_its_name(hall: Hall) -> None:
    codes = _handed_out(hall, door="names", names="Rosa Pérez\n\nNahuel\nRosa Pérez")
    assert len(codes) == 2
    hall.join(code=codes[0], name="Otra persona")
    [seat] = hall.leader.get("/seats").json()["seats"]
    assert seat["name"] == "Rosa Pérez"
    assert len(_handed_out(hall, door="names", names="Nahuel\nIsidora")) == 3


def test_who_sits_stays_when_the_door_is_changed(hall: Hall) -> None:
    phone = Visitor(hall.code)
    phone.join()
    _handed_out(hall, door="codes", codes="1")
    del phone.client.cookies["minga_seat"]
    assert phone.join().status_code == 302
    assert hall.leader.get("/minutes").json()["attendance"]["people"] == 1


def test_codes_are_not_stored_and_differ(hall: Hall) -> None:
    codes = _handed_out(hall, door="codes", codes="200")
    assert len(set(codes)) == 200
    stored = set(Invitation.objects.values_list("code_digest", flat=True))
    assert not stored & set(codes)
    assert as_written(code_of(hall.workshop, 1)) == codes[0]


def test_names_of_the_list_go_with_the_others(hall: Hall) -> None:
    _handed_out(hall, door="names", names="Rosa Pérez")
    actions.forget_names(workshop=hall.workshop, at=now())
    assert not Invitation.objects.exclude(name="").exists()


def test_only_the_facilitator_chooses_and_prints(hall: Hall) -> None:
    phone = Visitor(hall.code)
    phone.join()
    assert phone.send("run/door/", door="codes", codes="2").status_code == 403
    assert phone.see("run/codes/").status_code == 403
    hall.workshop.refresh_from_db()
    assert hall.workshop.door == "open"


def test_a_list_without_names_and_an_unknown_door_are_refused(hall: Hall) -> None:
    desk = facilitator(hall)
    for choice in ({"door": "names"}, {"door": "window"}):
        assert desk.send("run/door/", **choice).status_code == 422


def test_an_open_door_takes_a_code_as_well(hall: Hall) -> None:
    [code] = _handed_out(hall, door="codes", codes="1")
    _handed_out(hall, door="open")
    who = hall.join(code=code)
    assert Knock(hall.code, who.token).get("/mine").json()["seat"] == who.number
    assert hall.stranger.post("/join").status_code == 201
