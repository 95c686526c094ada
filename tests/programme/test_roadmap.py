"""The roadmap: blocks in order, years or none, public follow-up, and Table 5 as it is printed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.roadmap import TABLE, TABLE_5, YEARS, load
from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.models import Node, Programme
from minga.programme.rules import NotCurrent
from minga.programme.vision.actions.roadmap import follow_up, set_horizon
from minga.programme.vision.queries.roadmap import is_overdue, news_of, roadmap_of
from tests.cast import Cast
from tests.programme.making import AT, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

TODAY = date(2026, 11, 22)


def initiative(programme: Programme, title: str = "Datos", **fields: object) -> Node:
    due_on = fields.pop("due_on", None)
    details = {"block": "Bloque"} | fields
    return made(programme, "initiative", title=title, fields=details, due_on=due_on)


def test_blocks_stand_in_the_order_of_the_plan_and_initiatives_in_their_places(
    programme: Programme,
) -> None:
    initiative(programme, "dos", block="B", position=2)
    initiative(programme, "sin lugar", block="A")
    initiative(programme, "uno", block="B", position=1)
    blocks = roadmap_of(programme, today=TODAY).blocks
    assert [block.title for block in blocks] == ["B", "A"]
    assert [item.node.title for item in blocks[0].items] == ["uno", "dos"]


def test_years_are_those_of_the_programme(programme: Programme) -> None:
    initiative(programme, year=2040)
    changed = set_horizon(programme=programme, years=["2025", 2019, "2015"], at=AT, by=None)
    assert changed.horizon == [2015, 2019, 2025]
    roadmap = roadmap_of(changed, today=TODAY)
    assert roadmap.years == [2015, 2019, 2025, 2040]
    assert [item.off_horizon for item in roadmap.items] == [True]


def test_initiative_off_the_agreed_years_is_refused(programme: Programme) -> None:
    agreed = set_horizon(programme=programme, years=YEARS, at=AT, by=None)
    with pytest.raises(BadInput) as refusal:
        initiative(agreed, year=2020)
    assert refusal.value.faults[0].field == "year"
    kept = initiative(agreed, year=2019)
    with pytest.raises(BadInput):
        actions.edit_node(
            node=kept, version=1, title="x", fields={"block": "B", "year": "2016"}, at=AT, by=None
        )
    assert initiative(agreed, "sin año").value("year") is None


@pytest.mark.parametrize("years", [[], ["mañana"], [1999], [2201], range(2001, 2011), ["2015.5"]])
def test_horizon_that_is_none_is_refused(programme: Programme, years: list[object]) -> None:
    with pytest.raises(BadInput):
        set_horizon(programme=programme, years=years, at=AT, by=None)  # type: ignore[arg-type]


def test_a_stranger_agrees_on_no_years_and_tells_nothing(programme: Programme, cast: Cast) -> None:
    node = initiative(programme)
    for person in (cast.stranger, cast.fabian):
        with pytest.raises(Refused):
            set_horizon(programme=programme, years=[2030], at=AT, by=person)
        with pytest.raises(Refused):
            follow_up(node=node, text="x", at=AT, by=person)


def test_follow_up_is_told_in_words_and_keeps_what_was_before(programme: Programme) -> None:
    node = initiative(programme, progress=10)
    follow_up(node=node, text="Firmado con tres municipios", progress="60", at=AT, by=None)
    follow_up(node=node, text="Falta uno", at=AT, by=None)
    item = roadmap_of(programme, today=TODAY).items[0]
    assert item.progress == 60
    assert item.update is not None
    assert item.update.reason == "Falta uno"
    assert node.steps.filter(verb="update").first().before == {"progress": 10}
    assert all("municipios" not in str(event.data) for event in Event.objects.all())


@pytest.mark.parametrize("told", [("", "10"), ("va", "101"), ("va", "-1"), ("va", "mucho")])
def test_follow_up_without_words_or_with_a_wrong_figure_is_refused(
    programme: Programme, told: tuple[str, str]
) -> None:
    node = initiative(programme)
    with pytest.raises(BadInput):
        follow_up(node=node, text=told[0], progress=told[1], at=AT, by=None)
    assert not node.steps.filter(verb="update").exists()


def test_only_initiatives_that_stand_are_followed(programme: Programme) -> None:
    with pytest.raises(BadInput):
        follow_up(node=made(programme, "persona"), text="x", at=AT, by=None)
    gone = initiative(programme)
    actions.withdraw_node(node=gone, reason="doble", at=AT, by=None)
    with pytest.raises(NotCurrent):
        follow_up(node=gone, text="x", at=AT, by=None)


@pytest.mark.parametrize(
    ("fields", "state", "late"),
    [
        ({"year": 2025}, "planned", True),
        ({"year": 2026}, "planned", False),
        ({"year": 2025}, "done", False),
        ({"year": 2025}, "dropped", False),
        ({}, "started", False),
        ({"year": 2015, "due_on": date(2027, 1, 1)}, "started", False),
        ({"year": 2030, "due_on": date(2026, 11, 21)}, "started", True),
        ({"due_on": date(2026, 11, 22)}, "started", False),
    ],
)
def test_overdue_is_past_its_day_or_its_whole_year(
    programme: Programme, fields: dict[str, object], state: str, late: bool
) -> None:
    node = initiative(programme, **fields)
    node.state = state
    assert is_overdue(node, TODAY) is late


def test_news_tell_what_changed_since_a_day(programme: Programme) -> None:
    node = initiative(programme)
    actions.move_node(node=node, verb="start", at=AT + timedelta(days=1), by=None)
    follow_up(node=node, text="Ya hay acuerdo", at=AT + timedelta(days=40), by=None)
    news = news_of(programme, since=AT)
    assert [step.verb for step in news.steps] == ["update", "start"]
    assert news.added == 1
    late = news_of(programme, since=AT + timedelta(days=30))
    assert [step.reason for step in late.steps] == ["Ya hay acuerdo"]
    assert late.added == 0
    assert news_of(programme, since=AT + timedelta(days=41)).is_empty


def test_table_5_loads_its_22_initiatives_in_printed_order_once(programme: Programme) -> None:
    loaded = load(programme, at=AT)
    assert len(loaded) == 22 == len(TABLE_5)
    programme.refresh_from_db()
    assert [node.pk for node in load(programme, at=AT)] == [node.pk for node in loaded]
    roadmap = roadmap_of(programme, today=TODAY)
    assert [len(block.items) for block in roadmap.blocks] == [9, 3, 10]
    assert [item.node.pk for item in roadmap.items] == [node.pk for node in loaded]
    assert roadmap.years == [2015, 2019, 2025]


def test_table_5_invents_no_year_no_owner_and_no_means(programme: Programme) -> None:
    for node in load(programme, at=AT):
        assert node.value("year") is None
        assert node.value("resources") is None
        assert node.value("progress") is None
        assert node.organisation is None
        assert node.state == "planned"
        assert "no está indicado en la fuente" in node.text


def test_table_5_says_its_source_and_how_damaged_names_are_read(programme: Programme) -> None:
    loaded = load(programme, at=AT)
    roadmap = roadmap_of(Programme.objects.get(pk=programme.pk), today=TODAY)
    assert roadmap.sources == [TABLE]
    assert roadmap.is_unstated
    assert all("Grand Design" in node.text for node in loaded[12:])
    assert "sin certeza" in loaded[10].text
    assert "GobLab" in loaded[8].text


def test_table_5_stands_downstream_of_the_shared_vision(programme: Programme) -> None:
    persona = made(programme, "persona")
    vision = made(programme, "vision", persona)
    first = load(programme, at=AT, visions=[vision])[0]
    record = programme.nodes.get(kind="document", fields__publisher="World Bank")
    assert list(first.up.values_list("source_id", flat=True)) == [vision.pk, record.pk]


def test_page_says_that_the_year_is_not_stated_and_invents_none(
    programme: Programme, client: Client
) -> None:
    load(programme, at=datetime.now(UTC))
    page = client.get("/programme/movernos/roadmap/", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert text.count("not stated in the source") >= 22
    assert "Table 5" in text
    assert text.count('<tr role="row"') == 22


def test_page_hides_what_is_not_public(programme: Programme, client: Client) -> None:
    node = initiative(programme, "Secreta")
    actions.set_public(node=node, public=False, at=AT, by=None)
    assert "Secreta" not in client.get("/programme/movernos/roadmap/").content.decode()


@pytest.mark.parametrize("since", ["", "ayer", "2026-02-31", "1", "9999-12-31", "0001-01-01"])
def test_page_bears_any_day(programme: Programme, client: Client, since: str) -> None:
    initiative(programme)
    assert client.get("/programme/movernos/roadmap/", {"since": since}).status_code == 200


def test_lead_sets_years_and_tells_on_the_pages(
    programme: Programme, cast: Cast, client: Client
) -> None:
    node = initiative(programme)
    client.force_login(cast.maite)
    address = "/programme/movernos/roadmap/"
    assert client.post(f"{address}years/", {"years": "2030, pronto"}).status_code == 422
    assert client.post(f"{address}years/", {"years": "2030, 2040"}).status_code == 302
    programme.refresh_from_db()
    assert programme.horizon == [2030, 2040]
    update = f"/initiative/{node.public_id}/update/"
    assert client.post(update, {"told": "", "progress": "5"}).status_code == 422
    assert client.post(update, {"told": "Va bien", "progress": "5"}).status_code == 302
    assert "Va bien" in client.get(f"/n/{node.public_id}/").content.decode()
    assert "Va bien" in client.get(address).content.decode()


def test_a_stranger_cannot_post(programme: Programme, cast: Cast, client: Client) -> None:
    node = initiative(programme)
    client.force_login(cast.stranger)
    for address in ("/programme/movernos/roadmap/years/", f"/initiative/{node.public_id}/update/"):
        assert client.post(address, {"told": "x", "years": "2030"}).status_code == 403


def test_page_asks_the_same_number_of_statements_for_one_and_for_three(
    programme: Programme, client: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/programme/movernos/roadmap/")
        return len(caught)

    initiative(programme)
    asked()
    one = asked()
    for number in range(2):
        initiative(programme, f"otra {number}", block=f"B{number}")
    assert asked() == one
