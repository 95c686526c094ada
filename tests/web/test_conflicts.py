"""Two people in one editor: the slower one sees both texts, and overwrites nothing unseen.

Every editor of every room stands in EDITORS; a new one is one more line.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.utils.html import escape

from minga.ground.clock import now
from minga.ground.conflicts import differences
from minga.participation.conversations import actions as conversations
from minga.people.models import Person
from minga.programme import actions
from minga.programme.models import Node, Programme
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.models.partners import Stake
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, open_alert
from minga.transit.editor.actions import draw_line
from minga.transit.models import Alert, DrawnLine
from tests.cast import Cast
from tests.programme.making import AT, begun, made
from tests.transit.test_drawing_pages import line
from tests.transit.test_drawing_pages import send as _send
from tests.world import filed

pytestmark = pytest.mark.django_db
THEIRS, MINE = "Lo que escribió otra", "Lo que escribí yo"


class Editor(NamedTuple):
    """One editor on something that is there: its page, its form, what it sends and stores."""

    person: Person
    page: str
    action: str
    sends: Callable[[str], dict[str, Any]]
    stored: Callable[[], str]


def node_editor(city: City, cast: Cast) -> Editor:
    node = made(begun(city, cast.maite), "challenge")
    address = f"/n/{node.public_id}/edit/"
    return Editor(
        cast.maite, address, "", lambda text: {"title": "Uno", "text": text},
        lambda: Node.objects.get(pk=node.pk).text,
    )  # fmt: skip


def guide_editor(city: City, cast: Cast) -> Editor:
    node = made(begun(city, cast.maite), "guide")
    address = f"/programme/movernos/interviews/guide/?guide={node.public_id}"
    return Editor(
        cast.maite, address, "", lambda text: {
            "title": text, "order": ["1"], "kind": ["text"], "question": ["¿Qué?"],
        }, lambda: Node.objects.get(pk=node.pk).title,
    )  # fmt: skip


def words_editor(city: City, cast: Cast) -> Editor:
    test = made(begun(city, cast.maite), "test")
    answer = TestAnswer.objects.create(
        test=test, public_id="ABC", text="crudo", intake_key="k", intake_digest="d", answered_at=AT
    )
    page = f"/programme/movernos/test/{test.public_id}/results/"
    forms = re.compile(r'action="([^"]*ABC[^"]*)"')
    client = inside(cast.maite)
    action = forms.findall(client.get(page).content.decode())[0]
    return Editor(
        cast.maite, page, action, lambda text: {"text": text, "verb": "publish"},
        lambda: TestAnswer.objects.get(pk=answer.pk).published_text,
    )  # fmt: skip


def horizon_editor(city: City, cast: Cast) -> Editor:
    programme = begun(city, cast.maite)
    years = {THEIRS: "2031", MINE: "2032"}
    return Editor(
        cast.maite, "/programme/movernos/roadmap/", "/programme/movernos/roadmap/years/",
        lambda text: {"years": years[text]},
        lambda: {str(year): text for text, year in years.items()}[
            str(Programme.objects.get(pk=programme.pk).horizon[0])
        ],
    )  # fmt: skip


def stake_editor(city: City, cast: Cast) -> Editor:
    begun(city, cast.maite)
    return Editor(
        cast.maite, "/programme/movernos/partners/", "/programme/movernos/partners/place/",
        lambda text: {"organisation": "universidad", "role": text, "interest": "3"},
        lambda: Stake.objects.get().role,
    )  # fmt: skip


def alert_editor(city: City, cast: Cast) -> Editor:
    card = AlertCard(
        starts_at=now(), ends_at=now() + timedelta(hours=2), words={"es": {"header": "Desvío"}}
    )
    alert = open_alert(city=city, card=card, at=now(), by=None)
    return Editor(
        cast.olga, f"/move/alerts/{alert.public_id}/", "", lambda text: {
            "header_es": text, "cause": "other_cause", "effect": "detour", "everything": "on",
            "ends_at": (now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        }, lambda: Alert.objects.get(pk=alert.pk).words["es"]["header"],
    )  # fmt: skip


def line_editor(city: City, cast: Cast) -> Editor:
    draw_line(city=city, line=line("60x"), by=None, at=now())

    class Recorder:
        """Takes the form that the tests of the room send."""

        def post(self, _where: str, sent: dict[str, Any]) -> dict[str, Any]:
            return sent

    def sends(text: str) -> dict[str, Any]:
        sent: Any = _send(Recorder(), name="60x", long_name=text)  # type: ignore[arg-type]
        return dict(sent)

    return Editor(
        cast.olga, "/move/draw/lines/60x/", "", sends, lambda: DrawnLine.objects.get().long_name
    )


EDITORS = (
    node_editor, guide_editor, words_editor, horizon_editor, stake_editor, alert_editor,
    line_editor,
)  # fmt: skip


def inside(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def marks(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that changes something."""
    forms = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    marked = [form for form in forms if re.search(r'name="(seen|version)"', form)]
    form = next(form for form in marked if not action or f'action="{action}"' in form)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


