"""The demonstration city: built by actions alone, routed as its table says, invented throughout."""

import ast
import time
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from demo import geography
from demo.bodies import ANSWERS, EACH_COMUNA, MUNICIPALITIES, ORGANISATIONS
from demo.cast import PASSWORD, PEOPLE
from demo.inventory import KEEPERS
from demo.partners import ADDED, GROUPS
from demo.stories import stories
from demo.town import build
from minga.ground.clock import now
from minga.people.models import Organisation, Person
from minga.reports.actions.standard import STANDARD
from minga.reports.models import Entry, Report
from minga.reports.rules import State, next_state
from minga.territory import atlas
from minga.territory.atlas import atlas_of
from minga.territory.authority import authority_of
from minga.territory.models import City
from tests import kept

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DEMO = Path(geography.__file__).parent
WRITERS = {"save", "create", "bulk_create", "update", "delete", "update_or_create", "get_or_create"}


@pytest.fixture(autouse=True)
def _fresh_atlas() -> None:
    """Transactions of tests roll back, and primary keys with them."""
    atlas._atlases.clear()


@pytest.fixture
def at() -> datetime:
    """The instant of the building."""
    return now()


@pytest.fixture
def town(db: None, at: datetime) -> City:
    """The whole demonstration city."""
    return kept.lay_town(at=at)


def test_the_town_is_built_quickly_and_once(db: None) -> None:
    started = time.process_time()
    city = build(at=now())
    assert time.process_time() - started < 6
    assert (city.is_demo, city.is_default) == (True, True)
    with pytest.raises(CommandError, match="there already"):
        call_command("demo", "build", stdout=StringIO())
    assert City.objects.count() == 1


def test_what_other_tests_are_given_is_what_was_built(town: City) -> None:
    assert kept._town is not None
    laid, built = kept._found(), kept._town[1].rows
    assert {model: len(rows) for model, rows in laid.items()} == {
        model: len(rows) for model, rows in built.items()
    }
    assert all(kept._values(laid[model]) == kept._values(rows) for model, rows in built.items())


def test_every_institution_of_the_tables_is_there_and_inventions_say_so(town: City) -> None:
    helices = Counter(Organisation.objects.values_list("helix", flat=True))
    assert set(helices) == {"government", "private", "academia", "civil"}
    named = {row.code for row in ORGANISATIONS} | {code for code, _ in MUNICIPALITIES.values()}
    named |= {row[0] for row in (*ADDED, *GROUPS, *KEEPERS)}
    assert set(Organisation.objects.values_list("code", flat=True)) == named
    for organisation in Organisation.objects.filter(simulated=True):
        assert "simulada" in organisation.name
    # The one association that the report interviewed, and two rows of its table 1 that name a
    # group; companies are invented.
    companies = Organisation.objects.filter(helix="private", simulated=False)
    assert set(companies.values_list("code", flat=True)) == {
        "gremio-taxis-buses", "grupo-empresas", "grupo-internacional",
    }  # fmt: skip
    assert town.bodies.filter(is_centre=True, is_default=True).count() == 1


CASES = (
    ("accident", "Plaza de la Independencia", "uoct", "category"),
    ("street_light", "Plaza de la Independencia", "muni-concepcion", "category+area"),
    ("street_light", "Plaza de Armas de Talcahuano", "muni-talcahuano", "category+area"),
    ("bus_stop", "Plaza de Armas de Coronel", "seremitt", "category"),
    ("road_damage", "Puente Llacolén", "mop-vialidad", "owner+category"),
    ("road_damage", "Av. Collao", "serviu", "owner+category"),
    ("road_damage", "Quilacoya", "muni-hualqui", "category+area"),
    ("fire", "Cerro Caracol", "bomberos", "category"),
    ("rubbish", "Palomares", "muni-concepcion", "category+area"),
)
AT_SEA = {"lat": -36.80, "lon": -73.30}


def test_who_answers_follows_the_table(town: City) -> None:
    places = {one.name: one for one in geography.places()}
    found = []
    for category, name, _, _ in CASES:
        lat, lon = places[name].lat, places[name].lon
        answer = atlas_of(town).who_answers(category=category, lat=lat, lon=lon)
        found.append((category, name, answer.body.code, answer.why.rule))
    assert found == list(CASES)
    assert town.bounds.holds(**AT_SEA)
    at_sea = [
        atlas_of(town).who_answers(category=category, **AT_SEA) for category in ("rubbish", "flood")
    ]
    assert [(one.body.code, one.area) for one in at_sea] == [("uoct", None), ("onemi", None)]


def test_the_table_speaks_of_every_category(town: City) -> None:
    assert {row[0] for row in ANSWERS} == {row[0] for row in STANDARD}
    expected = sum(12 if where == EACH_COMUNA else 1 for _, where, _, _ in ANSWERS)
    assert town.jurisdictions.count() == expected
    for south, west in ((-36.95, -73.20), (-36.70, -72.90)):
        assert town.bounds.holds(south, west)


def test_the_reports_are_in_every_state_simulated_and_in_the_past(town: City, at: datetime) -> None:
    reports = list(Report.objects.order_by("pk"))
    assert 40 <= len(reports) <= 60
    assert {report.state for report in reports} == {state.value for state in State}
    assert all(report.simulated and report.source == "demo" for report in reports)
    assert all(at - timedelta(days=7) < report.filed_at < at for report in reports)
    assert all(report.changed_at <= at for report in reports)
    filed = [report.filed_at for report in reports]
    assert filed == sorted(filed)
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    answered = Entry.objects.filter(kind="answer") | Entry.objects.filter(state="resolved")
    assert answered.exclude(text="").count() >= 20


def test_each_of_the_cast_can_sign_in_and_do_what_the_role_says(town: City) -> None:
    reach = {}
    for one in PEOPLE:
        person = authenticate(username=one.email, password=PASSWORD)
        assert isinstance(person, Person)
        assert person.simulated
        authority = authority_of(person, town.pk)
        reach[one.key] = (authority.dispatches, len(authority.answers), len(authority.leads))
        assert authority.facilitates == (one.key in {"maite", "fabian"})
        assert authority.leads_programme == (one.key == "maite")
        assert authority.runs_transit == (one.key == "olga")
        assert authority.audits == (one.key == "aurora")
    assert reach["tito"] == (True, 1, 0)
    assert reach["raul"] == (False, 1, 1)
    assert {key for key, value in reach.items() if value == (False, 1, 0)} == {
        "carla",
        "valentina",
        "ines",
    }
    assert {key for key, value in reach.items() if value == (False, 0, 0)} == {
        "olga",
        "aurora",
        "rosa",
        "paz",
        "nahuel",
        "nadie",
        "maite",
        "fabian",
    }


def test_stories_follow_the_life_of_a_report() -> None:
    moves = {"again": "say_not_fixed"}
    for story in stories():
        state: str = State.RECEIVED
        for verb in story.verbs:
            if verb != "answer":
                state = next_state(moves.get(verb, verb), state)
        spoken = {"answer", "resolve", "dismiss"} & set(story.verbs)
        assert bool(story.answer) == bool(spoken), story.words


def test_the_demonstration_writes_through_actions_only() -> None:
    for path in DEMO.glob("*.py"):
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not called & (WRITERS - {"update"}), path.name
