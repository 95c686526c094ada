"""Forms are read into a model or refused with every fault, and never anything else."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError, ValidationInfo, field_validator

from minga.ground.errors import BadInput
from minga.ground.forms import (
    SENTENCES,
    Form,
    cut_to,
    faults_of,
    list_after,
    or_else,
    read,
    read_partly,
    refusal,
)
from minga.ground.text_safety import is_storable


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences are lazy: they are said in the language of whoever reads them."""
    with override("en"):
        yield


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Contact(Form):
    name: Annotated[str, Field(max_length=5)] = ""
    age: int | None = None


class Row(Form):
    opens: time = Field(alias="row_opens")
    every: Annotated[float, Field(alias="row_every", ge=1)] = 1.0


class Sample(Form):
    SENTENCES = {"datetime_type": "No moment."}

    title: Annotated[str, Field(max_length=10)] = ""
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    count: Annotated[int, Field(ge=0)] = 0
    version: Annotated[int, Field(ge=0), or_else(0)] = 0
    on: date | None = None
    at: datetime | None = None
    until: datetime | None = None
    clock: time | None = None
    leaves: timedelta | None = None
    wanted: Annotated[str, cut_to(3)] = ""
    sure: bool = False
    colour: Colour = Colour.RED
    way: Literal["there", "back"] = "there"
    codes: Annotated[list[str], Field(max_length=3)] = []
    numbers: list[int] = []
    contact: Contact | None = None
    row: list[Row] = []
    extra: dict[str, str] = {}

    @field_validator("until")
    @classmethod
    def ends_later(cls, until: datetime, info: ValidationInfo) -> datetime:
        if (start := info.data.get("at")) and until <= start:
            raise refusal("Too soon.", "at")
        return until


class Needed(Form):
    title: str
    about: str


def faults(form: type[Form], sent: str) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        read(form, QueryDict(sent))
    return {fault.field: str(fault.message) for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("sent", "field", "value"),
    [
        ("title=++a%0D%0Ab+", "title", "a\nb"),
        ("title=+&lat=", "title", ""),
        ("lat=-36,8", "lat", -36.8),
        ("lat=+.5e1", "lat", 5.0),
        ("count=7", "count", 7),
        ("version=x", "version", 0),
        ("version=-1", "version", 0),
        ("version=12", "version", 12),
        ("on=2026-02-28", "on", date(2026, 2, 28)),
        ("at=2026-02-28T08:30", "at", datetime(2026, 2, 28, 8, 30)),
        ("clock=8:30", "clock", time(8, 30)),
        ("clock=23:59:10", "clock", time(23, 59)),
        ("leaves=6:30", "leaves", timedelta(hours=6, minutes=30)),
        ("leaves=24:30", "leaves", timedelta(hours=24, minutes=30)),
        ("wanted=abcde", "wanted", "abc"),
        ("sure=on", "sure", True),
        ("sure=false", "sure", False),
        ("colour=blue", "colour", Colour.BLUE),
        ("way=back", "way", "back"),
        ("codes=a&codes=&codes=+b+", "codes", ["a", "b"]),
        ("numbers=1&numbers=2", "numbers", [1, 2]),
        ("contact_name=Rosa&contact_age=40", "contact", Contact(name="Rosa", age=40)),
        ("contact_name=", "contact", None),
        ("extra=x&other=y", "extra", {}),
    ],
)
def test_what_is_sent_becomes_what_the_model_asks_for(sent: str, field: str, value: Any) -> None:
    assert getattr(read(Sample, QueryDict(sent)), field) == value


def test_a_plain_mapping_is_read_like_a_form() -> None:
    form = read(Sample, {"count": " 3 ", "codes": ["a", "b"], "numbers": "4"})
    assert (form.count, form.codes, form.numbers) == (3, ["a", "b"], [4])


