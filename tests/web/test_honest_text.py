"""Whatever way text comes in, nothing that deceives is stored: every writing route, by a table."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from minga.ground.clock import now
from minga.ground.forms import Incoming
from minga.ground.text_safety import DECEIVING
from minga.participation.models import Workshop
from minga.people.models import Person
from minga.programme.models import Node, Programme
from minga.reports.models import Report
from minga.territory.models import City
from minga.web.api import api
from tests.cast import Cast
from tests.participation.talking import opened as open_conversation
from tests.programme.making import AT, begun, made
from tests.world import filed

pytestmark = pytest.mark.django_db

HIDDEN = "\u202e\u200b\u2066\ufeff\u00ad"
SEEN = "Visto"
SAID = f"{HIDDEN}{SEEN}{HIDDEN}"


class Place(NamedTuple):
    """What the routes write to."""

    city: City
    cast: Cast
    programme: Programme
    node: Node
    report: Report
    workshop: Workshop

    def inside(self, person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client


@pytest.fixture
def place(city: City, cast: Cast) -> Place:
    from minga.participation.workshops.actions import open_workshop

    programme = begun(city, cast.maite, at=AT)
    interview = made(programme, "interview", by=cast.maite)
    said = {"title": "Antes", "fields": {"origin": "official"}}
    node = made(programme, "challenge", interview, by=cast.maite, **said)
    workshop = open_workshop(city=city, title="Taller", at=now(), by=cast.fabian).workshop
    report = filed(city, key="uno", at=now())
    return Place(city, cast, programme, node, report, workshop)


def file_by_api(place: Place) -> Any:
    body = {
        "category": "street_light", "lat": -36.85, "lon": -73.05, "address": SAID, "text": SAID,
        "attributes": {SAID: SAID}, "contact": {"name": SAID, "phone": SAID},
    }  # fmt: skip
    return Client().post(
        "/api/v1/reports", json.dumps(body), content_type="application/json",
        headers={"Idempotency-Key": "llave-de-prueba-1"},
    )  # fmt: skip


def file_by_form(place: Place) -> Any:
    sent = {"category": "street_light", "address": SAID, "text": SAID, "key": "llave-de-prueba-2"}
    return Client().post("/report/", sent)


def answer_report(place: Place) -> Any:
    client = place.inside(place.cast.tito)
    return client.post(f"/control/{place.report.receipt}/note/", {"text": SAID})


def answer_by_api(place: Place) -> Any:
    return place.inside(place.cast.tito).post(
        f"/api/v1/control/reports/{place.report.receipt}/note", json.dumps({"text": SAID}),
        content_type="application/json",
    )  # fmt: skip


def propose(place: Place) -> Any:
    sent = {"title": SAID, "text": SAID, "where": SAID, "key": "llave-de-prueba-3", "sure": "yes"}
    return Client().post(f"/programme/{place.programme.slug}/propose/", sent)


def add_node(place: Place) -> Any:
    client = place.inside(place.cast.maite)
    source = place.node.up.get().source.public_id
    sent = {"title": SAID, "text": SAID, "origin": "official", "where": SAID, "sure": "yes"}
    sent["up"] = source
    return client.post(f"/programme/{place.programme.slug}/k/challenge/add/", sent)


def edit_node(place: Place) -> Any:
    client = place.inside(place.cast.maite)
    sent = {"title": SAID, "text": SAID, "origin": "official", "version": str(place.node.version)}
    return client.post(f"/n/{place.node.public_id}/edit/", sent)


def name_champion(place: Place) -> Any:
    client = place.inside(place.cast.maite)
    sent = {"name": SAID, "roles": "champion", "since": "2026-11-03"}
    return client.post(f"/programme/{place.programme.slug}/champions/name/", sent)


def thank(place: Place) -> Any:
    client = place.inside(place.cast.maite)
    return client.post(f"/n/{place.node.public_id}/thank/", {"name": SAID, "role": "author"})


def join_workshop(place: Place) -> Any:
    body = {"name": SAID, "organisation": SAID, "helix": "civil"}
    return Client().post(
        f"/api/v1/workshops/{place.workshop.code}/join", json.dumps(body),
        content_type="application/json",
    )  # fmt: skip


def state_in_conversation(place: Place) -> Any:
    conversation = open_conversation(place.city, place.cast.fabian)
    client = Client()
    client.get(f"/opinions/{conversation.slug}/")
    said = {"text": f"{SAID} una afirmación nueva"}
    return client.post(f"/opinions/{conversation.slug}/say/", said)


WRITES: dict[str, Callable[[Place], Any]] = {
    write.__name__: write
    for write in (
        file_by_api, file_by_form, answer_report, answer_by_api, propose, add_node, edit_node,
        name_champion, thank, join_workshop, state_in_conversation,
    )
}  # fmt: skip


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_in(part)]
    return [text for part in value for text in texts_in(part)] if isinstance(value, list) else []


def stored_texts() -> list[str]:
    """Every text in every table of ours."""
    texts: list[str] = []
    for model in apps.get_models():
        if not model.__module__.startswith("minga."):
            continue
        kinds = (models.CharField, models.TextField, models.JSONField)
        columns = [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
        for row in model._default_manager.values_list(*columns) if columns else ():
            texts += texts_in(list(row))
    return texts


@pytest.mark.parametrize("name", list(WRITES))
def test_nothing_that_deceives_is_stored(place: Place, name: str) -> None:
    answer = WRITES[name](place)
    assert answer.status_code in (200, 201, 302), answer.content.decode()[:2000]
    texts = stored_texts()
    assert any(SEEN in text for text in texts)
    assert [text for text in texts if DECEIVING.search(text)] == []


@pytest.mark.parametrize("name", ["add_node", "edit_node", "propose"])
def test_a_title_that_nobody_sees_is_refused(
    place: Place, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "SAID", "\u200b\u3164")
    answer = WRITES[name](place)
    assert answer.status_code in (400, 422)
    assert not Node.objects.filter(title="").exists()


def test_every_body_of_the_api_leaves_out_what_deceives() -> None:
    bodies = [
        model
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for model in operation.models
        if getattr(model, "__ninja_param_source__", "") in ("body", "form")
    ]
    asked = {kind for model in bodies for kind in _models_of(model)}
    assert len(asked) > 10
    assert [kind.__name__ for kind in asked if not issubclass(kind, Incoming)] == []


def _models_of(model: Any) -> set[type]:
    from pydantic import BaseModel

    kinds: set[type] = set()
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                kinds.add(part)
    return kinds


def test_a_password_is_what_was_typed(client: Client, cast: Cast) -> None:
    password = "clave\u200bcon signos que no se ven 9"
    cast.tito.set_password(password)
    cast.tito.save()
    sent = {"username": cast.tito.email, "email": cast.tito.email, "password": password}
    assert client.post("/sign-in/", sent).status_code == 302
