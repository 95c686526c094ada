"""An eraser exists for every word: whatever a node's standing, in every place that shows it."""

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.actions import Part
from minga.programme.core.actions.erasing import erase_history, erase_node
from minga.programme.kinds import KINDS
from minga.programme.listening.actions.interviews import note_statement
from minga.programme.listening.actions.proposals import AlreadySent, propose_challenge
from minga.programme.listening.queries import challenges_like, proposer_token
from minga.programme.models import Credit, Edge, Node, Programme, Step
from minga.programme.reactions import forget_private_fields
from minga.programme.replication.bundle import write_bundle
from minga.programme.replication.queries import bundle_of
from minga.programme.rules import RETENTION, NotCurrent
from tests.cast import Cast
from tests.programme.making import AT, made

pytestmark = pytest.mark.django_db

PHONE = "+56 9 8765 4321"
STANDINGS = ("current", "merged", "split", "withdrawn")
KEY = "k" * 24


def said(programme: Programme, **details: Any) -> Node:
    """A public challenge that says a phone number in every word it has, now and before."""
    sentence = f"Llámame al {PHONE}"
    fields = {"where": sentence, "evidence": sentence, "contact": sentence, "origin": "citizen"}
    details = {"title": sentence, "text": sentence, "fields": fields} | details
    node = made(programme, "challenge", **details)
    actions.credit(node=node, name=sentence, role="author", at=AT, by=None, public=True)
    return actions.edit_node(
        node=node, version=1, at=AT, by=None,
        title=details["title"], text=details["text"], fields=details["fields"],
    )  # fmt: skip


def standing(programme: Programme, how: str) -> Node:
    """The same, with one of the standings; what was made of it does not repeat its words."""
    node = said(programme)
    if how == "merged":
        twin = made(programme, "challenge")
        actions.merge_nodes(nodes=[node, twin], title="Dos en uno", at=AT, by=None)
    elif how == "split":
        actions.split_node(node=node, parts=[Part("Una"), Part("Otra")], at=AT, by=None)
    elif how == "withdrawn":
        actions.withdraw_node(node=node, reason=f"es de {PHONE}", at=AT, by=None)
    node.refresh_from_db()
    assert node.standing == how
    return node


def where_it_is_read(programme: Programme, node: Node, client: Client, folder: Path) -> list[str]:
    """The places in which somebody finds the phone number."""
    bank = f"/programme/{programme.slug}/k/challenge/"
    addresses = (
        f"/n/{node.public_id}/",
        f"/api/v1/provenance/{node.public_id}",
        f"/data/programme/{programme.slug}.json",
        bank,
        f"{bank}?q=8765",
        f"{bank}export.csv",
        f"{bank}like/?text=llámame+al+56",
        f"/programme/{programme.slug}/",
        f"/programme/{programme.slug}/decided/",
    )
    read = [address for address in addresses if "4321" in client.get(address).content.decode()]
    for private in (False, True):
        path = folder / "programme.zip"
        write_bundle(path, bundle_of(programme, with_private=private))
        with zipfile.ZipFile(path) as packed:
            inside = [name for name in packed.namelist() if b"4321" in packed.read(name)]
        read += [f"{name} private={private}" for name in inside]
    if any(
        "8765" in match.title for match, _ in challenges_like(programme, PHONE, everything=True)
    ):
        read.append("search")
    return read


@pytest.mark.parametrize("how", STANDINGS)
def test_an_eraser_exists_for_every_word(
    programme: Programme, client: Client, cast: Cast, how: str, tmp_path: Path
) -> None:
    node = standing(programme, how)
    assert where_it_is_read(programme, node, client, tmp_path)
    erase_node(node=node, at=AT, by=cast.maite)
    assert where_it_is_read(programme, node, client, tmp_path) == []
    client.force_login(cast.maite)
    assert where_it_is_read(programme, node, client, tmp_path) == []
    for table in (Node, Step, Credit, Event):
        rows = list(table._default_manager.values())  # type: ignore[attr-defined]
        assert "8765" not in str(rows), table.__name__


def test_what_the_form_of_a_merge_copies_is_erased_too(
    programme: Programme, client: Client, cast: Cast, tmp_path: Path
) -> None:
    """It offers the first title, and all texts one below the other."""
    node, twin = said(programme), made(programme, "challenge", text="La micro no pasa")
    text = f"{node.text}\n\n{twin.text}"
    into = actions.merge_nodes(nodes=[node, twin], title=node.title, text=text, at=AT, by=None)
    actions.edit_node(
        node=into, version=into.version, title=into.title, text=f"{text}\nHoy tampoco",
        fields=into.fields, at=AT, by=None,
    )  # fmt: skip
    node.refresh_from_db()
    erase_node(node=node, at=AT, by=cast.maite)
    client.force_login(cast.maite)
    assert where_it_is_read(programme, node, client, tmp_path) == []
    into.refresh_from_db()
    assert into.text == f"{twin.text}\nHoy tampoco"
    assert "4321" not in str(list(Step.objects.filter(node=into).values()))


