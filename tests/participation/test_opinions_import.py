"""A conversation that was held with Polis becomes one of the product, as it ended."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from minga.ground.clock import now
from minga.participation.conversations.mapping import draw_map
from minga.participation.models import Conversation, Opinion, OpinionSeat, Statement
from minga.territory.models import City
from tests.participation.polis_files import PARTICIPANTS, VOTES, written

pytestmark = pytest.mark.django_db
COMMENTS = (
    "timestamp,comment-id,author-id,moderated,is-seed,comment-body\n"
    "1726860583813,7,0,1,true,Más árboles\n"
    '1726860583814,8,1,0,false,"Calles, plazas"\n'
    "1726860583815,9,1,-1,false,Un insulto\n"
    "1726860583816,10,1,0,false,MAS ARBOLES\n"
    f"1726860583817,11,1,0,false,{'x' * 300}\n"
)
QUESTION = ("--store", "Bowling Green 2050", "--question", "¿Cómo será?", "--about", "CC BY 4.0")


def stored(folder: Path, *more: str, comments: str = COMMENTS, votes: str = VOTES) -> str:
    printed = StringIO()
    options = [*written(folder, comments=comments, votes=votes), *QUESTION, *more]
    call_command("opinions", *options, stdout=StringIO(), stderr=printed)
    return printed.getvalue()


def test_a_published_conversation_becomes_one_of_the_product(city: City, tmp_path: Path) -> None:
    printed = stored(tmp_path)
    assert "4 statements, 4 people, 8 opinions; 1 rejected" in printed
    row = Conversation.objects.get()
    assert (row.city, row.state, row.takes_statements) == (city, "closed", False)
    assert row.opened_at <= (row.closed_at or row.opened_at) <= now()
    texts = dict(row.statements.values_list("number", "text"))
    assert [texts[n] for n in (1, 2, 3)] == ["Más árboles", "Calles, plazas", "MAS ARBOLES"]
    assert len(texts[4]) == 200
    assert list(row.statements.order_by("number").values_list("origin", flat=True)) == [
        "seed", "participant", "participant", "participant",
    ]  # fmt: skip
    assert Client().get(f"/opinions/{row.slug}/").status_code == 200
    assert draw_map(row, at=now())
    page = Client().get(f"/opinions/{row.slug}/result/").content.decode()
    assert "CC BY 4.0" in page
    assert "Un insulto" not in page


def test_a_changed_mind_keeps_its_time_and_one_person_is_one(city: City, tmp_path: Path) -> None:
    stored(tmp_path)
    changed = Opinion.objects.filter(statement__number=1).exclude(until=None).get()
    present = Opinion.objects.get(seat=changed.seat, statement=changed.statement, until=None)
    assert (changed.value, present.value) == (-1, 1)
    assert changed.until == present.at
    assert OpinionSeat.objects.count() == 4
    assert all(seat.token_digest.startswith("gone-") for seat in OpinionSeat.objects.all())


@pytest.mark.parametrize(
    ("comments", "votes"),
    [
        ("timestamp,comment-id\n1,7\n1,8\n", VOTES),
        (COMMENTS.replace("1726860583813", "ayer"), VOTES),
        (COMMENTS.replace(",1,true", ",-1,true").replace("1,0,false", "1,-1,false"), VOTES),
        (COMMENTS, VOTES.splitlines()[0]),
    ],
    ids=["no words", "no time", "all rejected", "no votes"],
)
def test_a_refused_conversation_leaves_nothing(
    city: City, tmp_path: Path, comments: str, votes: str
) -> None:
    with pytest.raises(CommandError):
        stored(tmp_path, comments=comments, votes=votes)
    for model in (Conversation, Statement, OpinionSeat, Opinion):
        assert not model.objects.exists()


def test_the_same_title_is_taken_in_once(city: City, tmp_path: Path) -> None:
    stored(tmp_path)
    with pytest.raises(CommandError, match="Nothing was stored"):
        stored(tmp_path)
    assert (Conversation.objects.count(), PARTICIPANTS.count("\n")) == (1, 5)


@pytest.mark.real_data
@pytest.mark.slow
def test_bowling_green_is_taken_in_whole(city: City, real_data: Path) -> None:
    folder = real_data / "polis-bg2050"
    names = {"votes": "votes", "comments": "comments", "participants": "participants-votes"}
    options = [part for o, f in names.items() for part in (f"--{o}", str(folder / f"{f}.csv"))]
    call_command("opinions", *options, *QUESTION, stdout=StringIO(), stderr=StringIO())
    row = Conversation.objects.get()
    assert row.seats.count() > 100
    assert row.statements.count() > 300