@pytest.mark.slow
@pytest.mark.parametrize("editor_of", EDITORS)
def test_a_second_save_overwrites_nothing_unseen(
    city: City, cast: Cast, editor_of: Callable[[City, Cast], Editor]
) -> None:
    editor = editor_of(city, cast)
    client, action = inside(editor.person), editor.action or editor.page
    read = marks(client.get(editor.page).content.decode(), editor.action)
    assert client.post(action, read | editor.sends(THEIRS)).status_code == 302
    for _again in range(2):  # the same stale tab, twice
        answer = client.post(action, read | editor.sends(MINE))
        page = answer.content.decode()
        assert answer.status_code == 409
        assert editor.stored() == THEIRS
        for text in (editor.sends(THEIRS), editor.sends(MINE)):
            assert any(escape(str(value)) in page for value in text.values())
        assert "data-stands" in page
        assert "data-sent" in page
    shown = marks(page, editor.action)
    assert client.post(action, shown | editor.sends(MINE)).status_code == 302
    assert editor.stored() == MINE


def test_a_form_with_faults_keeps_the_mark_it_was_read_with(city: City, cast: Cast) -> None:
    editor = node_editor(city, cast)
    client = inside(editor.person)
    read = marks(client.get(editor.page).content.decode(), "")
    client.post(editor.page, read | editor.sends(THEIRS))
    wrong = client.post(editor.page, read | {"title": "Uno", "text": MINE, "organisation": "nope"})
    assert wrong.status_code == 422
    again = marks(wrong.content.decode(), "")
    assert client.post(editor.page, again | editor.sends(MINE)).status_code == 409
    assert editor.stored() == THEIRS


def test_nobody_publishes_a_node_that_changed_meanwhile(city: City, cast: Cast) -> None:
    node = made(begun(city, cast.maite), "challenge", public=False)
    client = inside(cast.maite)
    read = marks(client.get(f"/n/{node.public_id}/").content.decode(), "")
    client.post(f"/n/{node.public_id}/edit/", read | {"title": "Con un teléfono: 987 654 321"})
    sent = {"reason": MINE, **read}
    for verb in ("publish", "withdraw"):
        answer = client.post(f"/n/{node.public_id}/{verb}/", sent)
        assert answer.status_code == 409
    assert MINE in answer.content.decode()
    node.refresh_from_db()
    assert (node.public, node.standing) == (False, "current")


def test_nobody_divides_or_merges_what_changed_meanwhile(city: City, cast: Cast) -> None:
    """The slower one is shown what stands by then, and replaces that only by sending again."""
    programme = begun(city, cast.maite)
    node, twin = (made(programme, "challenge", title=title) for title in ("Semáforo", "Luces"))
    bank = f"/programme/{programme.slug}/k/challenge/merge/"
    forms: tuple[tuple[str, dict[str, Any]], ...] = (
        (f"/n/{node.public_id}/split/", {"title": ["Una", "Otra"]}),
        (f"{bank}?nodes={node.public_id}&nodes={twin.public_id}", {"title": MINE}),
    )
    for version, (page, sent) in enumerate(forms, start=1):
        client = inside(cast.maite)
        read_page = client.get(page).content.decode()
        actions.edit_node(
            node=node, version=version, title="Semáforo", text=f"{THEIRS} {version}", at=AT, by=None
        )
        answer = client.post(page, sent | _hidden_of(read_page))
        shown = answer.content.decode()
        assert answer.status_code == 409, page
        assert f"{THEIRS} {version}" in shown
        assert Node.objects.current().count() == 2
        assert _hidden_of(shown) != _hidden_of(read_page)
        faulty = client.post(page, _hidden_of(read_page) | {"title": ""})
        assert faulty.status_code in (409, 422), "a fault takes over no newer version"
        assert _hidden_of(faulty.content.decode()) in (_hidden_of(read_page), _hidden_of(shown))
    assert client.post(bank, forms[1][1] | _hidden_of(shown)).status_code == 302


