"""The phrases of Minga and their Spanish: find them all, say which lack one, merge fragments.

python -m ops.phrases missing            what has no Spanish yet, as entries ready to fill in
python -m ops.phrases merge FILE.po …    put entries into the catalogue (later files win)
python -m ops.phrases tidy               sort it and drop what no source says any more

Needs neither GNU gettext nor a database: templates go through Django's `templatize`, Python
through Babel. `minga assets` compiles the catalogue.
"""

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

from minga.ground.media import REFUSALS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "minga"
CATALOGUE = SOURCES / "locale" / "es" / "LC_MESSAGES" / "django.po"
HEADER = """\
# Spanish (Chile) of Minga: warm and plain; citizens are spoken to as "tú".
# Sorted; written by `python -m ops.phrases`. English is the msgid itself.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"MIME-Version: 1.0\\n"
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WIDTH = 96


class Phrase(NamedTuple):
    """What a source says: context ("" without one), singular, plural ("" without one)."""

    context: str
    singular: str
    plural: str = ""


Key = tuple[str, str]
"""Context and singular: what gettext looks a phrase up by."""


def phrases(root: Path = SOURCES) -> dict[Phrase, str]:
    """Every phrase of the sources under a folder, each with one place that says it."""
    where_used: dict[Phrase, str] = {}
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            where_used |= {phrase: _place(path, root) for phrase in of_python(path.read_bytes())}
    for path in sorted(root.rglob("*.html")):
        text = path.read_text("utf-8")
        where_used |= {phrase: _place(path, root) for phrase in of_template(text)}
    if root == SOURCES:
        # The door for photos knows no Django, so its sentences carry no mark.
        where_used |= {Phrase("", sentence): "ground/media" for sentence in REFUSALS.values()}
    return where_used


def of_template(text: str) -> Iterator[Phrase]:
    """The phrases of one Django template."""
    lines = templatize(text).splitlines()
    # What is not a phrase has become "XXX", which a Python reader takes for names; only its
    # indentation would confuse it.
    yield from of_python("\n".join(line.lstrip() for line in lines).encode())


def of_python(source: bytes) -> Iterator[Phrase]:
    """The phrases of one Python source."""
    for _, said, _, context in extract("python", BytesIO(source), KEYWORDS):
        singular_plural = (said,) if isinstance(said, str) else tuple(said)
        if singular_plural and singular_plural[0]:
            yield Phrase(context or "", *singular_plural[:2])


def read(path: Path) -> Catalog:
    """A catalogue or a fragment of one."""
    with path.open("rb") as file:
        return read_po(file, locale="es", ignore_obsolete=True)


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """The entries of a catalogue by what gettext looks them up by; guesses are left out."""
    return {_key(message): message for message in catalogue if message.id and not message.fuzzy}


def missing(phrases_: Iterable[Phrase], catalogue: dict[Key, Message]) -> list[Phrase]:
    """The phrases without Spanish, or with a plural that is not wholly translated."""
    return sorted(phrase for phrase in phrases_ if not _is_whole(catalogue.get(phrase[:2]), phrase))


def _is_whole(message: Message | None, phrase: Phrase) -> bool:
    if message is None:
        return False
    if phrase.plural:
        return (
            isinstance(message.string, tuple) and len(message.string) == 2 and all(message.string)
        )
    first = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    return bool(first)


def written(messages: Iterable[Message]) -> str:
    """Entries as the text of a catalogue, sorted."""
    ordered = sorted(messages, key=lambda message: (_key(message)[1].casefold(), _key(message)))
    return "\n".join([HEADER, *map(_entry, ordered)])


def _entry(message: Message) -> str:
    lines = [f"#, {flag}" for flag in sorted(message.flags) if flag != "fuzzy"]
    if message.context:
        lines.append(f"msgctxt {normalize(message.context, width=WIDTH)}")
    if isinstance(message.id, str):
        lines.append(f"msgid {normalize(message.id, width=WIDTH)}")
        lines.append(f"msgstr {normalize(str(message.string or ''), width=WIDTH)}")
    else:
        lines.append(f"msgid {normalize(message.id[0], width=WIDTH)}")
        lines.append(f"msgid_plural {normalize(message.id[1], width=WIDTH)}")
        strings = message.string if isinstance(message.string, (tuple, list)) else ("", "")
        lines += [
            f"msgstr[{number}] {normalize(string or '', width=WIDTH)}"
            for number, string in enumerate(strings)
        ]
    return "\n".join(lines) + "\n"


def _key(message: Message) -> Key:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", singular)


def _place(path: Path, root: Path) -> str:
    return str(path.relative_to(root))


def _merge(fragments: list[Path]) -> int:
    catalogue = entries(read(CATALOGUE)) if CATALOGUE.exists() else {}
    for path in fragments:
        for key, message in entries(read(path)).items():
            old = catalogue.get(key)
            if old is not None and old.string and old.string != message.string:
                print(f"{path.name}: {key[1]!r} was {old.string!r}, is {message.string!r} now")
            if message.string:
                catalogue[key] = message
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(written(catalogue.values()), "utf-8")
    print(f"{len(catalogue)} entries in {CATALOGUE.relative_to(ROOT)}")
    return 0


def _missing() -> int:
    phrases_ = phrases()
    lacking = missing(phrases_, entries(read(CATALOGUE)) if CATALOGUE.exists() else {})
    for phrase in lacking:
        message_id = (phrase.singular, phrase.plural) if phrase.plural else phrase.singular
        print(f"# {phrases_[phrase]}")
        print(_entry(Message(message_id, context=phrase.context or None)))
    print(f"# {len(lacking)} of {len(phrases_)} phrases have no Spanish yet")
    return 1 if lacking else 0


def _tidy() -> int:
    said = {phrase[:2] for phrase in phrases()}
    catalogue = entries(read(CATALOGUE))
    kept = {key: message for key, message in catalogue.items() if key in said}
    CATALOGUE.write_text(written(kept.values()), "utf-8")
    print(f"{len(kept)} entries kept, {len(catalogue) - len(kept)} dropped")
    return 0


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit code."""
    verb, rest = (arguments[0] if arguments else ""), arguments[1:]
    if verb == "merge" and rest:
        return _merge([Path(name) for name in rest])
    if verb == "missing" and not rest:
        return _missing()
    if verb == "tidy" and not rest:
        return _tidy()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
