"""The open-data catalogue is DCAT-AP: what must be there is, addresses resolve, text stays text."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as installed
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground.clock import now
from minga.programme import actions
from minga.programme.citizen_tests import actions as campaign_actions
from minga.programme.models import Node, Programme
from minga.programme.open_data import dcat
from minga.territory.models import City
from tests.cast import Cast
from tests.participation.talking import two_camps
from tests.programme.making import AT, made
from tests.programme.test_campaigns import answered, open_test
from tests.transit.streets import drawn

DCAT, DCT, FOAF = (
    "http://www.w3.org/ns/dcat#",
    "http://purl.org/dc/terms/",
    "http://xmlns.com/foaf/0.1/",
)
EU = "http://publications.europa.eu/resource/authority/"
OPEN = {
    "format": "GTFS (zip)",
    "access": "download",
    "personal": "no",
    "link": "https://example.org/gtfs.zip",
    "licence": "CC BY 4.0",
    "licence_link": "https://creativecommons.org/licenses/by/4.0/",
    "keywords": "micros, recorridos,micros",
    "renewed": "daily",
}


def expanded(value: Any, context: dict[str, str]) -> Any:
    """JSON-LD with every compact name written out; our context maps prefixes only."""
    if isinstance(value, list):
        return [expanded(one, context) for one in value]
    if not isinstance(value, dict):
        return value
    told = {}
    for key, part in value.items():
        if key == "@context":
            continue
        if key == "@type":
            told[key] = _named(part, context)
        elif key.startswith("@"):
            told[key] = part
        else:
            inner = part if isinstance(part, list) else [part]
            told[_named(key, context)] = expanded(inner, context)
    return told


def _named(name: str, context: dict[str, str]) -> str:
    prefix, _, rest = name.partition(":")
    if rest.startswith("//"):
        return name
    assert prefix in context, name
    return context[prefix] + rest


def every(value: Any) -> Any:
    """Every object inside."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from every(one)


def fetched(client: Client, path: str = "/data/catalog.jsonld") -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/ld+json"
    document = json.loads(answer.content)
    assert isinstance(document["@context"], dict)  # inline: nothing has to be fetched
    whole: dict[str, Any] = expanded(document, document["@context"])
    return whole


def check_literal(values: Any) -> None:
    assert values
    for value in values:
        assert value["@value"].strip()
        assert re.fullmatch(r"[a-z]{2}", value["@language"])


def check_set(one: dict[str, Any]) -> None:
    """Mandatory and recommended properties of a dcat:Dataset (DCAT-AP 2.1.1, section 4.3)."""
    assert one["@type"] == f"{DCAT}Dataset"
    check_literal(one[f"{DCT}title"])
    check_literal(one[f"{DCT}description"])
    (agent,) = one[f"{DCT}publisher"]
    assert agent["@type"] == f"{FOAF}Agent"
    assert agent[f"{FOAF}name"][0].strip()
    assert one[f"{DCT}accrualPeriodicity"][0]["@id"].startswith(f"{EU}frequency/")
    assert one[f"{DCT}accessRights"][0]["@id"].startswith(f"{EU}access-right/")
    assert all(theme["@id"].startswith(f"{EU}data-theme/") for theme in one[f"{DCAT}theme"])
    if one[f"{DCAT}keyword"]:
        check_literal(one[f"{DCAT}keyword"])
    for way in one.get(f"{DCAT}distribution", []):
        assert way["@type"] == f"{DCAT}Distribution"
        assert way[f"{DCAT}accessURL"][0]["@id"]


