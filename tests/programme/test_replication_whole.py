"""What a programme keeps on its way: thanks, history and stakes; and whose a promise is."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from minga.ground.models import Event
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.models import Credit, Edge, Node, Programme, Step
from minga.programme.models.partners import Stake, StakeStep
from minga.programme.partners.actions.stakes import move_buy_in, place_stake
from minga.programme.partners.queries import map_of
from minga.programme.replication.actions.programmes import import_programme
from minga.programme.replication.bundle import Bundle, read_bundle
from minga.programme.replication.queries import bundle_of
from minga.territory.models import City
from tests.programme.making import AT, made, opened
from tests.programme.test_replication import GOOD_HEAD, exported, packed, ran
from tests.world import small_city

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
GOOD = {"node": "a", "kind": "challenge", "state": "proposed", "title": "Bueno", "public": True}


@pytest.fixture
def full(programme: Programme) -> Programme:
    """A programme with a stake, a kept promise, thanks and history."""
    partner = Organisation.objects.get(code="universidad")
    stake = place_stake(
        programme=programme, organisation=partner, role="Estudiantes", interest=5, influence=2,
        at=AT, by=None,
    )  # fmt: skip
    for buy_in in ("presented", "agreed"):
        move_buy_in(stake=stake, buy_in=buy_in, on=AT.date(), reason="reunión", at=AT, by=None)
    promise = made(programme, "commitment", title="Un laboratorio", organisation=partner)
    actions.move_node(node=promise, verb="keep", at=AT, by=None)
    actions.credit(
        node=promise, name="Rosa", role="author", helix="civil", organisation=partner, at=AT,
        by=None, public=True,
    )  # fmt: skip
    actions.credit(node=promise, name="Quien no quiso", role="author", at=AT, by=None)
    late = made(programme, "commitment", title="Nunca llegó", due_on=AT.date())
    actions.edit_node(
        node=late, version=1, title="No llegó", fields=late.fields, due_on=AT.date(), at=AT, by=None
    )
    return programme


def copied(programme: Programme, **more: Any) -> Programme:
    """The programme as another city takes it in a month later."""
    city = small_city(at=AT, slug="otra", name="Otra ciudad")
    bundle = bundle_of(programme, **more)
    taken = import_programme(
        bundle=bundle, city=city, sector="salud", slug="copia", at=LATER, by=None
    )
    assert taken.refused == []
    return taken.programme


def test_thanks_history_and_stakes_travel(full: Programme) -> None:
    copy = copied(full)
    promise = copy.nodes.get(title="Un laboratorio")
    assert promise.organisation == Organisation.objects.get(code="universidad")
    [credit] = Credit.objects.filter(node__programme=copy)
    assert (credit.name, credit.helix, credit.public) == ("Rosa", "civil", True)
    assert credit.organisation == promise.organisation
    steps = list(promise.steps.order_by("pk").values_list("verb", "at"))
    assert steps == [("add", AT), ("keep", AT), ("take_in", LATER)]
    [stake] = Stake.objects.filter(programme=copy)
    assert (stake.role, stake.buy_in, stake.interest) == ("Estudiantes", "agreed", None)
    assert [step.buy_in for step in StakeStep.objects.filter(stake=stake)] == [
        "presented", "agreed",
    ]  # fmt: skip
    assert not StakeStep.objects.filter(stake=stake).exclude(reason="").exists()


def test_what_is_private_travels_only_when_asked_for(full: Programme) -> None:
    plain = json.dumps(vars(bundle_of(full)), default=str)
    assert "Quien no quiso" not in plain
    assert "Nunca llegó" not in plain
    assert "reunión" not in plain
    copy = copied(full, with_private=True)
    assert Credit.objects.filter(node__programme=copy).count() == 2
    assert Stake.objects.get(programme=copy).interest == 5
    edited = Step.objects.get(node__programme=copy, verb="edit")
    assert edited.before["title"] == "Nunca llegó"


def test_a_kept_promise_of_another_city_is_that_citys(full: Programme) -> None:
    assert map_of(full, today=LATER.date(), everything=True).kept.percent == 50
    copy = copied(full)
    partner_map = map_of(copy, today=LATER.date(), everything=True)
    assert (partner_map.kept.kept, partner_map.kept.of, partner_map.kept.overdue) == (0, 0, 0)
    page = Client().get("/programme/copia/partners/?city=otra").content.decode()
    assert "Un laboratorio" in page
    assert f"En {full.city.name}" in page
    promise = copy.nodes.get(title="Un laboratorio")
    node_page = Client().get(f"/n/{promise.public_id}/?city=otra").content.decode()
    assert f"De {full.city.name}" in node_page
    here = LATER + timedelta(days=1)
    opened(copy, "commitment", at=LATER)
    actions.move_node(node=promise, verb="renew", reason="también aquí", at=here, by=None)
    actions.move_node(node=promise, verb="keep", at=here, by=None)
    assert map_of(copy, today=LATER.date(), everything=True).kept.kept == 1


@pytest.mark.parametrize(
    ("consent", "left"),
    [("", {"a"}), ("not_public", {"a"}), ("anonymous", {"a", "s"}), ("named", {"a", "s", "i"})],
)
def test_nobody_is_shown_beyond_what_they_agreed_to_by_a_file_that_says_so(
    city: City, consent: str, left: set[str]
) -> None:
    said = {"fields": {"consent": consent} if consent else {}, "public": True, "state": "held"}
    rows = [
        {"node": "i", "kind": "interview", "title": "Entrevista a Rosa", **said},
        {"node": "s", "kind": "statement", "title": "Falta luz", "public": True, "state": "noted"},
        GOOD,
    ]
    edges = [{"source": "i", "target": "s", "relation": "led_to"}]
    thanks = [{"node": "i", "name": "Rosa", "role": "author", "public": True}]
    bundle = Bundle(head=json.loads(GOOD_HEAD), nodes=rows, edges=edges, credits=thanks)
    taken = import_programme(bundle=bundle, city=city, sector="x", slug="x", at=AT, by=None)
    shown = set(taken.programme.nodes.filter(public=True).values_list("lineage", flat=True))
    assert shown == left
    assert sum("not shown to everybody" in line for line in taken.refused) == 3 - len(left)


def test_an_organisation_that_nobody_knows_here_comes_along(full: Programme) -> None:
    bundle = bundle_of(full)
    stranger = {"code": "universidad", "name": "Universidad de la Bahía", "helix": "academia"}
    renamed = Bundle(**{**vars(bundle), "organisations": [stranger]})
    city = small_city(at=AT, slug="otra", name="Otra ciudad")
    copy = import_programme(
        bundle=renamed, city=city, sector="salud", slug="copia", at=LATER, by=None
    ).programme
    partner = copy.nodes.get(title="Un laboratorio").organisation
    assert partner is not None
    assert (partner.name, partner.code) == ("Universidad de la Bahía", "universidad-2")


ODD: list[dict[str, Any]] = [
    {"nodes": [GOOD | {"state": []}]},
    {"nodes": [GOOD | {"standing": {}}]},
    {"nodes": [GOOD | {"title": "\ud800"}]},
    {"nodes": [GOOD | {"made_at": "2999-01-01T00:00:00Z"}]},
    {"nodes": [GOOD], "edges": [{"source": "a", "target": "a", "relation": []}]},
    {"nodes": [GOOD], "credits": [{"node": "b", "name": "x", "role": "author"}]},
    {"nodes": [GOOD], "credits": [{"node": "a", "name": [], "role": {}}]},
    {"nodes": [GOOD], "steps": [{"node": "a", "verb": "<b>", "state": "proposed", "at": "x"}]},
    {"nodes": [GOOD], "steps": [{"node": "a", "verb": "add", "state": [], "at": AT.isoformat()}]},
    {"stakes": [{"organisation": "nadie", "buy_in": "agreed"}]},
    {"stakes": [{"organisation": "universidad", "buy_in": "mucho"}]},
    {"organisations": [{"code": "x", "name": "", "helix": "none"}]},
]


@pytest.mark.parametrize("parts", ODD, ids=range(len(ODD)))
def test_an_odd_row_is_refused_by_itself(
    programme: Programme, tmp_path: Path, parts: dict[str, Any]
) -> None:
    path = _strange(tmp_path, GOOD_HEAD, parts)
    figures = ran("import", str(path), "--sector", "salud", "--slug", "copia", "--json")
    assert json.loads(figures.splitlines()[-1])["refused"] == 1
    assert Credit.objects.count() == Stake.objects.count() == Edge.objects.count() == 0


REFUSED = {
    "no such method": GOOD_HEAD.replace("open_innovation", "magic"),
    "no title": GOOD_HEAD.replace('"T"', '""'),
    "a title of half a sign": GOOD_HEAD.replace('"T"', '"\\ud800"'),
    "objectives too long": GOOD_HEAD.replace('"slug"', f'"objectives": ["{"x" * 600}"], "slug"'),
    "an objective of half a sign": GOOD_HEAD.replace('"slug"', '"objectives": ["\\ud800"], "slug"'),
}


@pytest.mark.parametrize("head", REFUSED.values(), ids=REFUSED)
def test_a_refused_zip_leaves_nothing(programme: Programme, tmp_path: Path, head: str) -> None:
    stranger = {"code": "nueva", "name": "Una nueva", "helix": "civil"}
    path = _strange(tmp_path, head, {"nodes": [GOOD], "organisations": [stranger]})
    before = _everything(tmp_path)
    with pytest.raises(CommandError, match="Nothing was stored"):
        ran("import", str(path), "--sector", "salud", "--slug", "copia")
    assert _everything(tmp_path) == before


def test_an_export_that_cannot_be_written_leaves_nothing(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(programme, tmp_path)
    before = path.read_bytes()

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zipfile.ZipFile.writestr", full_disk)
    with pytest.raises(CommandError, match="cannot be written"):
        exported(programme, tmp_path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, before)]


def test_a_file_of_an_older_version_lacks_the_new_parts(city: City, tmp_path: Path) -> None:
    path = packed(tmp_path, head=GOOD_HEAD, nodes=json.dumps(GOOD), edges="")
    bundle = read_bundle(path)
    assert (bundle.steps, bundle.credits, bundle.stakes, bundle.organisations) == ([], [], [], [])
    taken = import_programme(bundle=bundle, city=city, sector="x", slug="copia", at=AT, by=None)
    assert (taken.nodes, taken.refused) == (1, [])
    assert list(Step.objects.values_list("verb", flat=True)) == ["take_in"]


def _strange(folder: Path, head: str, parts: dict[str, Any]) -> Path:
    rows = {"nodes": [], "edges": []} | parts
    texts = {
        name if name in ("nodes", "edges") else f"{name}.jsonl": "\n".join(map(json.dumps, some))
        for name, some in rows.items()
    }
    return packed(folder, head=head, **texts)


def _everything(folder: Path) -> tuple[object, ...]:
    models = (Programme, Node, Edge, Step, Credit, Stake, Organisation, Event)
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    return (*[model.objects.count() for model in models], files)
