"""The roadmap's picture: every word in it, nothing on top of another, on one sheet or on more."""

from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from pypdf import PdfReader

from demo.roadmap import TABLE_5, YEARS, load
from minga.ground.documents import colours, fonts
from minga.ground.documents.drawing import Box, Group, Shape, text_lines
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.models import Node, Programme
from minga.programme.vision.papers import Poster, roadmap_pdf, roadmap_svg
from minga.programme.vision.papers import roadmap_poster as drawing
from minga.programme.vision.papers.grid import paged
from minga.programme.vision.queries.roadmap import Block, Item, Roadmap, roadmap_of
from minga.territory.models import City
from tests.house.tree import ROOT
from tests.programme.making import made, opened

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
LONG = " con participación de vecinas, vecinos y organizaciones de todas las comunas"
STATES = ("planned", "started", "done", "dropped")


def a_wall(many: int, *, long: bool = False, has_years: bool = True) -> Poster:
    """A roadmap of so many initiatives that is in no database."""
    city = City(name="Gran Concepción", slug="gc")
    programme = Programme(title="Movernos mejor", slug="movernos", city=city, horizon=list(YEARS))
    owner = Organisation(code="o", name="Municipalidad de San Pedro de la Paz")
    blocks: dict[str, list[Item]] = {}
    for number in range(many):
        block, title, _ = TABLE_5[number % 22]
        year = {"year": YEARS[number % 3]} if has_years and number % 5 else {}
        node = Node(
            pk=number + 1,
            public_id=f"N{number}",
            kind="initiative",
            title=title + (LONG if long and number % 3 == 0 else ""),
            fields={"block": block, "progress": number % 101} | year,
            state=STATES[number % 4],
            organisation=owner,
        )
        blocks.setdefault(block, []).append(Item(node, None, bool(number % 2), False))
    roadmap = Roadmap(programme, list(YEARS), [Block(*one) for one in blocks.items()])
    address = "https://minga.invalid/programme/movernos/roadmap/"
    return Poster(roadmap, address, "https://minga.invalid/n/NODE/", AT)


def sheets(poster: Poster) -> list[list[Shape]]:
    grid = drawing._grid(poster, is_paged=True)
    height = drawing.HEIGHT
    pages = paged(grid, drawing._room())
    return [drawing._sheet(poster, grid, lanes, height).shapes for lanes in pages]


def overlap(first: Box, second: Box) -> bool:
    return (
        first.x < second.x + second.width - 0.01
        and second.x < first.x + first.width - 0.01
        and first.y < second.y + second.height - 0.01
        and second.y < first.y + first.height - 0.01
    )


def cards(shapes: list[Shape]) -> list[Group]:
    return [shape for shape in shapes if isinstance(shape, Group)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("many", "long"), [(1, True), (22, False), (22, True), (60, True), (150, True)]
)
def test_no_card_covers_another_and_none_leaves_the_sheet(many: int, long: bool) -> None:
    seen = 0
    for shapes in sheets(a_wall(many, long=long)):
        areas = [card.area for card in cards(shapes)]
        seen += len(areas)
        for number, area in enumerate(areas):
            assert not any(overlap(area, other) for other in areas[number + 1 :])
            assert area.x >= drawing.MARGIN
            assert area.x + area.width <= drawing.WIDTH - drawing.MARGIN
            assert area.y + area.height <= drawing.HEIGHT - drawing.BOTTOM
    assert seen == many


@pytest.mark.slow
@pytest.mark.parametrize("many", [22, 60])
def test_every_line_stays_inside_its_card(many: int) -> None:
    for shapes in sheets(a_wall(many, long=True)):
        for card in cards(shapes):
            for text_line in text_lines(card.shapes):
                wide = fonts.width(text_line.text, text_line.size, bold=text_line.bold)
                assert text_line.x + wide <= card.area.x + card.area.width + 0.01, text_line.text
                assert card.area.y < text_line.y <= card.area.y + card.area.height


@pytest.mark.slow
def test_22_and_60_fit_on_one_a3_and_too_many_go_on() -> None:
    assert len(sheets(a_wall(22))) == 1
    assert len(sheets(a_wall(60))) == 1
    assert len(sheets(a_wall(200, long=True))) > 1


@pytest.mark.slow
def test_22_are_written_large_enough_for_a_wall() -> None:
    assert drawing._grid(a_wall(22), is_paged=True).size >= 9
    assert drawing._grid(a_wall(22, has_years=False), is_paged=True).size >= 11


def svg_of(poster: Poster) -> ElementTree.Element:
    return ElementTree.fromstring(roadmap_svg(poster, language="es"))