@pytest.mark.parametrize("how", STANDINGS)
def test_hiding_works_whatever_the_standing(
    programme: Programme, client: Client, cast: Cast, how: str
) -> None:
    node = standing(programme, how)
    client.force_login(cast.maite)
    page = client.get(f"/n/{node.public_id}/").content.decode()
    assert f"/n/{node.public_id}/hide/" in page
    assert client.post(f"/n/{node.public_id}/hide/").status_code == 302
    assert Client().get(f"/n/{node.public_id}/").status_code == 404
    assert Client().get(f"/api/v1/provenance/{node.public_id}").status_code == 404
    opened = Client().get(f"/data/programme/{programme.slug}.json").json()
    [row] = [row for row in opened["nodes"] if row["node"] == node.public_id]
    assert PHONE not in str(row)


def test_erasing_keeps_the_graph_and_leaves_nothing_to_change(
    programme: Programme, client: Client, cast: Cast
) -> None:
    node = standing(programme, "merged")
    edges = Edge.objects.count()
    with pytest.raises(Refused):
        erase_node(node=node, at=AT, by=cast.stranger)
    client.force_login(cast.maite)
    path = f"/n/{node.public_id}/"
    assert client.post(f"{path}erase/").status_code == 422
    assert client.post(f"{path}erase/", {"sure": "true"}).status_code == 302
    assert Edge.objects.count() == edges
    assert client.get(path).status_code == 200
    assert client.post(f"{path}publish/").status_code == 409
    assert Event.objects.filter(name="node.erased").count() == 1
    erase_node(node=node, at=AT, by=None)
    assert Event.objects.filter(name="node.erased").count() == 1
    current = said(programme)
    erase_node(node=current, at=AT, by=None)
    for refused in (
        lambda: actions.move_node(node=current, verb="accept", at=AT, by=None),
        lambda: actions.withdraw_node(node=current, reason="x", at=AT, by=None),
        lambda: actions.set_public(node=current, public=True, at=AT, by=None),
    ):
        with pytest.raises(NotCurrent):
            refused()


def test_only_the_history_can_be_erased(programme: Programme, client: Client, cast: Cast) -> None:
    node = said(programme)
    actions.edit_node(node=node, version=2, title="Paraderos oscuros", at=AT, by=None)
    assert PHONE in str(list(Step.objects.values()))
    client.force_login(cast.maite)
    path = f"/n/{node.public_id}/"
    assert client.post(f"{path}erase-before/", {"sure": "true"}).status_code == 302
    assert PHONE not in str(list(Step.objects.values()))
    assert "Paraderos oscuros" in Client().get(path).content.decode()
    with pytest.raises(Refused):
        erase_history(node=node, at=AT, by=cast.stranger)


@pytest.mark.usefixtures("every_phase_open")
def test_a_proposer_takes_back_and_erases_by_the_private_page(
    programme: Programme, client: Client
) -> None:
    proposal = {"title": "Oscuro", "text": f"Vivo en {PHONE}", "where": PHONE}
    node = propose_challenge(programme=programme, key=KEY, at=AT, **proposal).node
    own = f"/programme/{programme.slug}/proposed/{node.public_id}"
    token = proposer_token(node.public_id)
    assert client.post(f"{own}/{'x' * 32}/erase/", {"sure": "true"}).status_code == 404
    page = client.get(f"{own}/{token}/").content.decode()
    assert f"{own}/{token}/withdraw/" in page
    assert client.post(f"{own}/{token}/withdraw/").status_code == 302
    node.refresh_from_db()
    assert node.standing == "withdrawn"
    assert client.post(f"{own}/{token}/withdraw/").status_code == 409
    assert client.post(f"{own}/{token}/erase/").status_code == 422
    assert client.post(f"{own}/{token}/erase/", {"sure": "true"}).status_code == 302
    assert client.post(f"{own}/{token}/other/").status_code == 404
    page = client.get(f"{own}/{token}/").content.decode()
    assert "8765" not in page
    assert "/erase/" not in page
    assert "8765" not in str([*Node.objects.values(), *Step.objects.values()])
    # A phone that sends it again brings nothing back.
    assert propose_challenge(programme=programme, key=KEY, at=AT, **proposal).again
    with pytest.raises(AlreadySent):
        propose_challenge(programme=programme, key=KEY, at=AT, **(proposal | {"title": "Otra"}))


def interview(programme: Programme, consent: str = "", **details: Any) -> Node:
    fields = {"answers": f"# ¿Cómo?\nAl {PHONE}"} | ({"consent": consent} if consent else {})
    return made(programme, "interview", fields=fields, **details)


def test_an_erased_interview_takes_its_statements_along(programme: Programme) -> None:
    held = interview(programme, "anonymous")
    statement = note_statement(interview=held, text=f"Mi número es {PHONE}", at=AT, by=None)
    challenge = made(programme, "challenge", statement)
    erase_node(node=held, at=AT, by=None)
    assert "8765" not in str([*Node.objects.values(), *Step.objects.values()])
    challenge.refresh_from_db()
    assert challenge.erased_at is None
    assert Edge.objects.count() == 2


