"""The contract of a workshop's API: shapes, keys, bounds, changes since a revision."""

import json
from typing import Any

import pytest

from minga.ground.models import Event
from minga.ground.secrets import ALPHABET
from minga.participation.models import Note, NoteVersion, Seat
from minga.participation.workshops.rules import MAX_NOTE_LENGTH
from tests.participation.hall import Hall, Knock

pytestmark = pytest.mark.django_db


def test_new_workshop_is_open_with_one_ideas_board_and_three_dots(hall: Hall) -> None:
    assert len(hall.code) == 6
    assert set(hall.code) <= set(ALPHABET)
    told = hall.stranger.get().json()
    assert (told["code"], told["state"], told["dots"], told["seats"]) == (hall.code, "open", 3, 0)
    (board,) = told["boards"]
    assert (board["kind"], board["state"], board["dots"]) == ("ideas", "open", 3)
    assert (told["notes"], told["timers"], told["since"]) == ([], [], 0)
    assert told["now"].endswith("+00:00")


def test_code_is_read_however_it_was_typed(hall: Hall) -> None:
    for typed in (hall.code.lower(), f"{hall.code[:3]}-{hall.code[3:]}"):
        assert Knock(typed).get().json()["code"] == hall.code


@pytest.mark.parametrize("code", ["NOSUCH", "x", "%00", "é" * 50, "1' OR 1=1", "...."])
def test_unknown_code_is_not_found(hall: Hall, code: str) -> None:
    assert Knock(code).get().status_code in (400, 404)
    assert Knock(code).post("/join").status_code in (400, 404)


def test_join_gives_a_token_and_counts_a_seat(hall: Hall) -> None:
    told = hall.stranger.post("/join", {"name": "Rosa", "helix": "civil"})
    assert told.status_code == 201
    assert set(told.json()) == {"token", "seat"}
    assert hall.stranger.get().json()["seats"] == 1
    assert Seat.objects.filter(token_digest=told.json()["token"]).count() == 0, "kept in clear"


def test_join_needs_no_body_and_a_key_finds_the_same_seat(hall: Hall) -> None:
    once = hall.stranger.client.post(hall.stranger.base + "/join", "", "application/json")
    assert once.status_code == 201
    one, two = (hall.stranger.post("/join", key="telefono-1").json() for _ in range(2))
    assert one == two
    assert hall.stranger.get().json()["seats"] == 2


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ({"helix": "martians"}, "helix"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"organisation": 7}, "organisation"),
    ],
)
def test_join_names_what_is_wrong(hall: Hall, who: dict[str, Any], field: str) -> None:
    answer = hall.stranger.post("/join", who)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert hall.stranger.get().json()["seats"] == 0


def test_note_is_posted_once_per_key(hall: Hall) -> None:
    rosa = hall.join()
    first = rosa.note(hall.board, "Un paradero con sombra", key="k1")
    assert first.status_code == 201
    assert set(first.json()) == {"note", "version"}
    assert first.json()["version"] == 1
    again = rosa.note(hall.board, "Un paradero con sombra", key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    other = rosa.note(hall.board, "Otra cosa", key="k1")
    assert other.status_code == 409
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    # The key of somebody else is another key.
    assert hall.join().note(hall.board, "Otra cosa", key="k1").status_code == 201
    assert Note.objects.count() == 2


def test_retry_is_answered_as_before_after_an_edit_and_after_the_end(hall: Hall) -> None:
    rosa = hall.join()
    first = rosa.note(hall.board, "uno", key="k").json()
    rosa.patch(f"/notes/{first['note']}", {"text": "dos", "version": 1})
    hall.leader.post("/close")
    again = rosa.note(hall.board, "uno", key="k")
    assert (again.status_code, again.json()) == (201, first)
    assert rosa.note(hall.board, "tres").status_code == 409


def test_note_needs_a_key(hall: Hall) -> None:
    answer = hall.join().post("/notes", {"board": hall.board, "text": "uno"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422), ("   \n\t ", 422), ("x" * MAX_NOTE_LENGTH, 201),
        ("x" * (MAX_NOTE_LENGTH + 1), 422),
        ("x" * 5000, 422), ("a\x00b", 422), ("<script>alert(1)</script>", 201), ("🌱" * 200, 201),
        (None, 422), (7, 422), (["a"], 422), ("\ud800", 422),
    ],
)  # fmt: skip
def test_note_takes_a_bounded_text(hall: Hall, text: Any, status: int) -> None:
    rosa = hall.join()
    body = json.dumps({"board": hall.board, "text": text})
    headers = {"Idempotency-Key": "k"}
    answer = rosa.client.post(rosa.base + "/notes", body, "application/json", headers=headers)
    assert answer.status_code == status, answer.content
    assert Note.objects.count() == (status == 201)