def test_svg_has_title_description_and_text_that_can_be_selected() -> None:
    poster = a_wall(22)
    root = svg_of(poster)
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert "Movernos mejor" in str(named["title"])
    assert "22" in str(named["about"])
    assert root.get("aria-labelledby") == "title about"
    text = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    for words in ("2015", "2019", "2025", "Movernos mejor", poster.address):
        assert words in text
    for item in poster.roadmap.items:
        assert " ".join(item.node.title.split()[:2]) in text


def test_svg_fetches_nothing_and_runs_nothing() -> None:
    source = roadmap_svg(a_wall(3), language="es")
    for word in ("<script", "url(http", "<image", "@import", "onload"):
        assert word not in source
    assert source.count("url(data:font/woff2") == 2


def test_svg_escapes_what_somebody_wrote_and_leaves_controls_out() -> None:
    poster = a_wall(1)
    poster.roadmap.items[0].node.title = 'A <script>alert(1)</script> & "b" \x01\x0b 😀'
    text = "".join(svg_of(poster).itertext())
    assert "<script>alert(1)</script>" in text.replace("\n", "").replace("  ", " ")
    assert "\x01" not in text


def test_each_card_leads_to_its_initiative() -> None:
    links = [str(one.get("href")) for one in svg_of(a_wall(3)).iter(f"{SVG}a")]
    assert sorted(links) == [f"https://minga.invalid/n/N{number}/" for number in range(3)]


@pytest.mark.slow
def test_pdf_is_a3_landscape_and_keeps_every_character() -> None:
    poster = a_wall(22)
    strange = "Ñuble wüñol ṉ Привет Ελλάδα 中文 😀"
    poster.roadmap.items[0].node.title = strange
    reader = PdfReader(BytesIO(roadmap_pdf(poster, language="es")))
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (1191, 842)
    text = "".join(page.extract_text().split())
    for sign in set(strange) - {" "}:
        assert sign in text, f"U+{ord(sign):04X}"
    for item in poster.roadmap.items:
        assert "".join(item.node.title.split()[:1]) in text
    assert len(page["/Annots"]) == 22  # type: ignore[arg-type]


@pytest.mark.slow
def test_pdf_of_many_sheets_holds_every_initiative_once() -> None:
    reader = PdfReader(BytesIO(roadmap_pdf(a_wall(150, long=True), language="es")))
    assert len(reader.pages) > 1
    assert sum(len(page.get("/Annots", ())) for page in reader.pages) == 150


def test_empty_roadmap_is_drawn_too() -> None:
    assert list(svg_of(a_wall(0)).iter(f"{SVG}text"))
    assert roadmap_pdf(a_wall(0), language="es").startswith(b"%PDF")


def test_state_is_told_by_a_word_and_a_sign_not_by_colour_alone() -> None:
    for group in cards(sheets(a_wall(4))[0]):
        words = " ".join(text_line.text for text_line in text_lines(group.shapes))
        assert any(str(name) in words for name in drawing.STATES.values())


def test_colours_are_those_of_the_house() -> None:
    tokens = (ROOT / "minga/web/static/web/tokens.css").read_text("utf-8")
    light = tokens.split('[data-theme="dark"]')[0]
    for name in ("INK", "INK_SOFT", "PAPER", "BRAND", "BRAND_SOFT", "ACCENT", "LINE", "COPIHUE"):
        token = f"--{name.lower().replace('_', '-')}: {getattr(colours, name)};"
        assert token in light, token


@pytest.mark.django_db
@pytest.mark.slow
def test_pictures_of_the_page_are_public_and_safe(programme: Programme, client: Client) -> None:
    opened(programme, "initiative")
    load(programme, at=AT)
    hidden = made(programme, "initiative", title="Secreta")
    actions.set_public(node=hidden, public=False, at=AT, by=None)
    svg = client.get("/programme/movernos/roadmap.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert svg.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Secreta" not in svg.content.decode()
    pdf = client.get("/programme/movernos/roadmap.pdf")
    assert pdf.content.startswith(b"%PDF")
    shown = roadmap_of(programme, today=date(2026, 11, 22)).items
    assert len(ElementTree.fromstring(svg.content).findall(f".//{SVG}a")) == len(shown) == 22


@pytest.mark.django_db
def test_picture_changes_when_the_roadmap_does(programme: Programme, client: Client) -> None:
    made(programme, "initiative", title="Primera")
    assert "Segunda" not in client.get("/programme/movernos/roadmap.svg").content.decode()
    made(programme, "initiative", title="Segunda")
    assert "Segunda" in client.get("/programme/movernos/roadmap.svg").content.decode()
