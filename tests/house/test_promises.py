"""A text promises only what exists: each promise stands in `promises.toml` beside what keeps it."""

import ast
import re
import tomllib

import pytest

from ops import phrases
from tests.house import tree

pytestmark = pytest.mark.house

FILE = tree.ROOT / "tests" / "house" / "promises.toml"
WILL_DO = r"tell you|write to you|call you|be (?:told|written|notified|sent)|visit|find|come here"
ENGLISH = re.compile(
    r"\bwe(?:’|')ll\b|\bwe will\b|\bI will (?:tell|write|call)\b"
    rf"|\byou will (?:see|hear|get|receive)\b|\bwill (?:{WILL_DO})"
    r"|\bgives you\b|\bcoming soon\b|\blet you know\b|\bnames the people\b",
    re.IGNORECASE,
)
SPANISH = re.compile(
    r"\b(?:avis|inform|llam|cont|mand|envi|notific)aremos\b|\bescribiremos\b"
    r"|\bte (?:da(?:rá|remos)? un|llegará|avis(?:o|ará)\b)|\bverás en\b|\blas? verás\b"
    r"|\brecibirás\b|\bpróximamente\b|\bnombra a las personas de\b",
    re.IGNORECASE,
)


def promises() -> dict[str, str]:
    """The promises that the catalogue holds, in English and Spanish together."""
    held: dict[str, str] = {}
    for (_, english), message in phrases.entries(phrases.read(phrases.CATALOGUE)).items():
        spanish = message.string if isinstance(message.string, str) else " ".join(message.string)
        if is_promise(english, spanish):
            held[english] = spanish
    return held


def is_promise(english: str, spanish: str) -> bool:
    return bool(ENGLISH.search(english) or SPANISH.search(spanish))


def is_kept(keeper: str) -> bool:
    """True when the file is there and defines the name."""
    file, _, name = keeper.partition(" ")
    path = tree.ROOT / file
    if not path.exists():
        return False
    return not name or any(
        name in (getattr(node, "name", ""), getattr(getattr(node, "target", None), "id", ""))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_a_text_promises_only_what_exists() -> None:
    listed = tomllib.loads(tree.text(FILE))
    said = promises()
    unkept = [english for english in said if not any(promise in english for promise in listed)]
    assert unkept == [], f"say what exists, or list what keeps it in {FILE.name}"
    assert [promise for promise in listed if not any(promise in english for english in said)] == []
    assert [keeper for keeper in listed.values() if not is_kept(keeper)] == []


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("We will tell you when it sets out.", "Te avisaremos cuando salga a terreno."),
        ("It arrives.", "Te escribiremos cuando llegue."),
        ("An officer who also names the people of the own body.", "Nombra a las personas de…"),
        ("The lead of your institution gives you a link.", "Quien coordina te da un enlace."),
    ],
)
def test_the_promises_that_nothing_kept_are_found(english: str, spanish: str) -> None:
    assert is_promise(english, "") or is_promise("", spanish)
    assert not is_kept("minga/reports/actions/attending.py write_to_the_neighbour")
    assert not is_kept("minga/nowhere.py")
