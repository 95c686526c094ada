"""Fields read what anybody sends: a clean value or a fault in words, never anything else."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.ground.errors import BadInput
from minga.ground.fields import READERS, Field, public, read, read_text
from minga.ground.text_safety import is_storable

CHOICES = (("a", "Una"), ("b", "Otra"))
BOUNDED = {"number": {"least": 0.0, "most": 10.0}, "whole": {"least": 0.0, "most": 10.0}}
FIELDS = [
    Field(code=kind, label=kind, kind=kind, choices=CHOICES, **BOUNDED.get(kind, {}))
    for kind in READERS
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def faults_of(raw: dict[str, Any], *fields: Field, strict: bool = False) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        read(fields or FIELDS, raw, strict=strict)
    return [fault.field for fault in refusal.value.faults]


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(READERS, ANYTHING)))
def test_anything_is_read_or_refused(raw: dict[str, Any]) -> None:
    values = {}
    faults = []
    try:
        values = read(FIELDS, raw)
    except BadInput as refusal:
        faults = refusal.faults
    assert {fault.field for fault in faults} <= set(raw)
    assert all(str(fault.message) for fault in faults)
    assert is_storable(values)
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert read(FIELDS, values, strict=True) == values


@pytest.mark.parametrize(
    ("kind", "given_", "value"),
    [
        ("line", "  dos \n palabras ", "dos palabras"),
        ("text", "una\r\notra", "una\notra"),
        ("number", "3,5", 3.5),
        ("number", 0, 0.0),
        ("whole", "7", 7),
        ("date", "2026-02-28", "2026-02-28"),
        ("truth", "on", True),
        ("truth", False, False),
        ("link", "https://example.org/a?b", "https://example.org/a?b"),
        ("choice", "a", "a"),
        ("choices", ["b", "a", "b"], ["b", "a"]),
    ],
)
def test_a_value_is_read_as_it_is_meant(kind: str, given_: Any, value: Any) -> None:
    assert read(FIELDS, {kind: given_}) == {kind: value}


@pytest.mark.parametrize(
    ("kind", "given_"),
    [
        ("line", "x" * 201),
        ("line", 5),
        ("text", "\x00"),
        ("text", "\ud800"),
        ("number", "diez"),
        ("number", math.nan),
        ("number", math.inf),
        ("number", True),
        ("number", 11),
        ("number", 10**400),
        ("whole", 1.5),
        ("date", "2026-02-30"),
        ("date", 20260228),
        ("truth", "maybe"),
        ("truth", 2),
        ("link", "javascript:alert(1)"),
        ("link", "https://"),
        ("link", "http://[broken"),
        ("choice", "c"),
        ("choice", ["a"]),
        ("choices", ["a", "c"]),
        ("choices", {"a": 1}),
    ],
)
def test_a_bad_value_is_a_fault_of_its_field(kind: str, given_: Any) -> None:
    assert faults_of({kind: given_}) == [kind]


def test_every_fault_is_told_at_once() -> None:
    needed = Field(code="needed", label="", required=True)
    assert faults_of({"number": "x", "date": "y"}, needed, *FIELDS) == ["needed", "number", "date"]


def test_a_strict_reader_refuses_names_it_does_not_know() -> None:
    assert read(FIELDS, {"other": "1"}) == {}
    assert faults_of({"other": "1"}, strict=True) == ["other"]


def test_private_values_are_not_public() -> None:
    fields = (Field(code="open", label=""), Field(code="shut", label="", private=True))
    assert public(fields, {"shut": "s", "open": "o", "old": "x"}) == {"open": "o"}


def test_one_text_is_read_by_itself_and_may_be_asked_for() -> None:
    reason = Field(code="reason", label="", kind="text", most=5)
    assert read_text(reason, " why ") == "why"
    assert read_text(reason, None) == ""
    for value, required in (("", True), ("too long", False)):
        with pytest.raises(BadInput) as refused:
            read_text(reason, value, required=required)
        assert [fault.field for fault in refused.value.faults] == ["reason"]
