"""Two languages: every phrase has its Spanish, every domain word stands in the glossary."""

import ast
import re

import pytest

from minga.reports.actions.standard import STANDARD
from minga.reports.rules import State
from ops import phrases
from ops.phrases import Phrase
from tests.house import tree

pytestmark = pytest.mark.house

HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
GLOSSARY = tree.ROOT / "docs" / "glossary.md"


@pytest.fixture(scope="module")
def said() -> dict[Phrase, str]:
    return phrases.phrases()


@pytest.fixture(scope="module")
def known() -> dict[phrases.Key, phrases.Message]:
    return phrases.entries(phrases.read(phrases.CATALOGUE))


def test_every_phrase_has_its_spanish(
    said: dict[Phrase, str], known: dict[phrases.Key, phrases.Message]
) -> None:
    assert len(said) > 400
    lacking = [f"{said[one]}: {one.singular!r}" for one in phrases.missing(said, known)]
    assert lacking == [], "python -m ops.phrases missing"


def test_no_phrase_hides_in_an_f_string(said: dict[Phrase, str]) -> None:
    """Babel does not look there: such a phrase would stay English, and nobody would be told."""
    found = {one.singular for one in said}
    for path in tree.sources():
        for joined in (one for one in ast.walk(tree.tree(path)) if isinstance(one, ast.JoinedStr)):
            calls = (one for one in ast.walk(joined) if isinstance(one, ast.Call) and one.args)
            for call in calls:
                if isinstance(call.func, ast.Name) and call.func.id in phrases.KEYWORDS:
                    assert ast.literal_eval(call.args[0]) in found, path


def test_spanish_keeps_the_holes_of_the_phrase(known: dict[phrases.Key, phrases.Message]) -> None:
    for (_, singular), message in known.items():
        strings = [message.string] if isinstance(message.string, str) else message.string
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = [sorted(HOLES.findall(original)) for original in originals]
        for string in strings:
            assert sorted(HOLES.findall(string)) in allowed, (singular, string)


def test_no_entry_is_left_over(
    said: dict[Phrase, str], known: dict[phrases.Key, phrases.Message]
) -> None:
    used = {one[:2] for one in said}
    assert [key for key in known if key not in used] == [], "python -m ops.phrases tidy"


def test_catalogue_is_sorted_and_written_by_the_tool(
    known: dict[phrases.Key, phrases.Message],
) -> None:
    assert phrases.CATALOGUE.read_text("utf-8") == phrases.written(known.values())


def test_spanish_speaks_to_citizens_as_tu(known: dict[phrases.Key, phrases.Message]) -> None:
    formal = re.compile(r"\b(usted|ustedes|Ud\.|Uds\.)\b", re.IGNORECASE)
    stiff = [message.string for message in known.values() if formal.search(str(message.string))]
    assert stiff == []


def test_phrases_are_found_in_python_and_templates() -> None:
    code = b'_("one"); ngettext("%d a", "%d b", n); pgettext("verb", "Report"); f("no")'
    assert list(phrases.of_python(code)) == [
        Phrase("", "one"), Phrase("", "%d a", "%d b"), Phrase("verb", "Report"),
    ]  # fmt: skip
    page = """
      <p title="it's {% translate 'a "b"' %}">{% translate "Report" context "verb" %} don't</p>
    {% blocktranslate with n=1 %}{{ n }} of 3{% endblocktranslate %}
  {% blocktranslate count n=m %}{{ n }} x{% plural %}{{ n }} xs{% endblocktranslate %}
    """
    assert set(phrases.of_template(page)) == {
        Phrase("", 'a "b"'), Phrase("verb", "Report"), Phrase("", "%(n)s of 3"),
        Phrase("", "%(n)s x", "%(n)s xs"),
    }  # fmt: skip


# ------------------------------------------------------------------ the glossary


def glossary() -> list[list[str]]:
    rows = [line for line in tree.text(GLOSSARY).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_row_of_the_glossary_has_both_languages() -> None:
    rows = glossary()
    assert len(rows) >= 25
    assert all(len(row) == 4 and row[0] and row[1] for row in rows)
    terms = [row[0] for row in rows]
    assert len(set(terms)) == len(terms)


def test_states_are_in_the_glossary_and_have_a_name_in_both_languages() -> None:
    text = tree.text(GLOSSARY)
    assert all(state.value in text for state in State)
    for code, spanish, english, *_ in STANDARD:
        assert spanish, code
        assert english, code
        assert spanish != english, code


# The words of our tables; each has to be explained once.
DOMAIN = (
    "report", "receipt", "category", "area", "body", "crew", "jurisdiction", "state", "errand",
    "fact", "organisation", "worker", "place", "operator", "officer", "lead", "member",
)  # fmt: skip


@pytest.mark.parametrize("word", DOMAIN)
def test_domain_word_is_in_the_glossary(word: str) -> None:
    terms = " ".join(row[0] for row in glossary())
    assert re.search(rf"\b{word}\b", terms), word


def test_words_of_the_glossary_are_words_of_the_house() -> None:
    """A term that no source uses is a term nobody needs."""
    sources = "\n".join(tree.text(path).casefold() for path in tree.of("minga"))
    sources += "\n".join(tree.text(path).casefold() for path in tree.files("minga/*/README.md"))
    spoken = sources.replace("_", " ")
    unused = [
        term
        for row in glossary()
        for term in re.split(r"[,/(]", row[0])[:1]
        if term.strip().casefold() not in spoken and "Chilean" not in row[2]
    ]
    assert unused == []
