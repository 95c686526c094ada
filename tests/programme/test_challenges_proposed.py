"""Challenges from citizens: three fields, once, private until somebody answers with a reason."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme.listening.actions.proposals import (
    AlreadySent,
    decide_proposal,
    propose_challenge,
)
from minga.programme.listening.queries import proposer_token
from minga.programme.models import Node, Programme
from minga.reports.actions import hide
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, made
from tests.world import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

KEY = "k" * 24
WORDS = {
    "title": "Los paraderos están oscuros",
    "text": "Da miedo esperar",
    "where": "Barrio Norte",
}


@pytest.fixture(autouse=True)
def _own_cache() -> Iterator[None]:
    yield
    cache.clear()


def proposed(programme: Programme, **details: Any) -> Node:
    return propose_challenge(programme=programme, at=AT, **({"key": KEY} | WORDS | details)).node


def address(programme: Programme) -> str:
    return f"/programme/{programme.slug}/propose/"


def test_a_proposal_arrives_unseen_and_its_fact_is_for_officials(programme: Programme) -> None:
    node = proposed(programme)
    assert (node.state, node.public, node.by_id) == ("proposed", False, None)
    assert node.fields == {"origin": "citizen", "where": "Barrio Norte"}
    event = Event.objects.filter(name="node.added").last()
    assert event is not None
    assert event.official
    assert "oscuros" not in str(event.data)
    assert Client().get(f"/n/{node.public_id}/").status_code == 404
    assert (
        "oscuros" not in Client().get(f"/programme/{programme.slug}/k/challenge/").content.decode()
    )


def test_the_same_key_stores_once_and_other_words_are_told(programme: Programme) -> None:
    first = proposed(programme)
    assert proposed(programme).pk == first.pk
    with pytest.raises(AlreadySent) as sent:
        proposed(programme, title="Otra cosa")
    assert sent.value.node.pk == first.pk
    assert Node.objects.count() == 1


@pytest.mark.parametrize(
    "bad", [{"title": ""}, {"title": "x" * 201}, {"text": "x" * 4001}, {"where": "a\x00b"}]
)
def test_bad_words_store_nothing(programme: Programme, bad: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        proposed(programme, **bad)
    assert not Node.objects.exists()


def test_accepting_shows_it_and_setting_aside_needs_a_reason(
    programme: Programme, cast: Cast
) -> None:
    node = proposed(programme)
    with pytest.raises(Refused):
        decide_proposal(node=node, accept=True, reason="", at=AT, by=cast.stranger)
    with pytest.raises(BadInput):
        decide_proposal(node=node, accept=False, reason=" ", at=AT, by=cast.maite)
    aside = decide_proposal(node=node, accept=False, reason="es de salud", at=AT, by=cast.maite)
    assert (aside.state, aside.public) == ("set_aside", False)
    taken = decide_proposal(node=aside, accept=True, reason="", at=AT, by=cast.maite)
    assert (taken.state, taken.public) == ("accepted", True)


def test_a_stranger_proposes_with_three_fields_and_follows_it(programme: Programme) -> None:
    client = Client()
    assert client.get(address(programme)).status_code == 200
    sent = client.post(address(programme), WORDS | {"key": KEY})
    assert sent.status_code == 302
    node = Node.objects.get()
    own = sent.headers["Location"]
    assert own.endswith(f"/proposed/{node.public_id}/{proposer_token(node.public_id)}/")
    page = Client().get(own)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "oscuros" in page.content.decode()
    assert client.post(address(programme), WORDS | {"key": KEY}).headers["Location"] == own
    assert Node.objects.count() == 1


def test_the_private_link_opens_one_page_only(programme: Programme, cast: Cast) -> None:
    node = proposed(programme)
    other = proposed(programme, key="z" * 24, title="Otra")
    base = f"/programme/{programme.slug}/proposed"
    token = proposer_token(node.public_id)
    assert Client().get(f"{base}/{node.public_id}/{token}/").status_code == 200
    assert Client().get(f"{base}/{other.public_id}/{token}/").status_code == 404
    assert Client().get(f"{base}/{node.public_id}/x/").status_code == 404
    begun(programme.city, cast.maite, slug="otro")
    assert Client().get(f"/programme/otro/proposed/{node.public_id}/{token}/").status_code == 404


def test_the_private_page_tells_the_reason_and_what_it_became(
    programme: Programme, cast: Cast
) -> None:
    from minga.programme.listening.actions.challenges import merge_challenges

    node = proposed(programme)
    own = f"/programme/{programme.slug}/proposed/{node.public_id}/{proposer_token(node.public_id)}/"
    decide_proposal(node=node, accept=False, reason="ya está en obra", at=AT, by=cast.maite)
    assert "ya está en obra" in Client().get(own).content.decode()
    other = made(programme, "challenge", title="Luz en los paraderos")
    merged = merge_challenges(nodes=[node, other], title="Luz para esperar", at=AT, by=cast.maite)
    page = Client().get(own).content.decode()
    assert "Luz para esperar" in page
    assert merged.public_id in page


def test_alike_ones_are_shown_before_anything_is_sent(programme: Programme) -> None:
    made(programme, "challenge", title="Paraderos oscuros de noche")
    made(programme, "challenge", title="Paraderos oscuros y secretos", public=False)
    client = Client()
    shown = client.post(address(programme), WORDS | {"key": KEY})
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Paraderos oscuros de noche" in text
    assert "secretos" not in text
    assert Node.objects.filter(public=False).count() == 1
    sent = client.post(address(programme), WORDS | {"key": KEY, "sure": "yes"})
    assert sent.status_code == 302


def test_other_words_under_an_old_key_are_kept_on_the_page(programme: Programme) -> None:
    client = Client()
    client.post(address(programme), WORDS | {"key": KEY})
    answer = client.post(address(programme), WORDS | {"key": KEY, "title": "Otra cosa distinta"})
    assert answer.status_code == 409
    assert "Otra cosa distinta" in answer.content.decode()
    assert KEY not in answer.content.decode()


def test_many_from_one_address_are_asked_to_wait(programme: Programme, settings: Any) -> None:
    settings.MINGA_LIMIT_ADDRESS = 80  # two challenges a minute
    statuses = [
        Client()
        .post(address(programme), {"title": f"{word} {word}", "key": f"{number}" * 20})
        .status_code
        for number, word in enumerate(("luz", "perros", "basura", "ruido"))
    ]
    assert statuses == [302, 302, 429, 429]
    assert Node.objects.count() == 2


def test_a_public_report_may_be_the_evidence_and_a_hidden_one_not(
    programme: Programme, cast: Cast
) -> None:
    report = filed(programme.city, key="r1", at=AT)
    client = Client()
    page = client.get(f"{address(programme)}?report={report.receipt}").content.decode()
    assert report.receipt in page
    client.post(address(programme), WORDS | {"key": KEY, "report": report.receipt})
    assert report.receipt in Node.objects.get().fields["evidence_link"]
    report.hidden = True
    report.save()
    client.post(address(programme), {"title": "Perros", "key": "y" * 24, "report": report.receipt})
    assert "evidence_link" not in Node.objects.get(title="Perros").fields


def test_the_page_of_a_report_leads_to_proposing_it_as_a_challenge(
    programme: Programme, city: City
) -> None:
    report = filed(city, key="otra-vez", at=AT)
    page = Client().get(f"/r/{report.receipt}/").content.decode()
    link = f"{address(programme)}?report={report.receipt}"
    assert page.count(f'href="{link}"') == 1
    assert report.receipt in Client().get(link).content.decode()
    begun(city, None, slug="otro")
    page = Client().get(f"/r/{report.receipt}/").content.decode()
    assert page.count(f"?report={report.receipt}") == 2


def test_no_programme_or_a_hidden_report_offers_no_challenge(
    city: City, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    report = filed(city, key="sola", at=AT)
    assert "/propose/" not in Client().get(f"/r/{report.receipt}/").content.decode()
    begun(city, None)
    hide(report=report, reason="x", at=AT, by=cast.tito)
    assert "/propose/" not in Client().get(f"/r/{report.receipt}/").content.decode()


def test_everybody_reads_decisions_with_reasons_but_no_words_of_who_was_set_aside(
    programme: Programme, cast: Cast
) -> None:
    aside = proposed(programme, title="Palabras que nadie debe leer")
    taken = proposed(programme, key="z" * 24, title="Semáforo en la escuela")
    decide_proposal(node=aside, accept=False, reason="no es de la ciudad", at=AT, by=cast.maite)
    decide_proposal(node=taken, accept=True, reason="", at=AT, by=cast.maite)
    page = Client().get(f"/programme/{programme.slug}/decided/").content.decode()
    assert "no es de la ciudad" in page
    assert aside.public_id in page
    assert "nadie debe leer" not in page
    assert "Semáforo en la escuela" in page


def test_what_became_of_my_challenge_is_found_by_number_and_by_private_link(
    programme: Programme, cast: Cast
) -> None:
    node = proposed(programme)
    own = f"/programme/{programme.slug}/proposed/{node.public_id}/{proposer_token(node.public_id)}/"
    ask = "/find/challenge/"
    assert f'action="{ask}"' in Client().get("/find/").content.decode()
    assert Client().get(ask, {"code": f"https://minga.invalid{own}"}).headers["Location"] == own
    # Not public yet: as unknown as a number that nobody has.
    hidden, nobody = (Client().get(ask, {"code": code}) for code in (node.public_id, "K7M-29Q-XF3"))
    assert hidden.status_code == nobody.status_code == 404
    assert "oscuros" not in hidden.content.decode()
    decide_proposal(node=node, accept=True, reason="", at=AT, by=cast.maite)
    answer = Client().get(ask, {"code": node.public_id.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"/n/{node.public_id}/"
    assert Client().get(ask).status_code == 200


def test_a_proposal_is_decided_on_its_page(programme: Programme, cast: Cast) -> None:
    node = proposed(programme)
    client = Client()
    client.force_login(cast.maite)
    base = f"/n/{node.public_id}/challenge"
    assert client.get(f"/n/{node.public_id}/").status_code == 200
    assert client.post(f"{base}/set-aside/", {"reason": ""}).status_code == 422
    assert client.post(f"{base}/accept/").status_code == 302
    assert client.post(f"{base}/accept/").status_code == 409
    assert Client().get(f"/n/{node.public_id}/").status_code == 200


def test_the_page_of_proposals_takes_no_script(programme: Programme) -> None:
    node = proposed(programme, title="<script>alert(1)</script>")
    own = f"/programme/{programme.slug}/proposed/{node.public_id}/{proposer_token(node.public_id)}/"
    assert "<script>alert" not in Client().get(own).content.decode()