@pytest.mark.parametrize(
    "more",
    [
        {"column": "strengths"},
        {"fields": {"unknown": "x"}},
        {"fields": {"need": "x" * 9000}},
        {"board": 999_999},
        {"board": 10**30},
        {"board": -1},
        {"board": "ideas"},
        {"fields": []},
        {"fields": {"x" * 600: 1}},
        {"seat": 10**12},
    ],
)
def test_note_that_does_not_fit_its_board_is_refused(hall: Hall, more: dict[str, Any]) -> None:
    answer = hall.join().note(**{"board": hall.board, "text": "uno", **more})
    assert answer.status_code in (403, 422), answer.content
    assert Note.objects.count() == 0


def test_boards_take_their_own_columns_and_fields(hall: Hall) -> None:
    rosa = hall.join()
    swot, concepts = hall.board_of("swot"), hall.board_of("concepts")
    hall.posted(rosa, "Buena gente", board=swot, column="strengths")
    card = hall.posted(rosa, "Paradero vivo", board=concepts, fields={"need": " saber cuándo "})
    assert hall.notes()[card]["fields"] == {"need": "saber cuándo"}
    changed = rosa.patch(
        f"/notes/{card}", {"version": 1, "fields": {"how": "con sol", "need": None}}
    )
    assert changed.json()["fields"] == {"how": "con sol"}
    boards = {one["id"]: one for one in hall.stranger.get().json()["boards"]}
    assert [one["code"] for one in boards[swot]["columns"]] == [
        "strengths", "weaknesses", "opportunities", "threats",
    ]  # fmt: skip


def test_edit_of_an_older_version_gets_the_present_note(hall: Hall) -> None:
    rosa, ines = hall.join(), hall.join()
    note = hall.posted(rosa, "uno")
    assert ines.patch(f"/notes/{note}", {"text": "dos", "version": 1}).json()["version"] == 2
    late = rosa.patch(f"/notes/{note}", {"text": "tres", "version": 1})
    assert late.status_code == 409
    assert (late.json()["note"]["text"], late.json()["note"]["version"]) == ("dos", 2)
    assert late.json()["errors"][0]["field"] == "version"
    ahead = rosa.patch(f"/notes/{note}", {"text": "tres", "version": 9})
    assert ahead.status_code == 409
    # A retry of the change that arrived is answered as done.
    retry = ines.patch(f"/notes/{note}", {"text": "dos", "version": 1})
    assert (retry.status_code, retry.json()["version"]) == (200, 2)


def test_every_earlier_text_is_kept(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "uno")
    for version, text in enumerate(("dos", "tres"), start=1):
        rosa.patch(f"/notes/{note}", {"text": text, "version": version})
    told = rosa.get(f"/notes/{note}").json()
    assert [one["text"] for one in told["texts"]] == ["uno", "dos", "tres"]
    assert list(NoteVersion.objects.values_list("version", "text")) == [(1, "uno"), (2, "dos")]
    assert hall.stranger.get(f"/notes/{note}").status_code == 404


def test_same_text_again_is_no_new_version(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "uno")
    same = rosa.patch(f"/notes/{note}", {"text": " uno ", "version": 1})
    assert (same.status_code, same.json()["version"]) == (200, 1)


def test_dots_are_spent_taken_back_and_placed_elsewhere(hall: Hall) -> None:
    rosa = hall.join()
    one, two = hall.posted(rosa, "uno"), hall.posted(rosa, "dos")
    assert [rosa.vote(note) for note in (one, one, two, two)] == [201, 201, 201, 409]
    assert rosa.get("/mine").json()["dots_left"] == {str(hall.board): 0}
    assert rosa.delete(f"/votes/{one}").json()["votes"] == 1
    assert rosa.vote(two) == 201
    assert {key: note["votes"] for key, note in hall.notes().items()} == {one: 1, two: 2}
    assert rosa.get("/mine").json()["dots_placed"] == {one: 1, two: 2}
    assert rosa.delete(f"/votes/{one}").status_code == 200
    assert rosa.delete(f"/votes/{one}").status_code == 409
    # Dots are each person's own, and each board's.
    assert hall.join().vote(one) == 201
    other = hall.posted(rosa, "tres", board=hall.board_of("visions"))
    assert rosa.vote(other) == 201


def test_taking_a_dot_back_twice_for_a_lost_answer_takes_one(hall: Hall) -> None:
    rosa = hall.join()
    one = hall.posted(rosa)
    for _ in range(3):
        assert rosa.vote(one) == 201
    for _ in range(3):
        answer = rosa.delete(f"/votes/{one}?stay=2")
        assert (answer.status_code, answer.json()["votes"]) == (200, 2)
    assert rosa.delete(f"/votes/{one}?stay=0").json()["votes"] == 1
    assert rosa.delete(f"/votes/{one}?stay=0").json()["votes"] == 0
    assert rosa.delete(f"/votes/{one}?stay=0").status_code == 200
    assert rosa.delete(f"/votes/{one}").status_code == 409
    assert rosa.delete(f"/votes/{one}?stay=-1").status_code == 422


