"""The five files of a conversation tell what was said, and our own command reads them."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from minga.ground.clock import now
from minga.participation.conversations import actions, mapping, queries
from minga.participation.conversations.exports import FILES, Export
from minga.participation.models import Conversation
from minga.people.models import Person
from minga.territory.models import City
from tests.participation.talking import facilitator, joined, opened, says, two_camps

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def fabian(city: City) -> Person:
    return facilitator(city)


def files(conversation: Conversation) -> dict[str, list[dict[str, str]]]:
    """Each file as rows."""
    export = Export(conversation, queries.map_of(conversation))
    return {name: list(csv.DictReader(StringIO(export.file(name)))) for name in FILES[1:]}


def recomputed(conversation: Conversation, folder: Path) -> dict[str, float]:
    """What `minga opinions` says of the exported files."""
    export = Export(conversation, queries.map_of(conversation))
    for name in FILES:
        (folder / f"{name}.csv").write_text(export.file(name), "utf-8")
    names = {"votes": "votes", "comments": "comments", "participants": "participants-votes"}
    options = [part for o, f in names.items() for part in (f"--{o}", str(folder / f"{f}.csv"))]
    out = StringIO()
    call_command("opinions", *options, "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["statements"] == len(export.statements)
    consensus: dict[str, float] = answer["consensus"]
    return consensus


def test_our_own_command_reads_the_files_and_finds_the_same_consensus(
    city: City, fabian: Person, tmp_path: Path
) -> None:
    conversation = two_camps(city, fabian)
    seat = conversation.seats.first()
    assert seat is not None
    says(seat, "---------")  # a change of mind after the map was drawn
    says(joined(conversation), "0-+")  # and somebody whom no group knows yet
    consensus = recomputed(conversation, tmp_path)
    published = {
        row["comment-id"]: float(row["group-informed-consensus"])
        for row in files(conversation)["comments"]
    }
    assert consensus == pytest.approx(published, abs=1e-12)
    assert len(set(published.values())) > 2


def test_without_groups_everybody_is_in_one_and_the_files_say_so(
    city: City, fabian: Person, tmp_path: Path
) -> None:
    conversation = opened(city, fabian)
    for votes in ("++-", "+-+", "-++", "+++", "+"):
        says(joined(conversation), votes)
    mapping.draw_map(conversation, at=now())
    assert {row["group-id"] for row in files(conversation)["participants-votes"]} == {"0"}
    told = {one["number"]: one["consensus"] for one in conversation.map.drawn["statements"]}
    consensus = recomputed(conversation, tmp_path)
    assert consensus == pytest.approx({str(number): worth for number, worth in told.items()})


def test_earlier_opinions_stand_in_the_votes_and_the_last_one_counts(
    city: City, fabian: Person
) -> None:
    conversation = opened(city, fabian)
    seat, at = joined(conversation), now()
    says(seat, "+", at=at)
    says(seat, "-", at=at + timedelta(minutes=1))
    told = files(conversation)
    assert [row["vote"] for row in told["votes"]] == ["1", "-1"]
    assert told["participants-votes"][0]["1"] == "-1"
    assert told["comments"][0]["agrees"] == "0"
    assert told["comments"][0]["disagrees"] == "1"
    assert told["comment-groups"][0]["total-votes"] == "1"
    assert all(int(row["timestamp"]) % 3_600_000 == 0 for row in told["votes"])


def test_nothing_in_the_files_tells_who_came_when(city: City, fabian: Person) -> None:
    conversation = opened(city, fabian)
    seats = [joined(conversation) for _ in range(12)]
    for seat in seats:
        says(seat, "+")
    export = Export(conversation, None)
    numbers = [export.number_of[seat.pk] for seat in seats]
    assert sorted(numbers) == list(range(12))
    assert numbers != list(range(12))
    text = "".join(export.file(name) for name in FILES)
    assert not any(seat.token_digest in text for seat in seats)


def test_words_that_should_not_be_repeated_are_not_exported(city: City, fabian: Person) -> None:
    conversation = opened(city, fabian)
    seat = joined(conversation)
    for text, reason in (("Juan Pérez roba", "personal"), ("=1+1 autos", "unclear")):
        made = actions.add_statement(seat=seat, text=text, at=now())
        actions.set_aside_statement(statement=made, reason=reason, by=fabian, at=now())
    actions.add_statement(seat=seat, text="Nadie la ha leído", at=now())
    rows = files(conversation)["comments"]
    assert [(row["comment-body"], row["moderated"]) for row in rows[3:]] == [
        ("", "-1"),
        ("'=1+1 autos", "-1"),
    ]
    assert len(rows) == 5  # what nobody has read is in no file


def test_no_file_leads_from_a_statement_to_its_author(city: City, fabian: Person) -> None:
    """From five people on the author's number led to all votes of that person."""
    conversation = opened(city, fabian)
    seats = [joined(conversation) for _ in range(12)]
    for seat in seats:
        says(seat, "+-+")
    made = actions.add_statement(seat=seats[3], text="Sombra en los paraderos", at=now())
    actions.show_statement(statement=made, by=fabian, at=now())
    exported = files(conversation)
    assert {row["author-id"] for row in exported["comments"]} == {""}
    assert {row["n-comments"] for row in exported["participants-votes"]} == {""}
    assert all(int(row["timestamp"]) % 86_400_000 == 0 for row in exported["comments"])
