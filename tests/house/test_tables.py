"""Every table with a person has a purpose and a way out."""

import importlib

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField

from minga.ground.purposes import Purpose
from minga.people.models import Person

pytestmark = pytest.mark.house

ROOMS = ("people", "reports", "transit", "participation", "programme")
# Django's own, whose rows hold no more than the key of a session.
NOT_OURS = {"sessions", "auth", "contenttypes", "admin"}
# Columns that hold what a person typed, or how to reach somebody.
PERSONAL = {
    "email",
    "phone",
    "contact",
    "text",
    "address",
    "name",
    "by_id",
    "person_id",
    "filed_by",
}


def purposes() -> list[Purpose]:
    return [
        purpose
        for room in ROOMS
        for purpose in importlib.import_module(f"minga.{room}.privacy").PURPOSES
    ]


def tables() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in NOT_OURS]


def covered() -> set[str]:
    return {name for purpose in purposes() for name in purpose.models}


def test_every_table_that_points_to_a_person_has_a_purpose() -> None:
    pointing = {
        model._meta.label
        for model in tables()
        for field in model._meta.get_fields()
        if isinstance(field, (ForeignKey, OneToOneField)) and field.related_model is Person
    }
    assert pointing
    assert pointing - covered() == set()
    assert Person._meta.label in covered()


def test_every_named_table_exists() -> None:
    assert covered() <= {model._meta.label for model in tables()}


def test_every_purpose_says_all_of_it() -> None:
    for purpose in purposes():
        for column, words in zip(Purpose._fields, purpose, strict=True):
            assert words, (purpose.what, column)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_with_persons_can_export_and_forget(room: str) -> None:
    module = importlib.import_module(f"minga.{room}.privacy")
    assert callable(module.export_of)
    assert callable(module.forget)


def test_every_column_of_private_words_is_known_to_a_purpose() -> None:
    holding = {
        model._meta.label
        for model in tables()
        for field in model._meta.local_fields
        if field.attname in PERSONAL
    }
    # Names of places and institutions are nobody's own.
    nobodys = {
        "territory.City", "territory.Area", "territory.Road", "territory.Place", "territory.Crew",
        "people.Organisation", "ground.Pulse", "transit.Feed", "transit.Stop",
    }  # fmt: skip
    assert holding - nobodys - covered() == set()