def test_dot_with_a_key_is_placed_once(hall: Hall) -> None:
    rosa = hall.join()
    one, two = hall.posted(rosa, "uno"), hall.posted(rosa, "dos")
    for _ in range(3):
        assert rosa.post("/votes", {"note": one}, key="d").json()["votes"] == 1
    assert rosa.post("/votes", {"note": two}, key="d").status_code == 409


def test_board_without_dots_takes_none(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "Ana", board=hall.board_of("personas"))
    assert rosa.vote(note) == 409


def test_changes_since_a_revision_are_only_those(hall: Hall) -> None:
    rosa = hall.join()
    one = hall.posted(rosa, "uno")
    seen = hall.stranger.get().json()["revision"]
    nothing = hall.stranger.get(since=seen).json()
    assert (nothing["revision"], nothing["notes"], nothing["boards"]) == (seen, [], [])
    two = hall.posted(rosa, "dos")
    rosa.vote(one)
    told = hall.stranger.get(since=seen).json()
    assert {note["note"] for note in told["notes"]} == {one, two}
    assert (told["boards"], told["since"]) == ([], seen)
    assert told["revision"] == seen + 2
    assert {note["note"] for note in hall.stranger.get(since=seen + 1).json()["notes"]} == {one}
    # A cursor of another history gets everything.
    whole = hall.stranger.get(since=10**6).json()
    assert (whole["since"], len(whole["notes"])) == (0, 2)
    assert hall.stranger.get(since=-1).status_code == 422
    assert hall.stranger.get(since="x").status_code == 422


def test_a_phone_that_follows_changes_has_the_same_as_one_that_reads_all(hall: Hall) -> None:
    rosa, ines = hall.join(), hall.join()
    held: dict[str, Any] = {}
    seen = 0

    def follow() -> None:
        nonlocal seen
        told = hall.stranger.get(since=seen).json()
        held.update({note["note"]: note for note in told["notes"]})
        seen = told["revision"]

    follow()
    one, two, three = (hall.posted(who) for who in (rosa, ines, rosa))
    follow()
    rosa.vote(one), ines.vote(two)
    ines.patch(f"/notes/{three}", {"text": "otra", "version": 1})
    follow()
    merged = hall.leader.post("/merge", {"notes": [one, two]}).json()["note"]
    follow()
    hall.leader.post(f"/notes/{merged}/split", {"parts": [{"text": "a"}, {"text": "b"}]})
    rosa.post(f"/notes/{three}/withdraw")
    follow()
    assert held == hall.notes()


def test_answers_are_in_the_readers_language(hall: Hall) -> None:
    titles = {
        language: hall.stranger.client.get(
            hall.stranger.base, headers={"Accept-Language": language}
        ).json()["boards"][0]["title"]
        for language in ("es", "en")
    }
    assert titles["en"] == "Ideas"
    board = hall.board_of("swot", title="Nuestro FODA")
    told = {one["id"]: one["title"] for one in hall.stranger.get().json()["boards"]}
    assert told[board] == "Nuestro FODA"


def test_closed_workshop_says_so_to_strangers_and_shows_all_to_who_took_part(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "uno")
    assert hall.leader.post("/close").json()["state"] == "closed"
    told = hall.stranger.get()
    assert (told.status_code, told.json()["state"], told.json()["notes"]) == (200, "closed", [])
    assert [one["note"] for one in rosa.get().json()["notes"]] == [note]
    for refused in (
        hall.stranger.post("/join"),
        rosa.note(hall.board, "dos"),
        rosa.post("/votes", {"note": note}),
        rosa.patch(f"/notes/{note}", {"text": "x", "version": 1}),
        hall.leader.post("/close"),
    ):
        assert refused.status_code == 409
    assert hall.leader.post("/open").json()["state"] == "open"
    assert rosa.note(hall.board, "dos").status_code == 201


def test_facts_hold_ids_and_codes_only(hall: Hall) -> None:
    rosa = hall.join(name="Rosa Centinela", organisation="Junta Centinela")
    note = hall.posted(rosa, "palabra centinela")
    rosa.vote(note)
    for event in Event.objects.filter(subject=hall.code):
        assert "entinela" not in json.dumps(event.data)
    names = list(Event.objects.filter(subject=hall.code).values_list("name", flat=True))
    assert names == ["workshop.opened", "seat.taken", "note.posted", "dot.placed"]
    revisions = [one.data["revision"] for one in Event.objects.filter(subject=hall.code)]
    assert revisions == sorted(set(revisions))
