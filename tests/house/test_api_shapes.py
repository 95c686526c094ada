"""The API's document names each shape once, and an answer's shape costs nothing at run time."""

from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from django.http import HttpResponse
from ninja.constants import NOT_SET

from minga.web.api import api

pytestmark = pytest.mark.house


def operations() -> Iterator[Any]:
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            yield from path.operations


def definitions() -> Iterator[tuple[str, Any]]:
    """Every named shape of every route, as often as a route uses it."""
    for operation in operations():
        for model in operation.response_models.values():
            if model not in (None, NOT_SET):
                yield from model.model_json_schema(mode="serialization").get("$defs", {}).items()
        for model in operation.models:
            yield from model.model_json_schema().get("$defs", {}).items()


def test_shapes_of_the_document_have_names_of_their_own() -> None:
    """The document has one list of names: of two shapes with one name only the last is in it."""
    known: dict[str, Any] = {}
    twice = {name for name, shape in definitions() if known.setdefault(name, shape) != shape}
    # Two of one name in one answer: pydantic then puts the path of the module before each.
    assert twice | {name for name in known if "__" in name} == set()
    assert {"ReportOut", "WorkshopOut", "NoteIn"} <= set(known)


def test_answers_are_made_not_checked() -> None:
    """What is a response already passes the framework as it is; anything else it would check."""
    checked = [
        operation.view_func.__qualname__
        for operation in operations()
        if not issubclass(get_type_hints(operation.view_func)["return"], HttpResponse)
    ]
    assert checked == []
