"""The keeper's verbs: a city, a person, a token; and what they say to bad input."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from minga.ground.clock import now
from minga.people.models import ApiToken, EntryLink, Membership, Organisation, Person
from minga.people.queries import link_is_good, person_of_token
from minga.reports.models import Category
from minga.territory import atlas
from minga.territory.authority import authority_of
from minga.territory.models import Area, Body, City
from tests.world import IN_NORTE, filed, square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_atlas() -> None:
    """Transactions of tests roll back, and primary keys with them."""
    atlas._atlases.clear()


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    """Two areas; their codes fold to the same word."""
    features = [
        _feature("Ñuñoa 1", "Ñuñoa Uno", square(-36.9, -73.1, -36.8, -73.0)),
        _feature("nunoa-1", "Nunoa Dos", square(-36.9, -73.0, -36.8, -72.9)),
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _feature(code: str, name: str, geometry: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}


def said(command: str, *arguments: str) -> tuple[str, str]:
    """What a verb writes to stdout and stderr."""
    out, err = StringIO(), StringIO()
    call_command(command, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def new_city(boundaries: Path, *more: str, slug: str = "villa") -> str:
    """Make a city and return what is said."""
    return said("city", "new", slug, "--name", "Villa", "--boundaries", str(boundaries), *more)[0]


def test_a_new_city_works_at_once(boundaries: Path) -> None:
    told = new_city(
        boundaries, "--emergency", "131:SAMU", "132:Bomberos", "--timezone", "Asia/Tokyo"
    )
    assert "2 areas" in told
    city = City.objects.get()
    assert (city.slug, city.is_default, city.timezone) == ("villa", True, "Asia/Tokyo")
    assert city.emergency[1] == {"number": "132", "name": "Bomberos"}
    report = filed(city, key="k", at=now(), place=IN_NORTE)
    assert str(report.body) == "Ñuñoa Uno"
    nowhere = filed(city, key="k2", at=now(), place=(-36.79, -73.11))
    assert (nowhere.body.is_default, nowhere.body.is_centre) == (True, True)
    assert nowhere.body.code == "villa-desk"
    assert city.categories.filter(code="accident", urgent=True).exists()
    assert city.bounds.holds(-36.9, -73.1)


def test_a_second_city_with_the_slug_is_refused_and_changes_nothing(boundaries: Path) -> None:
    new_city(boundaries)
    before = [model.objects.count() for model in (Area, Body, Organisation, Category)]
    with pytest.raises(CommandError, match="There is a city 'villa' already"):
        new_city(boundaries)
    assert [model.objects.count() for model in (Area, Body, Organisation, Category)] == before
    new_city(boundaries, slug="otra")
    assert list(City.objects.order_by("pk").values_list("is_default", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no file"),
        (b"", "not a GeoJSON"),
        (b"\xff\xfe\x00", "not a GeoJSON"),
        (b"[]", "not a GeoJSON"),
        (b'{"features": []}', "no features"),
        (b'{"features": [{"properties": {}, "geometry": null}]}', "not every feature"),
        (
            b'{"features": [{"properties": {"code":1,"name":"a"}, "geometry": null}]}',
            "has no geometry",
        ),
        (
            b'{"features": [{"properties": {"code":1,"name":"a"},'
            b'"geometry": {"type":"Point","coordinates":[0,0]}}]}',
            r"feature 1 \(a\) is a Point, not an area",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_boundaries_that_cannot_be_read_cost_one_sentence(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "bad.geojson"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=says) as refused:
        new_city(path)
    assert "\n" not in str(refused.value)
    assert not City.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("slug", "more", "says"),
    [
        ("Villa", (), "lower case"),
        ("ñuñoa", (), "no accents"),
        ("a b", (), "only letters"),
        ("x" * 41, (), "40 signs"),
        ("villa", ("--timezone", "Luna/Mar"), "no time zone 'Luna/Mar'"),
        ("villa", ("--timezone", "../../etc/passwd"), "no time zone"),
        ("villa", ("--emergency", "SAMU"), "like 131:SAMU"),
        ("villa", ("--emergency", "131:"), "like 131:SAMU"),
        ("villa", ("--emergency", "javascript:alert"), "like 131:SAMU"),
        ("villa", ("--name", "  "), "A name has 1 to 120"),
        ("villa", ("--name", "x" * 121), "A name has 1 to 120"),
        ("villa", ("--code-field", "nope"), "nope"),
        ("villa", ("--frobnicate",), "unrecognized"),
    ],
)
def test_bad_words_for_a_city_are_refused(
    boundaries: Path, slug: str, more: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        new_city(boundaries, *more, slug=slug)
    assert not City.objects.exists()


@pytest.mark.slow
def test_a_new_person_gets_a_link_that_works_once(city: City, settings: Any) -> None:
    settings.MINGA_BASE_URL = "https://villa.example"
    out, err = said("person", "new", "Ana@Villa.example", "--role", "operator")
    link = out.strip()
    assert link.startswith("https://villa.example/enter/")
    assert "Ana" in err
    secret = link.rstrip("/").rsplit("/", 1)[1]
    assert link_is_good(secret, at=now())
    assert secret not in str(list(EntryLink.objects.values()))
    person = Person.objects.get(email="ana@villa.example")
    assert authority_of(person, city.pk).dispatches
    page = Client().get(reverse("web:enter", args=[secret]))
    assert page.status_code == 200


def test_naming_again_keeps_the_account_and_gives_another_link(city: City) -> None:
    code = f"{city.slug}-norte"
    first, _ = said("person", "new", "ana@v.example", "--role", "officer", "--body", code)
    second, _ = said("person", "new", "ANA@v.example", "--role", "lead", "--body", code)
    assert first != second
    assert Person.objects.filter(email="ana@v.example").count() == 1
    assert Membership.objects.get(person__email="ana@v.example").role == "lead"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no-address", "--role", "officer"), "no e-mail address"),
        (("a@b.example", "--role", "king"), "invalid choice: 'king'"),
        (("a@b.example",), "required: --role"),
        (("a@b.example", "--role", "officer", "--body", "nobody"), "has no body 'nobody'. Bodies:"),
        (("a@b.example", "--role", "officer", "--city", "atlantis"), "no city 'atlantis'"),
        (("a@b.example", "--role", "officer", "--name", "\x1b[2J"), "A name has"),
    ],
)
def test_bad_words_for_a_person_are_refused(
    city: City, arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        said("person", "new", *arguments)
    assert not Person.objects.exists()
    assert not EntryLink.objects.exists()


def test_without_a_city_each_verb_says_how_to_make_one(db: None) -> None:
    for command in (("person", "new", "a@b.example"), ("token", "new")):
        with pytest.raises(CommandError, match="minga city new SLUG"):
            said(*command, "--role", "operator")
    assert not Person.objects.exists()


@pytest.mark.slow
def test_a_token_is_the_only_word_on_stdout_and_opens_the_control_list(city: City) -> None:
    out, _ = said("token", "new", "--role", "operator", "--label", "banco de pruebas")
    token = out.strip()
    assert len(token) >= 40
    assert " " not in token
    assert token not in str(list(ApiToken.objects.values()))
    person = person_of_token(token)
    assert person is not None
    assert not person.has_usable_password()
    assert authority_of(person, city.pk).dispatches
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert Client().get("/api/v1/control/reports", **bearer).status_code == 200
    assert Client().get("/api/v1/control/reports").status_code in {401, 403}


def test_two_tokens_share_one_service_account(city: City) -> None:
    one, two = (said("token", "new", "--role", "officer")[0].strip() for _ in range(2))
    assert one != two
    assert person_of_token(one) == person_of_token(two)
    other = said("token", "new", "--role", "officer", "--body", f"{city.slug}-sur")[0].strip()
    assert person_of_token(other) != person_of_token(one)
    assert not authority_of(person_of_token(other), city.pk).dispatches


@pytest.mark.slow
def test_a_member_token_opens_nothing(city: City) -> None:
    token = said("token", "new", "--role", "member")[0].strip()
    answer = Client().get("/api/v1/control/reports", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 403


def test_bad_words_for_a_token_store_nothing(city: City) -> None:
    for words in (
        ("--role", "operator", "--label", "x" * 81),
        ("--role", "operator", "--body", "nobody"),
        ("--role", ""),
    ):
        with pytest.raises(CommandError):
            said("token", "new", *words)
    assert not ApiToken.objects.exists()
    assert not Person.objects.exists()


def test_city_without_a_time_zone_says_so_and_gets_one_later(boundaries: Path) -> None:
    files = ["--name", "Villa", "--boundaries", str(boundaries)]
    _, warned = said("city", "new", "villa", *files)
    assert "UTC" in warned
    assert "minga city zone villa" in warned
    _, calm = said("city", "new", "aldea", *files, "--timezone", "Asia/Tokyo")
    assert calm == ""
    before = City.objects.get(slug="villa")
    said("city", "zone", "villa", "America/Santiago")
    after = City.objects.get(slug="villa")
    assert after.timezone == "America/Santiago"
    assert after.revision != before.revision
    with pytest.raises(CommandError, match="no time zone"):
        said("city", "zone", "villa", "Luna/Mar")
    with pytest.raises(CommandError, match="no city"):
        said("city", "zone", "nada", "UTC")
