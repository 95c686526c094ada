"""What happens on boards: merging, splitting, rounds, timers, draws, paper, photos, minutes."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minga.ground import media_store
from minga.ground.clock import now
from minga.kernels.seating import commitment_of
from minga.participation.models import BoardPhoto, Dot, Note, NoteEdge
from minga.participation.workshops.queries import minutes_of
from tests.ground import media_corpus
from tests.participation.hall import Hall, Knock

pytestmark = pytest.mark.django_db


def test_merging_makes_a_new_note_and_the_dots_follow_each_once(hall: Hall) -> None:
    rosa, ines = hall.join(), hall.join()
    one, two, three = (hall.posted(rosa, text) for text in ("uno", "dos", "tres"))
    for note in (one, one, two):
        rosa.vote(note)
    ines.vote(two), ines.vote(three)
    made = hall.leader.post("/merge", {"notes": [one, two], "text": "uno y dos"}, key="m")
    assert made.status_code == 201
    new = made.json()["note"]
    assert (made.json()["votes"], made.json()["text"]) == (4, "uno y dos")
    again = hall.leader.post("/merge", {"notes": [one, two], "text": "uno y dos"}, key="m")
    assert again.json()["note"] == new
    notes = hall.notes()
    assert {key: (note["state"], note["votes"]) for key, note in notes.items()} == {
        one: ("merged", 0), two: ("merged", 0), three: ("standing", 1), new: ("standing", 4),
    }  # fmt: skip
    assert notes[one]["became"] == [{"note": new, "relation": "merged_into"}]
    assert {edge["note"] for edge in notes[new]["came_from"]} == {one, two}
    # Nothing more can be done to what has moved on; a dot is taken back where it now is.
    assert rosa.vote(one) == 409
    assert hall.leader.post("/merge", {"notes": [one, three]}).status_code == 409
    stale = rosa.patch(f"/notes/{one}", {"text": "x", "version": 1})
    assert (stale.status_code, stale.json()["note"]["state"]) == (409, "merged")
    assert rosa.delete(f"/votes/{new}").json()["votes"] == 3
    assert rosa.vote(three) == 201


def test_merging_without_words_keeps_every_word(hall: Hall) -> None:
    rosa = hall.join()
    one, two = hall.posted(rosa, "uno"), hall.posted(rosa, "dos")
    assert hall.leader.post("/merge", {"notes": [one, two]}).json()["text"] == "uno\ndos"


@pytest.mark.parametrize("notes", [[], ["one"], ["one", "one"], ["one", "nothing"], ["one", "far"]])
def test_merging_needs_two_notes_of_one_board(hall: Hall, notes: list[str]) -> None:
    rosa = hall.join()
    ids = {"one": hall.posted(rosa), "far": hall.posted(rosa, board=hall.board_of("visions"))}
    answer = hall.leader.post("/merge", {"notes": [ids.get(note, "NOSUCHNOTE") for note in notes]})
    assert answer.status_code == 422
    assert {note["state"] for note in hall.notes().values()} == {"standing"}


def test_note_too_long_to_merge_is_refused_whole(hall: Hall) -> None:
    rosa = hall.join()
    several = [hall.posted(rosa, "x" * 1500) for _ in range(2)]
    assert hall.leader.post("/merge", {"notes": several}).status_code == 422
    assert {note["state"] for note in hall.notes().values()} == {"standing"}
    assert not NoteEdge.objects.exists()


def test_splitting_gives_the_dots_back(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "dos cosas")
    for _ in range(3):
        rosa.vote(note)
    parts = [{"text": "una"}, {"text": "otra"}]
    made = hall.leader.post(f"/notes/{note}/split", {"parts": parts})
    assert [part["text"] for part in made.json()] == ["una", "otra"]
    told = hall.notes()[note]
    assert (told["state"], told["votes"]) == ("split", 0)
    assert [edge["relation"] for edge in told["became"]] == ["split_from"] * 2
    assert rosa.get("/mine").json()["dots_left"] == {str(hall.board): 3}
    assert set(rosa.get("/mine").json()["notes"]) >= {part["note"] for part in made.json()}
    assert Dot.objects.filter(slot=None).count() == 3, "what was given back stays on record"
    assert hall.leader.post(f"/notes/{note}/split", {"parts": parts}).status_code == 409
    whole = made.json()[0]["note"]
    assert hall.leader.post(f"/notes/{whole}/split", {"parts": parts[:1]}).status_code == 422


def test_withdrawn_note_loses_its_words_outside_and_keeps_them_on_record(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa, "me arrepiento")
    rosa.vote(note)
    rosa.post(f"/notes/{note}/withdraw")
    told = hall.notes()[note]
    assert (told["state"], told["text"], told["votes"]) == ("withdrawn", "", 0)
    assert Note.objects.get(public_id=note).text == "me arrepiento"
    assert "me arrepiento" not in str(minutes_of(hall.workshop))
    assert rosa.get("/mine").json()["dots_left"] == {str(hall.board): 3}


def test_next_board_takes_notes_on_with_edges(hall: Hall) -> None:
    rosa = hall.join()
    one, _two = hall.posted(rosa, "uno"), hall.posted(rosa, "dos")
    board = hall.board_of("dots", source=hall.board, notes=[one], title="Elegir", dots=1)
    notes = hall.notes()
    (taken,) = [note for note in notes.values() if note["board"] == board]
    assert taken["text"] == "uno"
    assert notes[one]["state"] == "standing"
    assert notes[one]["became"] == [{"note": taken["note"], "relation": "taken_from"}]
    assert [rosa.vote(taken["note"]) for _ in range(2)] == [201, 409]
    for body in (
        {"kind": "x"},
        {"kind": "dots", "notes": ["NO"]},
        {"kind": "dots", "source": 10**6},
    ):
        assert hall.leader.post("/boards", body).status_code == 422


def test_closed_board_takes_nothing_until_it_opens_again(hall: Hall) -> None:
    rosa = hall.join()
    note = hall.posted(rosa)
    close = f"/boards/{hall.board}/close"
    assert hall.leader.post(close).json()["state"] == "closed"
    assert hall.leader.post(close).status_code == 409
    assert (rosa.note(hall.board, "x").status_code, rosa.vote(note)) == (409, 409)
    assert rosa.patch(f"/notes/{note}", {"text": "x", "version": 1}).status_code == 409
    assert hall.leader.post(f"/boards/{hall.board}/open").json()["state"] == "open"
    assert rosa.vote(note) == 201
    assert hall.leader.post(f"/boards/{hall.board}/fly").status_code == 404


# ------------------------------------------------------------------ rounds of consensus


def order_of(hall: Hall) -> list[int]:
    return list(hall.workshop.boards.order_by("position").values_list("pk", flat=True))


def test_boards_change_places_and_phones_hear_of_both(hall: Hall) -> None:
    first = hall.board
    second, third = (
        hall.leader.post("/boards", {"kind": "ideas", "title": one}).json()["id"] for one in "ab"
    )
    before = hall.stranger.get().json()["revision"]
    told = hall.leader.post(f"/boards/{third}/earlier")
    assert (told.status_code, told.json()["id"]) == (200, third)
    assert order_of(hall) == [first, third, second]
    changed = hall.stranger.get(since=before).json()["boards"]
    assert {one["id"] for one in changed} == {second, third}
    assert hall.leader.post(f"/boards/{first}/later").status_code == 200
    assert order_of(hall) == [third, first, second]
    # At either end there is nothing to change places with.
    assert hall.leader.post(f"/boards/{third}/earlier").status_code == 200
    assert hall.leader.post(f"/boards/{second}/later").status_code == 200
    assert order_of(hall) == [third, first, second]
    later = hall.leader.post("/boards", {"kind": "ideas"}).json()
    assert order_of(hall)[-1] == later["id"]


def test_boards_change_places_by_facilitators_of_an_open_workshop_only(hall: Hall) -> None:
    other = hall.leader.post("/boards", {"kind": "ideas"}).json()["id"]
    assert hall.stranger.post(f"/boards/{other}/earlier").status_code == 401
    assert hall.join().post(f"/boards/{other}/earlier").status_code == 403
    assert hall.leader.post(f"/boards/{other + 999}/earlier").status_code == 404
    hall.leader.post("/close")
    assert hall.leader.post(f"/boards/{other}/earlier").status_code == 409
    assert order_of(hall) == [hall.board, other]


def test_tables_turn_from_round_to_round(hall: Hall) -> None:
    for _ in range(6):
        hall.join()
    told = hall.leader.post("/groupings", {"groups": 2, "rounds": 3, "by_helix": False}).json()
    turn = f"/groupings/{told['grouping']}/turn"
    assert hall.leader.post(turn, {"round": 2}).status_code == 409  # nobody sits yet
    hall.leader.post(f"/groupings/{told['grouping']}/draw")
    before = hall.stranger.get().json()
    assert before["groupings"][0]["held"] == 1
    assert hall.leader.post(turn, {"round": 2}).json()["held"] == 2
    [changed] = hall.stranger.get(since=before["revision"]).json()["groupings"]
    assert (changed["grouping"], changed["held"]) == (told["grouping"], 2)
    for round_ in (0, 4, "x", None):
        assert hall.leader.post(turn, {"round": round_}).status_code == 422, round_
    assert hall.join().post(turn, {"round": 3}).status_code == 403
    assert hall.leader.post("/groupings/999999/turn", {"round": 1}).status_code == 404
    assert hall.stranger.get().json()["groupings"][0]["held"] == 2


def test_round_records_its_objections_and_shows_counts_only_at_the_end(hall: Hall) -> None:
    rosa, ines, paz = (hall.join() for _ in range(3))
    note = hall.posted(rosa)
    asked = hall.leader.post("/rounds", {"note": note}).json()["round"]
    assert hall.leader.post("/rounds", {"note": note}).status_code == 409
    assert rosa.post(f"/rounds/{asked}/stance", {"stance": "object"}).status_code == 422
    assert (
        rosa.post(f"/rounds/{asked}/stance", {"stance": "object", "reason": " "}).status_code == 422
    )
    assert rosa.post(f"/rounds/{asked}/stance", {"stance": "shrug"}).status_code == 422
    said = {"stance": "object", "reason": "Falta la gente del campo"}
    assert rosa.post(f"/rounds/{asked}/stance", said).status_code == 201
    ines.post(f"/rounds/{asked}/stance", {"stance": "agree"})
    ines.post(f"/rounds/{asked}/stance", {"stance": "stand_aside"})
    paz.post(f"/rounds/{asked}/stance", {"stance": "agree"})
    (open_round,) = hall.stranger.get().json()["rounds"]
    assert open_round["answered"] == 3
    assert "agree" not in open_round
    assert rosa.patch(f"/notes/{note}", {"text": "otra", "version": 1}).status_code == 409
    closed = hall.leader.post(f"/rounds/{asked}/close").json()
    assert {key: closed[key] for key in ("agree", "stand_aside", "object", "outcome")} == {
        "agree": 1, "stand_aside": 1, "object": 1, "outcome": "objections",
    }  # fmt: skip
    assert closed["objections"] == ["Falta la gente del campo"]
    assert hall.leader.post(f"/rounds/{asked}/close").status_code == 409
    assert paz.post(f"/rounds/{asked}/stance", said).status_code == 409
    assert hall.leader.post("/rounds/999999/close").status_code == 404


@pytest.mark.parametrize(
    ("stances", "outcome"),
    [([], "nobody"), (["agree"], "consensus"), (["stand_aside"], "nobody"),
     (["agree", "stand_aside"], "consensus"), (["agree", "agree", "object"], "objections")],
)  # fmt: skip
def test_round_comes_to_what_was_said(hall: Hall, stances: list[str], outcome: str) -> None:
    note = hall.posted(hall.join())
    asked = hall.leader.post("/rounds", {"note": note}).json()["round"]
    for stance in stances:
        hall.join().post(f"/rounds/{asked}/stance", {"stance": stance, "reason": "r"})
    assert hall.leader.post(f"/rounds/{asked}/close").json()["outcome"] == outcome


# ------------------------------------------------------------------ timers


def test_timer_ends_on_the_servers_clock_and_takes_more_time(hall: Hall) -> None:
    before = now()
    told = hall.leader.post("/timers", {"seconds": 300, "label": "Lluvia de ideas"}).json()
    ends = datetime.fromisoformat(told["ends_at"])
    assert timedelta(seconds=299) < ends - before < timedelta(seconds=301 + 60)
    longer = hall.leader.post(f"/timers/{told['timer']}/add", {"seconds": 60}).json()
    assert datetime.fromisoformat(longer["ends_at"]) - ends == timedelta(seconds=60)
    stopped = hall.leader.post(f"/timers/{told['timer']}/stop").json()
    assert stopped["stopped_at"]
    assert hall.leader.post(f"/timers/{told['timer']}/add", {"seconds": 60}).status_code == 409
    assert hall.leader.post("/timers/424242/stop").status_code == 404
    assert [one["timer"] for one in hall.stranger.get().json()["timers"]] == [told["timer"]]


@pytest.mark.parametrize("seconds", [0, -1, 10**9, "soon", None, 1.5])
def test_timer_has_a_sane_length(hall: Hall, seconds: Any) -> None:
    assert hall.leader.post("/timers", {"seconds": seconds}).status_code == 422


# ------------------------------------------------------------------ draws


def test_draw_is_announced_before_and_can_be_checked_after(hall: Hall) -> None:
    for number in range(12):
        hall.join(helix=("government", "private", "academia", "civil")[number % 4])
    told = hall.leader.post("/groupings", {"groups": 3, "label": "Mesas"}).json()
    assert "seed" not in told
    assert "seed" not in hall.stranger.get().json()["groupings"][0]
    drawn = hall.leader.post(f"/groupings/{told['grouping']}/draw").json()
    assert drawn["state"] == "drawn"
    assert commitment_of(drawn["seed"]) == told["commitment"]
    (held,) = drawn["seats"]
    assert sorted(seat for group in held for seat in group) == list(range(1, 13))
    helix = {seat["seat"]: seat["helix"] for seat in hall.leader.get("/seats").json()["seats"]}
    for group in held:
        assert len({helix[seat] for seat in group}) == 4, "one of each helix"
    assert hall.leader.post(f"/groupings/{told['grouping']}/draw").status_code == 409


def test_draw_that_cannot_be_is_explained(hall: Hall) -> None:
    for helix in ("civil", "civil", "civil", "academia"):
        hall.join(helix=helix)
    told = hall.leader.post("/groupings", {"groups": 2}).json()
    drawn = hall.leader.post(f"/groupings/{told['grouping']}/draw").json()
    assert drawn["state"] == "refused"
    assert "Academia" in drawn["why"]
    assert drawn["remedies"]
    assert not any("{" in sentence for sentence in (drawn["why"], *drawn["remedies"]))
    without = hall.leader.post("/groupings", {"groups": 2, "by_helix": False}).json()
    assert hall.leader.post(f"/groupings/{without['grouping']}/draw").json()["state"] == "drawn"


def test_draw_of_nobody_is_explained_too(hall: Hall) -> None:
    told = hall.leader.post("/groupings", {"groups": 2}).json()
    assert hall.leader.post(f"/groupings/{told['grouping']}/draw").json()["state"] == "refused"


@pytest.mark.slow
def test_mixing_seats_everybody_in_every_round(hall: Hall) -> None:
    for _ in range(12):
        hall.join()
    gone = hall.join()
    gone.patch("/mine", {"here": False})
    told = hall.leader.post("/groupings", {"groups": 3, "rounds": 3}).json()
    drawn = hall.leader.post(f"/groupings/{told['grouping']}/draw").json()
    assert len(drawn["seats"]) == 3
    for held in drawn["seats"]:
        assert sorted(seat for group in held for seat in group) == list(range(1, 13))
    assert drawn["account"]["met"] > drawn["account"]["chance"]


# ------------------------------------------------------------------ paper, photos, minutes


def test_paper_counts_the_same_as_phones(hall: Hall) -> None:
    rosa = hall.join(helix="academia")
    paper = hall.leader.post("/seats", {"helix": "civil", "name": "Don Luis"}).json()["seat"]
    on_paper = hall.leader.note(hall.board, "escrito a mano", seat=paper)
    assert on_paper.status_code == 201
    note = on_paper.json()["note"]
    assert [hall.leader.vote(note, seat=paper) for _ in range(4)] == [201, 201, 201, 409]
    assert rosa.vote(note) == 201
    asked = hall.leader.post("/rounds", {"note": note}).json()["round"]
    hall.leader.post(f"/rounds/{asked}/stance", {"stance": "agree", "seat": paper})
    assert hall.leader.post(f"/rounds/{asked}/close").json()["agree"] == 1
    told = minutes_of(hall.workshop, with_names=True)
    (shown,) = told["boards"][0]["notes"]
    assert (shown["votes"], shown["arrived_by"], shown["seat"]) == (4, "paper", paper)
    assert told["attendance"]["by_arrival"] == {"phone": 1, "paper": 1}
    assert told["attendance"]["people"] == hall.stranger.get().json()["seats"] == 2
    helices = {row["code"]: row["people"] for row in told["attendance"]["by_helix"]}
    assert helices == {"academia": 1, "civil": 1}


def test_facilitator_writes_but_chooses_for_nobody(hall: Hall) -> None:
    note = hall.posted(hall.leader)
    assert hall.leader.vote(note) == 422
    assert hall.leader.vote(note, seat=77) == 422
    asked = hall.leader.post("/rounds", {"note": note}).json()["round"]
    assert hall.leader.post(f"/rounds/{asked}/stance", {"stance": "agree"}).status_code == 422
    assert hall.stranger.get().json()["seats"] == 0


def upload(who: Knock, data: bytes, **words: str) -> Any:
    photo = SimpleUploadedFile("IMG_1.jpg", data, "image/jpeg")
    return who.client.post(who.base + "/photos", {"photo": photo, **words})


def test_photo_of_a_board_is_pixels_only_and_seen_by_who_took_part(hall: Hall) -> None:
    rosa = hall.join()
    data = media_corpus.PHOTOS["jpeg-grey"]()
    told = upload(hall.leader, data, text="El muro", board=str(hall.board))
    assert told.status_code == 201, told.content
    name = told.json()["photo"]
    assert upload(hall.leader, data).json()["photo"] == name, "the same photo twice is one"
    assert b"Exif" not in media_store.read(name)
    assert rosa.get(f"/photos/{name}").status_code == 200
    assert hall.stranger.get(f"/photos/{name}").status_code == 404
    assert hall.stranger.get().json()["photos"] == []
    assert upload(rosa, data).status_code == 403
    assert upload(hall.leader, b"no photo").status_code == 400
    assert hall.leader.delete(f"/photos/{name}").status_code == 204
    assert not BoardPhoto.objects.exists()


def test_public_photo_is_seen_by_everybody(hall: Hall) -> None:
    data = BytesIO(media_corpus.PHOTOS["jpeg-grey"]()).getvalue()
    name = upload(hall.leader, data, public="true").json()["photo"]
    assert hall.stranger.get(f"/photos/{name}")["Content-Type"] == "image/jpeg"
    assert [one["photo"] for one in hall.stranger.get().json()["photos"]] == [name]


def test_minutes_tell_everything_that_was_made(hall: Hall) -> None:
    rosa = hall.join(name="Rosa", helix="civil")
    one, two = hall.posted(rosa, "uno"), hall.posted(rosa, "dos")
    rosa.vote(one)
    new = hall.leader.post("/merge", {"notes": [one, two], "text": "juntos"}).json()["note"]
    hall.leader.post("/timers", {"seconds": 60, "label": "Ronda"})
    hall.leader.post("/close")
    told = hall.leader.get("/minutes").json()
    (board,) = told["boards"]
    assert [note["note"] for note in board["notes"]] == [new, one, two]
    assert [edge["text"] for edge in board["notes"][0]["came_from"]] == ["uno", "dos"]
    assert board["notes"][0]["votes"] == 1
    assert told["closed_at"]
    assert told["people"][0]["name"] == "Rosa"
    assert (told["attendance"]["wrote"], told["timers"][0]["label"]) == (1, "Ronda")
    assert Counter(note["state"] for note in board["notes"]) == {"standing": 1, "merged": 2}