def check_catalogue(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Mandatory properties of a dcat:Catalog (section 4.1); every address is whole."""
    assert whole["@type"] == f"{DCAT}Catalog"
    check_literal(whole[f"{DCT}title"])
    check_literal(whole[f"{DCT}description"])
    assert whole[f"{DCT}publisher"][0][f"{FOAF}name"][0]
    assert all(one["@id"].startswith(f"{EU}language/") for one in whole[f"{DCT}language"])
    sets: list[dict[str, Any]] = whole[f"{DCAT}dataset"]
    for one in sets:
        check_set(one)
    for thing in every(whole):
        if "@id" in thing:
            parts = urlsplit(thing["@id"])
            assert parts.scheme in ("http", "https"), thing
            assert parts.netloc, thing
    ids = [one["@id"] for one in sets]
    assert len(ids) == len(set(ids))
    return sets


def titled(sets: list[dict[str, Any]], title: str) -> dict[str, Any]:
    return next(one for one in sets if one[f"{DCT}title"][0]["@value"] == title)


def coded(sets: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(one for one in sets if one[f"{DCT}identifier"] == [code])


@pytest.mark.django_db
def test_an_empty_city_still_has_a_whole_catalogue(city: City, client: Client) -> None:
    sets = check_catalogue(fetched(client))
    assert len(sets) == 1  # the reports


@pytest.mark.django_db
def test_own_sets_and_the_inventory_are_listed(programme: Programme, client: Client) -> None:
    test = open_test(programme)
    answer = answered(test, "k", rating=4, text="x").answer
    campaign_actions.publish_words(answer=answer, text="x", at=AT, by=None)
    node = made(programme, "dataset", title="Recorridos", fields=OPEN)
    actions.move_node(node=node, verb="open", at=AT, by=None)
    sets = check_catalogue(fetched(client))
    assert len(sets) == 4
    one = titled(sets, "Recorridos")
    assert one[f"{DCT}accessRights"][0]["@id"].endswith("/PUBLIC")
    assert one[f"{DCT}accrualPeriodicity"][0]["@id"] == f"{EU}frequency/DAILY"
    assert [word["@value"] for word in one[f"{DCAT}keyword"]] == ["micros", "recorridos"]
    (way,) = one[f"{DCAT}distribution"]
    assert way[f"{DCAT}downloadURL"][0]["@id"] == OPEN["link"]
    assert way[f"{DCT}license"][0]["@id"] == OPEN["licence_link"]
    assert way[f"{DCT}format"][0]["@id"] == f"{EU}file-type/ZIP"
    assert way[f"{DCAT}mediaType"][0]["@id"].endswith("application/zip")


@pytest.mark.django_db
def test_every_address_of_ours_answers(programme: Programme, client: Client) -> None:
    answered(open_test(programme), "k")
    made(programme, "dataset", fields=OPEN)
    whole = fetched(client)
    ours = {
        urlsplit(thing["@id"])
        for thing in every(whole)
        if "@id" in thing and urlsplit(thing["@id"]).netloc == "testserver"
    }
    assert len(ours) >= 8
    for parts in ours:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        assert client.get(path).status_code == 200, path


@pytest.mark.django_db
def test_timetables_are_listed_under_the_licence_that_lets_us(city: City, client: Client) -> None:
    """Their zip, what moves as GTFS Realtime; a feed that may not be handed on is not there."""
    version = drawn(city, at=now(), is_demo=True, slug="demo")
    whole = fetched(client)
    demo = coded(check_catalogue(whole), "timetables-demo")
    (way,) = demo[f"{DCAT}distribution"]
    assert way[f"{DCAT}downloadURL"][0]["@id"].endswith("/data/gtfs/demo.zip")
    assert way[f"{DCT}license"][0]["@id"] == installed.MINGA_DATA_LICENCE
    assert f"{DCT}provenance" in demo  # it says that it is a demonstration
    live = coded(whole[f"{DCAT}dataset"], "moving")
    kept = [way[f"{DCAT}downloadURL"][0]["@id"] for way in live[f"{DCAT}distribution"]]
    assert [client.get(urlsplit(one).path).status_code for one in kept] == [200] * 4
    feed = version.feed
    feed.is_demo, feed.credit, feed.licence = False, "Inés Buses", "CC BY 4.0"
    feed.save()
    real = coded(check_catalogue(fetched(client)), "timetables-demo")
    assert real[f"{DCT}publisher"][0][f"{FOAF}name"] == ["Inés Buses"]
    (way,) = real[f"{DCAT}distribution"]
    assert "CC BY 4.0" in str(way[f"{DCT}license"])
    assert "CC BY 4.0" in client.get("/data/timetables-demo/").content.decode()
    feed.licence = "CC BY-NC 4.0"
    feed.save()
    assert len(check_catalogue(fetched(client))) == 1  # the reports alone


@pytest.mark.django_db
def test_a_second_city_has_a_catalogue_of_its_own(
    programme: Programme, other_lead: object, client: Client
) -> None:
    made(programme, "dataset", fields=OPEN, title="Solo de la primera")
    whole = fetched(client, "/data/catalog.jsonld?city=otra")
    assert "Solo de la primera" not in str(whole)
    assert "?city=otra" in whole["@id"]
    check_catalogue(whole)


@pytest.mark.django_db
def test_what_is_not_public_or_ended_is_not_listed(programme: Programme, client: Client) -> None:
    hidden = made(programme, "dataset", title="Escondido", public=False)
    ended = made(programme, "dataset", title="Terminado")
    actions.move_node(node=ended, verb="end", reason="ya no", at=AT, by=None)
    gone = made(programme, "dataset", title="Retirado")
    actions.withdraw_node(node=gone, reason="error", at=AT, by=None)
    text = client.get("/data/catalog.jsonld").content.decode()
    for title in ("Escondido", "Terminado", "Retirado"):
        assert title not in text
    for node in (hidden, ended, gone):
        assert client.get(f"/data/{node.public_id}/").status_code == 404
        assert client.get(f"/data/{node.public_id}.jsonld").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("personal", ["yes", "unknown"])
def test_a_set_that_may_hold_persons_is_listed_without_a_way_to_it(
    programme: Programme, client: Client, personal: str
) -> None:
    node = made(programme, "dataset", title="Padrón", fields=OPEN | {"personal": personal})
    # Even where a row got past the rule, the catalogue gives no way to it.
    Node.objects.filter(pk=node.pk).update(state="open")
    one = titled(check_catalogue(fetched(client)), "Padrón")
    assert f"{DCAT}distribution" not in one
    assert one[f"{DCT}accessRights"][0]["@id"].endswith("/RESTRICTED")
    assert OPEN["link"] not in client.get(f"/data/{node.public_id}.jsonld").content.decode()


@pytest.mark.django_db
def test_the_catalogue_is_cached_by_its_content(programme: Programme, client: Client) -> None:
    first = client.get("/data/catalog.jsonld")
    etag = first.headers["ETag"]
    assert "public" in first.headers["Cache-Control"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/data/catalog.jsonld", headers={"If-None-Match": etag})
    assert again.status_code == 304
    made(programme, "dataset", title="Nuevo")
    changed = client.get("/data/catalog.jsonld", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


@pytest.mark.django_db
def test_a_reader_of_any_language_gets_the_same_bytes(programme: Programme, client: Client) -> None:
    english = client.get("/data/catalog.jsonld", headers={"Accept-Language": "en"}).content
    assert client.get("/data/catalog.jsonld").content == english
    sets = json.loads(english)["dcat:dataset"]
    assert {one["@language"] for one in sets[0]["dct:title"]} == {"es", "en"}


@pytest.mark.django_db
def test_hostile_text_stays_text(programme: Programme, client: Client) -> None:
    hostile = "</script><script>alert(1)</script>\u2028<!--"
    node = made(
        programme,
        "dataset",
        title=hostile,
        text=hostile,
        fields=OPEN | {"format": hostile, "keywords": hostile, "licence": hostile},
    )
    for path in ("/data/", f"/data/{node.public_id}/", "/programme/movernos/k/dataset/"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html, path
    page = client.get(f"/data/{node.public_id}/").content.decode()
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    title = json.loads(block)["dct:title"]["@value"]
    assert title == client.get(f"/data/{node.public_id}.jsonld").json()["dct:title"]["@value"]
    assert "alert(1)" in title


@pytest.mark.django_db
def test_the_public_graph_of_a_programme_holds_no_private_word(
    programme: Programme, client: Client
) -> None:
    told = {"answers": "lo dijo en confianza", "consent": "anonymous"}
    made(programme, "interview", title="Entrevista a Ana", fields=told)
    made(programme, "challenge", title="Paraderos oscuros", fields={"contact": "ana@x.invalid"})
    text = client.get("/data/programme/movernos.json").content.decode()
    assert "Paraderos oscuros" in text
    assert "confianza" not in text
    assert "Ana" not in text
    assert "ana@" not in text


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(title=words, about=words, format=words, keyword=words, licence=words, name=words)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_field_content_gives_a_document_that_reads_back(
    title: str, about: str, format: str, keyword: str, licence: str, name: str
) -> None:
    one = dcat.DataSet(
        iri="https://x.invalid/#set",
        code="x",
        page="https://x.invalid/",
        title={"es": title},
        description={"es": about},
        publisher=dcat.Publisher(iri="https://x.invalid/#p", name=name),
        access="PUBLIC",
        keywords=[(keyword, "es")],
        ways=[
            dcat.Way(
                iri="https://x.invalid/#w",
                access="https://x.invalid/f",
                format=format,
                licence_words={"es": licence} if licence else None,
            )
        ],
    )
    document = dcat.as_document(one)
    assert json.loads(dcat.written(document)) == document
    inside = dcat.written_inside(document)
    assert "<" not in inside
    assert json.loads(inside) == document
    told = expanded(document, document["@context"])
    assert told[f"{DCT}title"][0]["@value"] == title


@pytest.mark.parametrize(
    ("written", "code"),
    [("CSV", "CSV"), ("csv, xlsx", "CSV"), ("GeoJSON", "GEOJSON"), ("papel", None), ("", None)],
)
def test_a_format_is_known_by_its_name(written: str, code: str | None) -> None:
    known = dcat.format_of(written)
    assert (known[0] if known else None) == code


def test_a_conversation_is_a_data_set_of_the_catalogue(city: City, cast: Cast) -> None:
    two_camps(city, cast.fabian)
    answer = Client().get("/data/catalog.jsonld")
    assert answer.status_code == 200
    assert "Dos campos" in answer.content.decode()
    assert Client().get("/data/").status_code == 200
    assert Client().get("/data/opinions-dos-campos/").status_code == 200
