"""From a workshop's wall to a concept card: what is taken over, once, with its authors."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.participation.models import Note, Seat, Workshop
from minga.participation.workshops import actions as workshop_actions
from minga.participation.workshops.board_kinds import BOARDS
from minga.participation.workshops.rules import Actor
from minga.programme import actions
from minga.programme.core.actions.workshops import hold_workshop
from minga.programme.core.queries.graph import credits_of, without_origin
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme, Session
from minga.programme.notes_import.actions import Brought, Wanted, bring_notes
from minga.programme.notes_import.drafts import BECOMES, draft_of
from tests.cast import Cast
from tests.programme.making import AT, made, phase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]


class Room:
    """A workshop of the programme with people in it."""

    def __init__(
        self, programme: Programme, boards: tuple[str, ...] = ("ideas", "concepts", "swot")
    ):
        there = phase(programme, "workshop")
        self.opened = hold_workshop(
            programme=programme, phase=there, boards=boards, title="Taller", at=AT, by=None
        )
        self.workshop: Workshop = self.opened.workshop
        self.session = Session.objects.select_related(
            "phase__component__programme__city", "workshop"
        ).get(workshop=self.workshop)
        self.chair = Actor(self.workshop.pk, None, facilitates=True)

    def seat(self, **who: str) -> Seat:
        return workshop_actions.join_workshop(workshop=self.workshop, who=who, at=AT).seat

    def note(self, seat: Seat, text: str, board: str = "ideas", **details: Any) -> Note:
        place = self.workshop.boards.get(kind=board)
        content = workshop_actions.NoteWords(text=text, **details)
        actor = Actor(self.workshop.pk, seat.pk)
        key = f"{text[:20]}{Note.objects.count()}"
        posted = workshop_actions.post_note(
            workshop=self.workshop,
            board=place.pk,
            note=content,
            actor=actor,
            seat=seat.pk,
            key=key,
            at=AT,
        )
        return Note.objects.select_related("board__workshop").get(pk=posted.note.pk)

    def bring(self, *notes: Note, kind: str = "idea", **details: Any) -> Brought:
        fields = details.pop("fields", {})
        wanted = [Wanted(note, kind, fields) for note in notes]
        return bring_notes(
            session=self.session, wanted=wanted, at=AT, by=details.pop("by", None), **details
        )

    def merge(self, *notes: Note, text: str) -> Note:
        return workshop_actions.merge_notes(
            workshop=self.workshop,
            notes=[note.public_id for note in notes],
            note=workshop_actions.NoteWords(text=text),
            actor=self.chair,
            at=AT + timedelta(minutes=1),
        )


@pytest.fixture
def room(programme: Programme) -> Room:
    """A workshop in the codesign phase, with boards for ideas, concepts and SWOT."""
    return Room(programme)


def test_every_kind_of_board_becomes_a_known_kind() -> None:
    assert set(BECOMES) == set(BOARDS)
    assert {kind for kinds in BECOMES.values() for kind in kinds} <= set(KINDS)


def test_a_note_becomes_an_idea_with_its_way_back(programme: Programme, room: Room) -> None:
    challenge = made(programme, "challenge")
    note = room.note(room.seat(), "Avisar por la radio\nA la hora del taco")
    (idea,) = room.bring(note, sources=[challenge]).made
    assert (idea.title, idea.text) == ("Avisar por la radio", "A la hora del taco")
    assert idea.note_id == note.pk
    assert idea.phase_id == room.session.phase_id
    assert list(idea.up.values_list("source_id", flat=True)) == [challenge.pk]


def test_the_same_note_is_taken_over_once(room: Room) -> None:
    note = room.note(room.seat(), "Una idea")
    first = room.bring(note).made[0]
    again = room.bring(note)
    assert again.made == []
    assert again.known == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        Node.objects.create(
            programme=first.programme, note=note, kind="idea", public_id="x", title="x",
            state="noted", made_at=AT, changed_at=AT,
        )  # fmt: skip
    # As something else it may go on as well.
    assert room.bring(note, kind="challenge").made[0].fields["origin"] == "workshop"


def test_a_concept_card_is_taken_field_by_field(room: Room) -> None:
    fields = {
        "for_whom": "vecinas rurales",
        "need": "Nadie sabe decir dónde fue",
        "how": "Un código en cada casa",
        "first_test": "Diez casas en Palomares",
        "partners": "SAMU",
    }
    note = room.note(room.seat(), "Código de casa", board="concepts", fields=fields)
    (concept,) = room.bring(note, kind="concept").made
    assert concept.fields == {
        "for_whom": "vecinas rurales",
        "does": "Un código en cada casa",
        "first_test": "Diez casas en Palomares",
        "needs": "SAMU",
    }
    assert concept.text == "Nadie sabe decir dónde fue"
    assert without_origin(concept.programme_id) == []  # the note is its origin


def test_what_a_kind_needs_and_the_note_does_not_say_is_asked(room: Room) -> None:
    note = room.note(room.seat(), "Una idea suelta")
    with pytest.raises(BadInput) as refusal:
        room.bring(note, kind="concept")
    assert [fault.field for fault in refusal.value.faults] == ["for_whom"]
    assert not Node.objects.exists()
    (concept,) = room.bring(note, kind="concept", fields={"for_whom": "todas"}).made
    assert concept.fields == {"for_whom": "todas", "does": "Una idea suelta"}


def test_a_swot_note_takes_the_quadrant_of_its_column(room: Room) -> None:
    note = room.note(room.seat(), "Gente que sabe", board="swot", column="strengths")
    assert room.bring(note, kind="swot").made[0].fields["quadrant"] == "strength"


def test_authors_are_credited_only_when_they_gave_a_name_and_agreed(room: Room) -> None:
    ana, beto, shy = room.seat(name="Ana"), room.seat(name="Beto"), room.seat()
    notes = [room.note(seat, f"idea {seat.number}") for seat in (ana, beto, shy)]
    done = room.bring(*notes, agreed=[ana, shy])
    names = [[credit.name for credit in credits_of(node)] for node in done.made]
    assert names == [["Ana"], [], []]
    everything = [
        [credit.name for credit in credits_of(node, everything=True)] for node in done.made
    ]
    assert everything == names  # who did not agree is not named to officials either


def test_a_merged_note_is_taken_as_what_it_became_with_every_author(room: Room) -> None:
    ana, beto = room.seat(name="Ana"), room.seat(name="Beto")
    first, second = room.note(ana, "Semáforos"), room.note(beto, "Semáforos verdes")
    merged = room.merge(first, second, text="Ola verde")
    first.refresh_from_db()
    (node,) = room.bring(first, agreed=[ana, beto]).made
    assert node.note_id == merged.pk
    assert node.title == "Ola verde"
    assert sorted(credit.name for credit in credits_of(node)) == ["Ana", "Beto"]
    assert room.bring(second).known == [node]


def test_what_was_taken_over_before_a_merge_becomes_part_of_the_new(room: Room) -> None:
    seat = room.seat()
    first, second = room.note(seat, "Uno"), room.note(seat, "Dos")
    older = room.bring(first).made[0]
    merged = room.merge(first, second, text="Uno y dos")
    (node,) = room.bring(Note.objects.select_related("board__workshop").get(pk=merged.pk)).made
    older.refresh_from_db()
    assert older.standing == "merged"
    assert list(node.up.values_list("source_id", "relation")) == [(older.pk, "merged_into")]


def test_what_a_workshop_says_becomes_edges_by_itself(programme: Programme) -> None:
    room = Room(programme, boards=("ideas", "personas", "visions"))
    seat = room.seat()
    idea = room.note(seat, "Avisar por la radio")
    (source,) = room.bring(idea).made
    board = workshop_actions.add_board(
        workshop=room.workshop,
        kind="dots",
        source=idea.board_id,
        notes=[idea.public_id],
        actor=room.chair,
        at=AT,
    )
    taken = Note.objects.select_related("board__workshop").get(board=board)
    (concept,) = room.bring(taken, kind="concept", fields={"for_whom": "todos"}).made
    assert list(concept.up.values_list("source_id", flat=True)) == [source.pk]
    (persona,) = room.bring(room.note(seat, "Una Familia", "personas"), kind="persona").made
    note = room.note(seat, "Salir a la hora", "visions", fields={"persona": "una familia"})
    (vision,) = room.bring(note, kind="vision").made
    assert list(vision.up.values_list("source_id", flat=True)) == [persona.pk]


def test_a_withdrawn_note_is_told_as_gone(room: Room) -> None:
    seat = room.seat()
    note = room.note(seat, "Mejor no")
    workshop_actions.withdraw_note(
        workshop=room.workshop, note=note.public_id, actor=Actor(room.workshop.pk, seat.pk), at=AT
    )
    done = room.bring(note)
    assert (done.made, done.gone) == ([], [note])


def test_a_note_of_another_workshop_or_kind_is_refused(programme: Programme, room: Room) -> None:
    other = Room(programme)
    foreign = other.note(other.seat(), "De otro taller")
    with pytest.raises(BadInput):
        room.bring(foreign)
    note = room.note(room.seat(), "Una fortaleza", board="swot", column="strengths")
    with pytest.raises(BadInput):
        room.bring(note, kind="commitment")


def test_only_who_works_in_the_programme_takes_over(room: Room, cast: Cast) -> None:
    note = room.note(room.seat(), "x")
    with pytest.raises(Refused):
        room.bring(note, by=cast.stranger)
    assert room.bring(note, by=cast.maite).made


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("x" * 300, "x" * 199 + "…", "x" * 300),
        ("  uno \n dos ", "uno", "dos"),
        ("uno", "uno", ""),
    ],
)
def test_a_long_note_keeps_every_word(text: str, title: str, rest: str) -> None:
    draft = draft_of("idea", "", text, {})
    assert (draft.title, draft.text) == (title, rest)


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.maite)
    return client


def test_the_page_offers_notes_and_takes_them(programme: Programme, room: Room, cast: Cast) -> None:
    ana = room.seat(name="Ana")
    note = room.note(ana, "<b>Avisar</b>")
    made(programme, "example", title="Adopta un grifo")
    address = f"/programme/movernos/bring/{room.workshop.code}/"
    client = signed_in(cast)
    page = client.get(address).content.decode()
    assert "&lt;b&gt;Avisar" in page
    assert "Adopta un grifo" in page  # inspiration stands beside
    form = {"notes": [note.public_id], f"kind-{note.public_id}": "idea", "agreed": ["1"]}
    answer = client.post(address, form)
    assert answer.status_code == 200
    node = Node.objects.get(note=note)
    assert f"/n/{node.public_id}/" in answer.content.decode()
    assert client.post(address, form).status_code == 200
    assert Node.objects.filter(note=note).count() == 1


def test_the_page_is_shut_to_others_and_to_other_workshops(
    programme: Programme, room: Room, cast: Cast, city: Any
) -> None:
    address = f"/programme/movernos/bring/{room.workshop.code}/"
    assert Client().get(address).status_code == 302
    stranger = Client()
    stranger.force_login(cast.stranger)
    assert stranger.get(address).status_code == 403
    loose = workshop_actions.open_workshop(city=city, title="Suelto", at=AT).code
    assert signed_in(cast).get(f"/programme/movernos/bring/{loose}/").status_code == 404


def test_one_note_and_three_notes_cost_the_same_questions(
    programme: Programme, room: Room, cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/programme/movernos/bring/{room.workshop.code}/"
    client = signed_in(cast)
    room.note(room.seat(name="A"), "uno")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for name in "BC":
        room.note(room.seat(name=name), f"más {name}")
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)


def test_selection_and_non_selection_are_public_with_their_reason(programme: Programme) -> None:
    challenge = made(programme, "challenge")
    won, lost = (made(programme, "concept", challenge, title=name) for name in ("Gana", "Espera"))
    actions.move_node(node=won, verb="select", reason="La unidad lo implementa", at=AT, by=None)
    with pytest.raises(BadInput):
        actions.move_node(node=lost, verb="leave", at=AT, by=None)
    actions.move_node(node=lost, verb="leave", reason="Falta quien lo opere", at=AT, by=None)
    page = Client().get("/programme/movernos/k/concept/").content.decode()
    assert "La unidad lo implementa" in page
    assert "Falta quien lo opere" in page
    for node, reason in ((won, "La unidad lo implementa"), (lost, "Falta quien lo opere")):
        assert reason in Client().get(f"/n/{node.public_id}/").content.decode()


def test_a_concept_card_shows_what_people_print(programme: Programme) -> None:
    challenge = made(programme, "challenge", title="Paraderos oscuros")
    example = made(programme, "example", title="Adopta un grifo")
    fields = {"for_whom": "vecinas", "does": "adopta una luz", "first_test": "una cuadra"}
    concept = made(programme, "concept", challenge, example, fields=fields, title="Cuida tu luz")
    actions.credit(node=concept, name="Equipo 3", role="author", at=AT, by=None, public=True)
    page = Client().get(f"/n/{concept.public_id}/").content.decode()
    for words in ("vecinas", "adopta una luz", "una cuadra", "Equipo 3", "Paraderos oscuros"):
        assert words in page
    assert "Adopta un grifo" in page


def test_a_prototype_shows_its_record_and_its_demonstrations(programme: Programme) -> None:
    concept = made(programme, "concept", made(programme, "challenge"))
    prototype = made(
        programme, "prototype", concept,
        fields={"hours": 8, "cost": 0, "currency": "CLP", "licence": "Apache-2.0"},
    )  # fmt: skip
    form = {"held_on": "2026-11-03", "reactions": "Lo queremos ya", "agreed": "Probar un mes"}
    made(programme, "demonstration", prototype, fields=form)
    page = Client().get(f"/n/{prototype.public_id}/").content.decode()
    assert "Apache-2.0" in page
    assert "Lo queremos ya" in page
    assert "Probar un mes" in page
