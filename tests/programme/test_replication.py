"""A programme travels to another city and sector, and a stranger's file does no harm."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.programme import actions
from minga.programme.champions.actions import (
    accept_hand_over,
    hand_over,
    log_learning,
    name_champion,
)
from minga.programme.models import Edge, Node, Programme
from minga.programme.replication.actions.programmes import import_programme
from minga.programme.replication.bundle import (
    EDGES,
    HEAD,
    NODES,
    Bundle,
    BundleUnreadable,
    read_bundle,
)
from minga.programme.replication.queries import bundle_of
from minga.programme.rules import in_circles
from minga.programme.vision.actions.roadmap import set_horizon
from minga.territory.models import City
from tests.programme.making import AT, made, phase
from tests.programme.test_provenance import chain
from tests.world import small_city

pytestmark = pytest.mark.django_db
SINCE = AT.date()


def ran(*arguments: str) -> str:
    out = StringIO()
    call_command("programme", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def exported(programme: Programme, folder: Path, *more: str) -> Path:
    path = folder / "programme.zip"
    ran("export", programme.slug, "--out", str(path), *more)
    return path


def test_list_names_slug_city_and_sector(programme: Programme) -> None:
    assert json.loads(ran("list", "--json")) == [
        {"slug": "movernos", "city": "prueba", "sector": "transporte"}
    ]


def test_a_programme_travels_whole_to_another_city_and_sector(
    programme: Programme, tmp_path: Path
) -> None:
    challenge = chain(programme)["challenge"]
    twin = made(programme, "challenge", title="Otro")
    actions.merge_nodes(nodes=[challenge, twin], title="Los dos", at=AT, by=None)
    small_city(at=AT, slug="otra", name="Otra ciudad")
    path = exported(programme, tmp_path)
    arguments = ("import", str(path), "--city", "otra", "--sector", "salud", "--json")
    figures = json.loads(ran(*arguments).splitlines()[-1])
    nodes, edges = (
        Node.objects.filter(programme=programme),
        Edge.objects.filter(source__programme=programme),
    )
    assert figures["nodes"] == nodes.count()
    assert figures["edges"] == edges.count()
    assert figures["refused"] == 0
    copy = Programme.objects.get(slug=figures["slug"])
    assert (copy.city.slug, copy.sector) == ("otra", "salud")
    assert copy.lineage["slug"] == "movernos"
    for original in nodes:
        copied = copy.nodes.get(lineage=original.public_id)
        assert (copied.kind, copied.state, copied.standing) == (
            original.kind,
            original.state,
            original.standing,
        )
        assert copied.public_id != original.public_id
    with pytest.raises(CommandError, match="Nothing was stored"):
        ran(*arguments)
    assert Programme.objects.count() == 2


def test_no_private_word_leaves_unless_asked_for(programme: Programme, tmp_path: Path) -> None:
    made(programme, "interview", title="Con Juana Pérez", text="Cosas dichas en confianza")
    made(
        programme, "challenge", fields={"contact": "juana@correo.invalid", "where": "la Costanera"}
    )
    plain = zipfile.ZipFile(exported(programme, tmp_path)).read(NODES).decode()
    assert "Juana" not in plain
    assert "confianza" not in plain
    assert "juana@" not in plain
    assert "Costanera" in plain
    everything = exported(programme, tmp_path, "--with-private")
    assert "Juana" in zipfile.ZipFile(everything).read(NODES).decode()


def test_the_same_programme_gives_the_same_bytes(programme: Programme, tmp_path: Path) -> None:
    chain(programme)
    assert exported(programme, tmp_path).read_bytes() == exported(programme, tmp_path).read_bytes()


def packed(folder: Path, **parts: Any) -> Path:
    path = folder / "strange.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made_up:
        for name, text in parts.items():
            made_up.writestr({"head": HEAD, "nodes": NODES, "edges": EDGES}.get(name, name), text)
    return path


GOOD_HEAD = json.dumps(
    {"format": "minga-programme/1", "method": "open_innovation", "title": "T", "slug": "t"}
)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"head": "{}", "nodes": "", "edges": ""},
        {"head": "[]", "nodes": "", "edges": ""},
        {"head": "nope", "nodes": "", "edges": ""},
        {"head": "[" * 100_000, "nodes": "", "edges": ""},
        {"head": GOOD_HEAD, "nodes": ""},
        {"head": GOOD_HEAD.replace("open_innovation", "magic"), "nodes": "", "edges": ""},
        {"head": GOOD_HEAD.replace('"T"', "7"), "nodes": "", "edges": ""},
    ],
)
def test_a_file_that_is_no_programme_is_one_clear_sentence(
    programme: Programme, tmp_path: Path, parts: dict[str, str]
) -> None:
    with pytest.raises(CommandError, match="Nothing was stored"):
        ran("import", str(packed(tmp_path, **parts)), "--sector", "salud")
    assert Programme.objects.count() == 1


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, head=GOOD_HEAD, nodes=b"\n" * (201 * 1024 * 1024), edges="")
    with pytest.raises(BundleUnreadable, match="too large"):
        read_bundle(path)


def test_rows_that_are_no_good_are_refused_one_by_one(programme: Programme, tmp_path: Path) -> None:
    good = {"node": "a", "kind": "challenge", "state": "proposed", "title": "Bueno", "public": True}
    nodes = [
        good,
        good,
        good | {"node": "b", "kind": "spell"},
        good | {"node": "c", "title": "x" * 300},
        good | {"node": "d", "fields": {"evidence_link": "javascript:1"}},
        good | {"node": "e", "due_on": "nunca"},
        good | {"node": "f", "standing": "deleted"},
        good | {"node": "g"},
        good | {"node": "h"},
    ]
    edges = [
        {"source": "a", "target": "g", "relation": "led_to"},
        {"source": "g", "target": "h", "relation": "led_to"},
        {"source": "h", "target": "g", "relation": "led_to"},
        {"source": "a", "target": "zz", "relation": "led_to"},
        {"source": "a", "target": "h", "relation": "hates"},
    ]
    path = packed(
        tmp_path,
        head=GOOD_HEAD,
        nodes="\n".join([*map(json.dumps, nodes), "no json", "[1]"]),
        edges="\n".join(map(json.dumps, edges)),
    )
    report = json.loads(ran("import", str(path), "--sector", "salud", "--json").splitlines()[-1])
    assert (report["nodes"], report["edges"], report["refused"]) == (3, 1, 12)


LETTERS = st.sampled_from("abcdef")


@given(st.sets(st.tuples(LETTERS, LETTERS).filter(lambda edge: edge[0] != edge[1])))
def test_what_is_left_without_circles_has_an_order(edges: set[tuple[str, str]]) -> None:
    left = edges - in_circles(edges)
    placed: list[str] = []
    waiting = {end for edge in left for end in edge}
    while waiting:
        free = {one for one in waiting if not any(t == one and s in waiting for s, t in left)}
        assert free, left
        placed += sorted(free)
        waiting -= free


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.zip"
    path.write_bytes(data)
    with pytest.raises(BundleUnreadable):
        read_bundle(path)


def test_a_bundle_holds_nobody(programme: Programme) -> None:
    node = made(programme, "challenge")
    actions.credit(node=node, name="Rosa Neira", role="author", at=AT, by=None, public=True)
    assert "Rosa" not in json.dumps(bundle_of(programme, with_private=True).nodes)


def with_champions(programme: Programme) -> None:
    """One who is named, one who is not, what they learnt, one hand-over of two accepted."""
    lines = {"at": AT, "by": None}
    challenge = made(programme, "challenge", phase=phase(programme, "interviews"))
    norma = name_champion(
        programme=programme, name="Norma", roles=["champion"], since=SINCE, public=True, **lines
    )
    name_champion(programme=programme, name="Sergio", roles=["role_model"], since=SINCE, **lines)
    log_learning(
        champion=norma, what="Facilitó", done_on=SINCE, node=challenge, hours="1,5", **lines
    )
    handed = hand_over(
        programme=programme, what="El semáforo", from_team="Norte", to_team="Sur", **lines
    )
    accept_hand_over(hand_over=handed, **lines)
    hand_over(programme=programme, what="La feria", from_team="Sur", to_team="Norte", **lines)
    set_horizon(programme=programme, years=[2030, 2027], **lines)


def test_champions_hand_overs_and_the_horizon_travel(programme: Programme, tmp_path: Path) -> None:
    with_champions(programme)
    small_city(at=AT, slug="otra", name="Otra ciudad")
    path = exported(programme, tmp_path)
    assert "Sergio" not in "".join(map(str, vars(read_bundle(path)).values()))
    arguments = ("import", str(path), "--city", "otra", "--sector", "salud", "--json")
    figures = json.loads(ran(*arguments).splitlines()[-1])
    assert figures["refused"] == 0
    copy = Programme.objects.get(slug=figures["slug"])
    assert copy.horizon == [2027, 2030]
    named, unnamed = copy.champions.order_by("pk")
    assert (named.name, named.public, named.roles) == ("Norma", True, ["champion"])
    assert (unnamed.public, unnamed.roles) == (False, ["role_model"])
    learnt = named.learnings.get()
    assert (learnt.what, str(learnt.hours)) == ("Facilitó", "1.50")
    assert learnt.node.programme_id == learnt.component.programme_id == copy.pk
    first, second = copy.hand_overs.order_by("pk")
    assert first.accepted_at == AT
    assert second.accepted_at is None


def test_all_of_it_with_names_leaves_when_asked_for(programme: Programme, tmp_path: Path) -> None:
    with_champions(programme)
    path = exported(programme, tmp_path, "--with-private")
    public_by_name = {
        champion["name"]: champion["public"] for champion in read_bundle(path).champions
    }
    assert public_by_name == {"Norma": True, "Sergio": False}


HOSTILE_ROWS: list[dict[str, Any]] = [
    {},
    {"name": "x" * 121, "roles": ["champion"], "since": "2026-01-01"},
    {"name": "Ana", "roles": "champion", "since": "2026-01-01"},
    {"name": "Ana", "roles": ["keeper"], "since": "2026-01-01"},
    {"name": "Ana", "roles": ["champion"], "since": "mañana"},
    {"name": ["Ana"], "roles": [["champion"]], "since": 7},
]


def test_rows_of_champions_that_are_no_good_are_refused_one_by_one(
    programme: Programme, city: City
) -> None:
    head = bundle_of(programme).head | {"horizon": ["2027", 1, None]}
    good = {"name": "Ana", "roles": ["champion"], "since": "2026-01-01", "learnings": [{}, 3]}
    same = {"what": "x", "from_team": "Uno", "to_team": "uno", "handed_at": AT.isoformat()}
    late = {"what": "x", "from_team": "Uno", "to_team": "dos", "handed_at": "9999-99-99T00:00"}
    bundle = Bundle(head, [], [], [*HOSTILE_ROWS, good], [same, late, {}])
    taken = import_programme(bundle=bundle, city=city, sector="x", slug="copia", at=AT, by=None)
    assert [champion.name for champion in taken.programme.champions.all()] == ["Ana"]
    assert not taken.programme.hand_overs.exists()
    assert taken.programme.horizon == []
    assert len(taken.refused) == len(HOSTILE_ROWS) + 1 + 3 + 1


def test_a_file_from_before_champions_travelled_is_still_read(
    programme: Programme, tmp_path: Path
) -> None:
    path, older = exported(programme, tmp_path), tmp_path / "older.zip"
    with zipfile.ZipFile(path) as new, zipfile.ZipFile(older, "w") as old:
        for name in (HEAD, NODES, EDGES):
            old.writestr(name, new.read(name))
    bundle = read_bundle(older)
    assert (bundle.champions, bundle.hand_overs, bundle.refused) == ([], [], [])