def _hidden_of(page: str) -> dict[str, list[str]]:
    """The ids and versions that a form of a page brings along."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(nodes|versions?)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def test_who_may_edit_reads_what_it_said_before(city: City, cast: Cast) -> None:
    editor = node_editor(city, cast)
    client = inside(editor.person)
    for text in (THEIRS, MINE):
        read = marks(client.get(editor.page).content.decode(), "")
        client.post(editor.page, read | editor.sends(text))
    page = editor.page.removesuffix("edit/")
    assert THEIRS in client.get(page).content.decode()
    assert THEIRS not in Client().get(page).content.decode()


def test_a_champion_changes_as_seen(city: City, cast: Cast) -> None:
    begun(city, cast.maite)
    client, base = inside(cast.maite), "/programme/movernos/champions/"
    client.post(f"{base}name/", {"name": "Elba", "roles": ["champion"]})
    page = client.get(base).content.decode()
    read = marks(page, f"{base}change/")
    assert client.post(f"{base}change/", read | {"roles": ["role_model"]}).status_code == 302
    stale = client.post(f"{base}change/", read | {"roles": ["collaborator"]})
    assert stale.status_code == 409
    assert "data-stands" in stale.content.decode()
    fresh = marks(stale.content.decode(), f"{base}change/")
    assert client.post(f"{base}change/", fresh | {"roles": ["collaborator"]}).status_code == 302


def test_a_statement_is_judged_as_seen(city: City, cast: Cast) -> None:
    conversation = conversations.open_conversation(
        city=city, title="Micros", question="¿Qué?", about="", statements=["Pasan poco."],
        takes_statements=True, by=cast.fabian, at=now(),
    )  # fmt: skip
    client = inside(cast.fabian)
    base = f"/opinions/{conversation.slug}/"
    page = client.get(f"{base}moderation/").content.decode()
    read = re.findall(
        r'name="statement" value="(\d+)"><input type="hidden" name="seen" value="(\w+)"', page
    )
    sent = {"statement": read[0][0], "seen": read[0][1]}
    address = re.findall(r'action="([^"]*set_aside[^"]*)"', page)[0]
    assert client.post(address, sent | {"reason": "unclear"}).status_code == 302
    other = address.replace("set_aside", "show")
    assert client.post(other, sent).status_code == 409
    assert conversation.statements.get().state == "set_aside"


def test_two_officials_on_one_report_answer_it_once(city: City, cast: Cast) -> None:
    report = filed(city, key="one", at=now())
    tito, norma = inside(cast.tito), inside(cast.norma)
    base = f"/control/{report.receipt}/"
    read = marks(norma.get(base).content.decode(), f"{base}answer/")
    assert tito.post(f"{base}resolve/", read | {"text": THEIRS}).status_code == 302
    for verb, field in (("answer", "text"), ("dismiss", "reason"), ("start", "text")):
        answer = norma.post(f"{base}{verb}/", read | {field: MINE})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert page.count(THEIRS) == 2  # in the history, and beside the words not sent
        assert MINE in page
    report.refresh_from_db()
    assert report.state == "resolved"
    assert not report.entries.filter(text=MINE).exists()
    htmx = norma.post(f"{base}answer/", read | {"text": MINE}, headers={"HX-Request": "true"})
    assert htmx.status_code == 200  # or htmx would not show it
    panel = htmx.content.decode()
    assert "data-unsent" in panel
    assert norma.post(f"{base}note/", read | {"text": MINE}).status_code == 302
    shown = marks(norma.get(base).content.decode(), f"{base}answer/")
    assert norma.post(f"{base}answer/", shown | {"text": MINE}).status_code == 302


def test_only_what_differs_is_shown() -> None:
    rows = differences([("a", "x\r\ny ", "x\ny"), ("b", "1", "2")])
    assert [row.label for row in rows] == ["b"]
