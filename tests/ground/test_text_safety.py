"""The text policy: what deceives is left out, what scripts and emoji need stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.ground.forms import Form, Incoming
from minga.ground.forms import read as read_form
from minga.ground.text_safety import DECEIVING, honest, honest_throughout

LINE = Field(code="title", label="Título", required=True)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Plaza \u202eúreP", "Plaza úreP"),
        ("a\u2066b\u2069c", "abc"),
        ("Sema\u200bforos", "Semaforos"),
        ("\ufeffPlaza", "Plaza"),
        ("para\u00addero", "paradero"),
        ("\u200b\u200b", ""),
        ("\u200d", ""),
        ("\u3164", ""),
        ("\u2800 \u2800", ""),
        ("\u0301", ""),
        ("\u200e\u200f", ""),
        ("👩\u200d🔧 arregla", "👩\u200d🔧 arregla"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Ñuble, wüñol", "Ñuble, wüñol"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("  \n ", "  \n "),
        ("", ""),
    ],
)
def test_what_deceives_is_left_out(sent: str, kept: str) -> None:
    assert honest(sent) == kept


@given(st.text())
def test_honest_text_is_honest_and_stays_so(text: str) -> None:
    kept = honest(text)
    assert not DECEIVING.search(kept)
    assert honest(kept) == kept


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x10FF)))
def test_letters_and_numbers_all_stay(text: str) -> None:
    assert honest(f"a{text}") == f"a{text}"


def test_values_within_values_are_made_honest() -> None:
    sent = {"a\u200b": ["b\u202e", {"c": ("d\ufeff", 1, None, b"\xff")}]}
    assert honest_throughout(sent) == {"a": ["b", {"c": ("d", 1, None, b"\xff")}]}


class Titled(Form):
    title: str


class Sent(Incoming):
    title: str
    more: dict[str, list[str]] = {}


def test_a_title_that_nobody_sees_is_none() -> None:
    for unseen in ("\u200b", "\u200d\u200d", "\u3164", "\u2800"):
        with pytest.raises(BadInput):
            read((LINE,), {"title": unseen})
    assert read((LINE,), {"title": "Pla\u200bza \u202e"}) == {"title": "Plaza"}


def test_forms_and_bodies_leave_out_what_deceives() -> None:
    assert read_form(Titled, {"title": "Pla\u2067za"}).title == "Plaza"
    body = Sent.model_validate({"title": "a\u200b", "more": {"b\u200b": ["c\u202d"]}})
    assert (body.title, body.more) == ("a", {"b": ["c"]})