def test_rows_are_columns_side_by_side_and_empty_ones_fall_out() -> None:
    sent = "row_opens=8:00&row_every=1,5&row_opens=&row_every=&row_opens=9:00"
    rows = read(Sample, QueryDict(sent)).row
    assert [(row.opens, row.every) for row in rows] == [(time(8), 1.5), (time(9), 1.0)]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ("title=" + "x" * 11, "title", "This is too long: at most 10 characters."),
        ("title=%00", "title", "This holds a character that cannot be stored."),
        ("codes=%00", "codes", "This holds a character that cannot be stored."),
        ("contact_name=%00", "contact", "This holds a character that cannot be stored."),
        ("codes=a&codes=b&codes=c&codes=d", "codes", "These are too many: at most 3."),
        ("lat=x", "lat", "This should be a number."),
        ("lat=nan", "lat", "This should be a number."),
        ("lat=1e999", "lat", "This should be a number."),
        ("lat=1_0", "lat", "This should be a number."),
        ("lat=%D9%A1", "lat", "This should be a number."),
        ("lat=91", "lat", "This should be 90.0 or less."),
        ("count=1.5", "count", "This should be a number."),
        ("count=-1", "count", "This should be 0 or more."),
        ("count=" + "9" * 19, "count", "This should be a number."),
        ("numbers=1&numbers=x", "numbers", "This should be a number."),
        ("on=1700000000", "on", "This should be a date, such as 2026-03-31."),
        ("at=soon", "at", "No moment."),
        ("at=2026-01-02&until=2026-01-01", "at", "Too soon."),
        ("clock=24:00", "clock", "That is no time of day. Write it as 08:30."),
        ("leaves=25:00", "leaves", "That is no time of day. Write it as 08:30."),
        ("leaves=30", "leaves", "That is no time of day. Write it as 08:30."),
        ("wanted=%00", "wanted", "This holds a character that cannot be stored."),
        ("sure=perhaps", "sure", "This is none of the choices."),
        ("colour=green", "colour", "This is none of the choices."),
        ("way=up", "way", "This is none of the choices."),
        ("contact_name=Rosalinda", "contact", "This is too long: at most 5 characters."),
        ("row_opens=8:00&row_opens=x", "row_1", SENTENCES["time_type"]),
        ("row_every=2", "row_0", "Please fill this in."),
        ("row_opens=8:00&row_every=0", "row_0", "This should be 1.0 or more."),
    ],
)
def test_what_is_wrong_is_told_at_its_field(sent: str, field: str, sentence: Any) -> None:
    assert faults(Sample, sent) == {field: str(sentence)}


def test_every_fault_is_told_at_once() -> None:
    assert faults(Needed, "title=+") == dict.fromkeys(("title", "about"), "Please fill this in.")
    assert set(faults(Sample, "lat=x&on=y&row_opens=z")) == {"lat", "on", "row_0"}


def test_sentences_are_in_the_readers_language() -> None:
    with pytest.raises(BadInput) as refused:
        read(Needed, {"title": "x"})
    with override("es"):
        assert str(refused.value.faults[0].message) == "Falta completar esto."


def test_a_json_body_tells_its_faults_in_the_same_sentences() -> None:
    with pytest.raises(ValidationError) as refused:
        Sample.model_validate({"lat": "1", "contact": "x", "row": [{"row_opens": 1}]})
    told = {fault.field: str(fault.message) for fault in faults_of(refused.value)}
    assert told == {
        "lat": "This should be a number.",
        "contact": "This should be an object with named values.",
        "row": str(SENTENCES["time_type"]),
    }


def test_what_can_be_read_goes_on_beside_the_faults() -> None:
    sent = "title=a&lat=x&row_opens=8:00&row_opens=x&row_opens=9:00&numbers=y&numbers=1&numbers=z"
    form, told = read_partly(Sample, QueryDict(sent))
    assert (form.title, form.lat, form.numbers) == ("a", None, [1])
    assert [row.opens for row in form.row] == [time(8), time(9)]
    assert {fault.field for fault in told} == {"lat", "row_1", "numbers"}
    assert read_partly(Sample, {"title": "a"}) == (Sample(title="a"), [])


@pytest.mark.parametrize(
    ("query", "after"),
    [("after=7", 7), ("", None), ("after=x", None), ("after=-1", None), ("after=%00", None),
     ("after=" + "9" * 30, None), ("after=%D9%A1", None)],
)  # fmt: skip
def test_a_list_goes_on_after_a_row_or_begins(query: str, after: int | None) -> None:
    assert list_after(QueryDict(query)) == after


NAMES = [*Sample.model_fields, "row_opens", "row_every", "contact_name", "contact_age"]
TEXTS = st.text() | st.sampled_from(
    ["1e999", "nan", "-36,8", "١٢", "1_000", "\x00", "\ud800", "8:30", "2026-01-01", "on", "red"]
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(TEXTS, max_size=5)))
def test_anything_is_read_or_refused(columns: dict[str, list[str]]) -> None:
    sent = QueryDict(mutable=True)
    for name, texts in columns.items():
        sent.setlist(name, texts)
    form, told = read_partly(Sample, sent)
    assert is_storable(form.model_dump())
    assert all(str(fault.message) and "%(" not in str(fault.message) for fault in told)
    if told:
        with pytest.raises(BadInput) as refused:
            read(Sample, sent)
        assert refused.value.faults == told
    else:
        assert read(Sample, sent) == form