@pytest.mark.parametrize(
    ("consent", "shown"),
    [("", False), ("not_public", False), ("anonymous", True), ("named", True)],
)
def test_consent_is_obeyed_by_show_to_everybody(
    programme: Programme, consent: str, shown: bool
) -> None:
    held = interview(programme, consent)
    statement = note_statement(interview=held, text="Nadie avisa", at=AT, by=None)
    for node in (held, statement):
        if shown:
            assert actions.set_public(node=node, public=True, at=AT, by=None).public
        else:
            with pytest.raises(BadInput):
                actions.set_public(node=node, public=True, at=AT, by=None)


def test_a_name_is_not_shown_with_an_anonymous_interview(programme: Programme) -> None:
    held = interview(programme, "anonymous")
    actions.set_public(node=held, public=True, at=AT, by=None)
    with pytest.raises(BadInput):
        actions.credit(node=held, name="Ana", role="interviewee", at=AT, by=None, public=True)
    assert not Credit.objects.exists()


def test_a_name_comes_to_an_anonymous_interview_by_no_other_way(programme: Programme) -> None:
    """Not by merging what was hidden and named, nor by naming what was merged."""
    held = interview(programme, "anonymous")
    first, second, third = (
        note_statement(interview=held, text=text, at=AT, by=None) for text in ("Uno", "Dos", "Tres")
    )
    actions.credit(node=first, name="Ana", role="author", at=AT, by=None, public=True)
    both = actions.merge_nodes(nodes=[first, second], title="Ambos", at=AT, by=None)
    with pytest.raises(BadInput):
        actions.set_public(node=both, public=True, at=AT, by=None)
    parts = actions.split_node(node=third, parts=[Part("Una"), Part("Otra")], at=AT, by=None)
    actions.set_public(node=parts[0], public=True, at=AT, by=None)
    with pytest.raises(BadInput):
        actions.credit(node=third, name="Ana", role="author", at=AT, by=None, public=True)


def test_what_is_public_gets_no_origin_that_was_not_given(programme: Programme) -> None:
    statement = note_statement(
        interview=interview(programme, "named"), text="Nadie avisa", at=AT, by=None
    )
    statement = actions.set_public(node=statement, public=True, at=AT, by=None)
    closed = interview(programme, "not_public")
    with pytest.raises(BadInput):
        actions.link_nodes(source=closed, target=statement, at=AT, by=None)
    assert not Edge.objects.filter(source=closed).exists()


def test_who_takes_consent_back_is_hidden_at_once(programme: Programme) -> None:
    held = interview(programme, "named")
    statement = note_statement(interview=held, text="Nadie avisa", at=AT, by=None)
    for node in (held, statement):
        actions.set_public(node=node, public=True, at=AT, by=None)
    actions.edit_node(
        node=held, version=2, title="Otra", fields={"consent": "not_public"}, at=AT, by=None
    )
    assert not Node.objects.filter(public=True).exists()
    made(programme, "statement", held, public=True)
    assert not Node.objects.filter(public=True).exists()


def test_every_private_field_has_its_time() -> None:
    private = {
        (kind.code, field.code) for kind in KINDS.values() for field in kind.fields if field.private
    }
    assert private == set(RETENTION)


def test_answers_and_contacts_go_when_their_time_is_over(programme: Programme) -> None:
    held, challenge = interview(programme, "named"), said(programme)
    young = said(programme, title="Otra", at=AT + timedelta(days=300))
    hour = AT.replace(minute=0) + timedelta(days=366)
    forget_private_fields(hour.replace(minute=30))
    forget_private_fields(hour)
    for node in (held, challenge, young):
        node.refresh_from_db()
    assert "contact" not in challenge.fields
    assert challenge.fields["where"]
    assert "contact" not in challenge.steps.get(verb="edit").before["fields"]
    assert "contact" in young.fields
    assert "answers" in held.fields
    forget_private_fields(hour + timedelta(days=730))
    held.refresh_from_db()
    assert held.fields == {"consent": "named"}
    steps = Step.objects.count()
    forget_private_fields(hour + timedelta(days=731))
    assert Step.objects.count() == steps


def test_a_copy_is_as_old_as_what_it_was_copied_from(programme: Programme) -> None:
    """Merging and dividing give no contact another year; what was written anew has its own."""
    challenge = said(programme)
    later = AT + timedelta(days=300)
    twin = made(programme, "challenge", at=later)
    merged = actions.merge_nodes(nodes=[challenge, twin], title="Dos en uno", at=later, by=None)
    parts = [Part("Una"), Part("Otra", fields={"contact": "otra@prueba.invalid"})]
    copied, rewritten = actions.split_node(node=merged, parts=parts, at=later, by=None)
    forget_private_fields(AT.replace(minute=0) + timedelta(days=366))
    for node in (merged, copied, rewritten):
        node.refresh_from_db()
    assert ("contact" in merged.fields, "contact" in copied.fields) == (False, False)
    assert rewritten.fields == {"contact": "otra@prueba.invalid"}
    assert [step.verb for step in rewritten.steps.order_by("pk")] == ["add"]
