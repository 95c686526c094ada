"""The inventory of technology and data: nothing with persons opens; sheets go out and come back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from minga.ground.access import Refused
from minga.ground.documents.spreadsheets import as_csv, as_xlsx
from minga.ground.errors import BadInput
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.inventory.actions import Outcome, take_inventory
from minga.programme.inventory.sheet import header_of, read_inventory, row_of
from minga.programme.kinds.diagnosis import holds_no_persons
from minga.programme.models import Node, Programme
from minga.programme.sheet_reader import read_tables
from tests.cast import Cast
from tests.programme.making import AT, FIELDS, made

HEAD = "Name,Owner,Format,How to get it,Does it hold personal data?\n"


def taken(programme: Programme, text: str, kind: str = "dataset", **details: Any) -> Outcome:
    read = read_inventory(kind, read_tables(text.encode()))
    return take_inventory(programme=programme, kind=kind, read=read, at=AT, by=details.get("by"))


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
@pytest.mark.parametrize("personal", ["yes", "unknown"])
def test_a_set_with_personal_data_is_never_open(programme: Programme, personal: str) -> None:
    fields = FIELDS["dataset"] | {"personal": personal}
    node = made(programme, "dataset", fields=fields)
    with pytest.raises(BadInput) as refusal:
        actions.move_node(node=node, verb="open", at=AT, by=None)
    assert [fault.field for fault in refusal.value.faults] == ["personal"]
    actions.move_node(node=node, verb="agree", reason="convenio", at=AT, by=None)
    with pytest.raises(BadInput):
        actions.move_node(node=node, verb="open", at=AT, by=None)
    assert Node.objects.get(pk=node.pk).state == "agreed"


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_an_open_set_cannot_turn_out_to_hold_persons(programme: Programme) -> None:
    node = made(programme, "dataset")
    node = actions.move_node(node=node, verb="open", at=AT, by=None)
    fields = FIELDS["dataset"] | {"personal": "yes"}
    with pytest.raises(BadInput):
        actions.edit_node(node=node, version=2, title="x", fields=fields, at=AT, by=None)
    shut = actions.move_node(node=node, verb="shut", reason="trae nombres", at=AT, by=None)
    actions.edit_node(node=shut, version=3, title="x", fields=fields, at=AT, by=None)


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_neither_merging_nor_splitting_opens_a_set_with_persons(programme: Programme) -> None:
    one, other = made(programme, "dataset"), made(programme, "dataset")
    one = actions.move_node(node=one, verb="open", at=AT, by=None)
    told = FIELDS["dataset"] | {"personal": "yes"}
    with pytest.raises(BadInput):
        actions.merge_nodes(nodes=[one, other], title="x", fields=told, at=AT, by=None)
    parts = [actions.Part("a"), actions.Part("b", fields=told)]
    with pytest.raises(BadInput):
        actions.split_node(node=one, parts=parts, at=AT, by=None)
    assert Node.objects.get(pk=one.pk).standing == "current"


@given(
    st.sampled_from(["listed", "agreed", "open", "ended"]),
    st.dictionaries(st.just("personal"), st.text()),
)
def test_the_rule_knows_no_way_around(state: str, fields: dict[str, str]) -> None:
    if state == "open" and fields.get("personal") != "no":
        assert holds_no_persons(state, fields)
    else:
        assert not holds_no_persons(state, fields)


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_the_table_tells_owner_format_licence_access_persons_and_quality(
    programme: Programme,
) -> None:
    owner = Organisation.objects.get(code="prueba-norte")
    fields = {
        "format": "GTFS",
        "access": "request",
        "personal": "yes",
        "licence": "CC BY 4.0",
        "quality": "poor",
    }
    made(programme, "dataset", title="Validaciones", fields=fields, organisation=owner)
    page = Client().get("/programme/movernos/k/dataset/").content.decode()
    for words in ("Validaciones", "Municipalidad Norte", "GTFS", "CC BY 4.0"):
        assert words in page
    made(programme, "technology", title="Software de semáforos", organisation=owner)
    page = Client().get("/programme/movernos/k/technology/").content.decode()
    assert "Software de semáforos" in page
    assert 'role="table"' in page


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_a_sheet_is_taken_in_and_a_second_time_changes_nothing(programme: Programme) -> None:
    text = HEAD + "Recorridos,Municipalidad Norte,GTFS,Download,No\nCámaras,,Video,none,yes\n"
    assert taken(programme, text) == Outcome(added=2)
    first = Node.objects.get(title="Recorridos")
    assert first.organisation is not None
    assert first.fields == {"format": "GTFS", "access": "download", "personal": "no"}
    assert first.state == "listed"
    assert first.phase is not None
    assert first.phase.code == "inventory"
    assert taken(programme, text) == Outcome(same=2)
    changed = text.replace("GTFS", "CSV")
    assert taken(programme, changed) == Outcome(changed=1, same=1)
    assert first.steps.filter(verb="edit").count() == 1


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_a_sheet_with_a_bad_row_stores_nothing_and_tells_every_line(programme: Programme) -> None:
    text = HEAD + (
        "Bueno,,CSV,Download,No\n"
        ",,CSV,Download,No\n"
        "Malo,Nadie SA,CSV,Download,No\n"
        "Peor,,CSV,carrier pigeon,No\n"
        "bueno,,CSV,Download,No\n"
    )
    outcome = taken(programme, text)
    assert [line for line, _ in outcome.faults] == [3, 4, 5, 6]
    assert not Node.objects.exists()


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_back_the_same(programme: Programme, form: str) -> None:
    fields = FIELDS["dataset"] | {"quality_note": "=1+1\nsegunda línea", "keywords": "a, b"}
    made(programme, "dataset", title="-Recorridos", text="'ojo", fields=fields)
    made(programme, "dataset", title="Otro", fields=FIELDS["dataset"] | {"renewed": "live"})
    rows = [row_of(node) for node in Node.objects.filter(kind="dataset").order_by("pk")]
    header = header_of("dataset")
    body = as_csv(header, rows) if form == "csv" else as_xlsx({"x": (header, rows)})
    read = read_inventory("dataset", read_tables(body))
    assert read.faults == []
    outcome = take_inventory(programme=programme, kind="dataset", read=read, at=AT, by=None)
    assert outcome == Outcome(same=2)


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_a_number_that_is_not_here_is_refused(programme: Programme) -> None:
    text = "Number in Minga," + HEAD + "K7M-29Q-XF3,Uno,,CSV,Download,No\n"
    assert len(taken(programme, text).faults) == 1


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_only_who_leads_takes_a_sheet_in(programme: Programme, cast: Cast) -> None:
    with pytest.raises(Refused):
        taken(programme, HEAD, by=cast.stranger)
    assert taken(programme, HEAD + "Uno,,CSV,Download,No\n", by=cast.maite).added == 1


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
def test_the_pages_give_and_take_sheets(programme: Programme, cast: Cast) -> None:
    made(programme, "dataset", title="Público")
    made(programme, "dataset", title="Escondido", public=False)
    base = "/programme/movernos/inventory/dataset"
    stranger = Client().get(f"{base}.csv").content.decode("utf-8-sig")
    assert "Público" in stranger
    assert "Escondido" not in stranger
    client = Client()
    client.force_login(cast.maite)
    book = load_workbook(io.BytesIO(client.get(f"{base}.xlsx").content))
    assert {row[1].value for row in book.active.iter_rows(min_row=2)} == {"Público", "Escondido"}
    assert Client().get(f"{base}/").status_code == 302
    assert client.get(f"{base}.exe").status_code == 404
    assert client.get("/programme/movernos/inventory/concept/").status_code == 404
    good = SimpleUploadedFile("x.csv", (HEAD + "Nuevo,,CSV,Download,No\n").encode())
    assert client.post(f"{base}/", {"file": good}).status_code == 200
    assert Node.objects.filter(title="Nuevo").exists()
    for name, data in (
        ("x.csv", b"\x00\x01"),
        ("x.xlsx", b"PK\x03\x04rubbish"),
        ("x.csv", b"a,b\n1,2\n"),
    ):
        bad = SimpleUploadedFile(name, data)
        assert client.post(f"{base}/", {"file": bad}).status_code == 422
    assert client.post(f"{base}/").status_code == 422


@pytest.mark.usefixtures("every_phase_open")
@pytest.mark.django_db
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: (HEAD + text).encode("utf-8", "replace")),
    )
)
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    from minga.ground.sheets import SheetUnreadable

    try:
        read = read_inventory("dataset", read_tables(data))
    except SheetUnreadable:
        return
    assert all(line and words for line, words in read.faults)
