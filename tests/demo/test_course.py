"""The demonstration's programme on twelve dates of a year: what it says of itself holds on each."""

import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client

from demo import course, partners, programme
from demo.town import _all_rows, _organisation
from minga.ground import clock
from minga.ground.models import Event
from minga.people.models import Organisation
from minga.programme.core.queries.graph import Graph, begins, without_origin
from minga.programme.models import Edge, Node, Phase, Programme, Step
from minga.programme.models.champions import Champion
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.models.partners import Stake
from minga.programme.rules import reached
from minga.territory.models import City
from tests import kept

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DATES = [
    datetime(2027, month, day, hour, 30, tzinfo=UTC)
    for month, day, hour in (
        (1, 1, 2), (2, 28, 12), (3, 31, 23), (4, 4, 3), (5, 30, 12), (6, 21, 0),
        (7, 31, 23), (8, 29, 12), (9, 5, 4), (10, 31, 12), (11, 15, 5), (12, 31, 23),
    )
]  # fmt: skip
KEPT_PROMISES = ("commitment", "initiative", "swot", "dataset")
PAGES = ("", "partners/", "roadmap/", "swot/", "visions/", "champions/", "k/test/", "k/media/",
         "k/result/", "k/document/")  # fmt: skip
MADE = {
    "interview": 4, "statement": 4, "challenge": 10, "document": 10, "example": 2, "concept": 4,
    "prototype": 1, "demonstration": 1, "test": 1, "technology": 3, "dataset": 13, "swot": 6,
    "persona": 4, "vision": 5, "initiative": 22, "commitment": 5, "result": 6, "media": 2,
}  # fmt: skip


@pytest.fixture
def bodies(city: City) -> City:
    """The institutions of the demonstration, in a city that is laid quickly."""
    for row in _all_rows():
        _organisation(row)
    return city


def built(city: City, at: datetime) -> Programme:
    """The programme as it stands when the demonstration is built at this moment."""
    return course.run_course(city, at=at)


@pytest.fixture(params=DATES, ids=lambda at: f"{at:%m-%d}")
def at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A moment at which every clock of the house stands."""
    moment: datetime = request.param
    real = clock.now
    for module in list(sys.modules.values()):
        if getattr(module, "now", None) is real:
            monkeypatch.setattr(module, "now", lambda: moment)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


def test_the_programme_holds_on_every_date(bodies: City, at: datetime) -> None:
    made = built(bodies, at)
    _everything_has_an_origin(made)
    _nothing_runs_backwards(made, at)
    for page in ("partners/", "k/test/"):
        assert Client().get(f"/programme/{made.slug}/{page}").status_code == 200, page
    _the_test_takes_an_answer(made, at)


def _everything_has_an_origin(made: Programme) -> None:
    assert without_origin(made.pk) == []
    nodes, up = Node.objects.in_bulk(), Graph.of(made.pk).up()
    for node in nodes.values():
        if node.kind in KEPT_PROMISES:
            above = [nodes[pk] for pk in reached(node.pk, up)]
            assert any(begins(origin) for origin in above), node.title


def _nothing_runs_backwards(made: Programme, at: datetime) -> None:
    facts = [event.at for event in Event.objects.filter(subject=made.slug).order_by("pk")]
    assert facts == sorted(facts)
    assert facts[0] == at - course.BEGAN
    assert facts[-1] < at
    history: dict[int, list[datetime]] = defaultdict(list)
    for step in Step.objects.filter(node__programme=made).order_by("pk"):
        history[step.node_id].append(step.at)
    for node in Node.objects.filter(programme=made):
        steps = history[node.pk]
        assert steps == sorted(steps)
        assert (steps[0], steps[-1]) == (node.made_at, node.changed_at)
    for edge in Edge.objects.filter(source__programme=made).select_related("source", "target"):
        assert edge.source.made_at <= edge.target.made_at <= edge.at
    for phase in Phase.objects.filter(component__programme=made):
        assert (phase.state, phase.exception) == ("open", "")
        opened = phase.opened_at
        assert opened
        assert all(node.made_at >= opened for node in phase.nodes.all())
    test = Node.objects.get(programme=made, kind="test")
    answers = list(TestAnswer.objects.filter(test=test).order_by("pk"))
    given = [answer.answered_at for answer in answers]
    assert len(given) == 12
    assert all(earlier < later for earlier, later in pairwise([test.changed_at, *given]))


def _the_test_takes_an_answer(made: Programme, at: datetime) -> None:
    test = Node.objects.get(programme=made, kind="test")
    assert test.due_on is not None
    assert test.due_on >= (at + timedelta(days=45)).date()
    path = f"/api/v1/tests/{test.public_id}/answers"
    sent = Client().post(
        path, {"rating": 5}, content_type="application/json", headers={"Idempotency-Key": "a1"}
    )
    assert sent.status_code == 201, sent.content


@pytest.fixture
def course_now() -> Programme:
    """The programme of the demonstration city as it stands now."""
    return Programme.objects.get(city=kept.lay_town(at=clock.now()))


def test_every_kind_of_the_method_has_its_records(course_now: Programme) -> None:
    kinds = Counter(course_now.nodes.values_list("kind", flat=True))
    assert {kind: kinds[kind] for kind in MADE} == MADE
    champions = Champion.objects.filter(programme=course_now)
    assert [champion.learnings.count() for champion in champions] == [1, 1]
    assert all(champion.simulated for champion in champions)


@pytest.mark.parametrize("language", ["es", "en"])
def test_everybody_reads_every_page_of_it(course_now: Programme, language: str) -> None:
    client = Client(headers={"accept-language": language})
    for page in PAGES:
        assert client.get(f"/programme/{course_now.slug}/{page}").status_code == 200, page
    by_kind = {node.kind: node for node in course_now.nodes.filter(public=True)}
    for node in by_kind.values():
        assert client.get(f"/n/{node.public_id}/").status_code == 200, node.kind


def test_partners_stand_as_the_tables_name_them(course_now: Programme) -> None:
    stakes = Stake.objects.filter(programme=course_now)
    whole = {row.organisation.code: row.role for row in stakes.filter(component=None)}
    assert whole["mtt"].startswith("Contraparte principal")
    assert whole["pais-digital"].startswith("Socio principal")
    assert {code for code, _, _ in partners.GROUPS} <= set(whole)
    interviewed = stakes.filter(component__code="diagnosis").values_list("organisation__code")
    assert ("minvu",) in interviewed
    assert ("serviu",) not in interviewed
    assert Organisation.objects.get(code="minvu").name != Organisation.objects.get(
        code="serviu"
    ).name  # fmt: skip


def test_the_public_page_of_partners_credits_its_source(course_now: Programme) -> None:
    page = Client().get(f"/programme/{programme.SLUG}/partners/").content.decode()
    assert page.count("Banco Mundial") >= len(partners.TABLE_1)


def test_an_english_page_has_english_titles_of_phases(course_now: Programme) -> None:
    client = Client(headers={"accept-language": "en"})
    page = client.get(f"/programme/{programme.SLUG}/").content.decode()
    spanish = client.get(
        f"/programme/{programme.SLUG}/", headers={"accept-language": "es"}
    ).content.decode()
    for phase in Phase.objects.filter(component__programme=course_now):
        assert phase.title in spanish
        assert f"<h4>{phase.title}" not in page
    assert "Shared vision" in page
    assert "Codesign" in page
