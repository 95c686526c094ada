"""Folding: the one way in which what people type is compared with what is written.

"Av. Gral. Bonilla", "avenida general bonilla" and "AVDA GENERAL BONILLA" are one street;
"Bío-Bío", "Bio Bio" and "Biobío" are one river; "ohiggins" finds "O'Higgins". The phone has the
same tables in `static/web/folding.js`, held to these by a test.

What is kept beside rows (`folded`) was folded when they were written: a change of a table here
needs a migration that folds them anew.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

SHORT: Mapping[str, str] = {
    "alm": "almirante",
    "av": "avenida",
    "avda": "avenida",
    "ave": "avenida",
    "cap": "capitan",
    "cdte": "comandante",
    "cmdte": "comandante",
    "cnel": "coronel",
    "crl": "coronel",
    "ctra": "carretera",
    "depto": "departamento",
    "dpto": "departamento",
    "dr": "doctor",
    "dra": "doctora",
    "edif": "edificio",
    "esq": "con",
    "esquina": "con",
    "fco": "francisco",
    "gral": "general",
    "hosp": "hospital",
    "ing": "ingeniero",
    "km": "kilometro",
    "mons": "monsenor",
    "mun": "municipalidad",
    "nte": "norte",
    "ote": "oriente",
    "pdte": "presidente",
    "pje": "pasaje",
    "plza": "plaza",
    "pob": "poblacion",
    "prof": "profesor",
    "psje": "pasaje",
    "pte": "presidente",
    "pza": "plaza",
    "r": "ruta",
    "sgto": "sargento",
    "sta": "santa",
    "sto": "santo",
    "tte": "teniente",
    "y": "con",
}
"""What people shorten, and the words that join two streets to a corner: they are all "con"."""
AFTER_NUMBER: Mapping[str, str] = {"pte": "poniente"}
"""What it means after a number: 4 Pte. is a street to the west, Pte. Ibáñez a president."""
ONE_WORD: Mapping[str, str] = {"bio bio": "biobio"}
JOINS = "con"
ROAD_TYPES = frozenset({"avenida", "calle", "camino", "carretera", "pasaje", "ruta"})
"""People say them where the map leaves them out, and the other way round."""
NUMBER_MARKS = frozenset({"n", "no", "nro", "num", "numero"})
NUMBERED = frozenset({*ROAD_TYPES, "kilometro", "linea", "sector", "villa"})
"""A number after these is a name, not a house."""

WORD = re.compile(r"[^\W_]+")
CORNER_SIGN = re.compile(r"[/&+]")
NO_NUMBER = re.compile(r"\bs/n\b")
ORDINAL = re.compile("[\u00ba\u00aa\u00b0]")
NUMBER = re.compile(r"\d+[a-z]?")
HOUSE_NUMBER = re.compile(r"\d{1,5}[a-z]?")
LONG = 5
"""A word of so many letters may run over the gaps of what is written: "ohiggins", "sanpedro"."""
MOST_TERMS = 8


def letters(text: str) -> str:
    """Lower case and without accents; two texts that differ in nothing else become equal."""
    plain = text
    while True:  # a mark that goes can leave a letter that folds again
        apart = unicodedata.normalize("NFKD", plain.casefold())
        bare = "".join(sign for sign in apart if unicodedata.category(sign)[0] != "M")
        if bare == plain:
            return plain
        plain = bare


def fold(text: str) -> str:
    """The words of a text: lower case, no accents, no punctuation, abbreviations written out.

    Folding again changes nothing.
    """
    plain = letters(ORDINAL.sub("", text))
    plain = CORNER_SIGN.sub(f" {JOINS} ", NO_NUMBER.sub(" ", plain))
    folded = " ".join(_written_out(WORD.findall(plain)))
    for written, meant in ONE_WORD.items():
        folded = re.sub(rf"\b{written}\b", meant, folded)
    return folded


def _written_out(parts: Sequence[str]) -> Iterator[str]:
    before = ""
    for word in parts:
        meant = SHORT.get(word, word)
        yield AFTER_NUMBER.get(word, meant) if NUMBER.fullmatch(before) else meant
        before = word


def squeezed(folded: str) -> str:
    """A folded text without its gaps: what two ways of writing a name have in common."""
    return folded.replace(" ", "")


def terms(query: str) -> list[tuple[str, ...]]:
    """What must be in a text for it to be what was typed: each word, or one of its meanings.

    The last word may not be typed to its end: "cap" is a captain, and the beginning of a chapel.
    The word that joins a corner may be missing.
    """
    parts = fold(query).split()
    wanted: list[tuple[str, ...]] = [(word,) for word in parts if word != JOINS]
    wanted = wanted or [(word,) for word in parts]
    typed = WORD.findall(letters(query))
    last = typed[-1] if typed and query[-1].isalnum() else ""
    if last in SHORT and wanted[-1] == (SHORT[last],):
        wanted[-1] = (SHORT[last], last)
    return list(dict.fromkeys(wanted))[:MOST_TERMS]


def holds(folded: str, term: Collection[str]) -> bool:
    """Whether a folded text holds a term of `terms`, a long one also over its gaps."""
    return any(word in folded or (len(word) >= LONG and word in squeezed(folded)) for word in term)


def readings(query: str) -> list[list[tuple[str, ...]]]:
    """The terms of an address, then looser and looser: without the number of the house, without
    what kind of road it is, without any number.
    """
    whole = terms(query)
    folded = fold(query).split()
    houses = _house_numbers(folded)
    street = [term for term in whole if term[0] not in houses]
    bare = [term for term in street if term[0] not in ROAD_TYPES]
    wordy = [term for term in bare if not NUMBER.fullmatch(term[0])]
    looser: list[list[tuple[str, ...]]] = []
    for reading in (whole, street, bare, wordy):
        if reading and reading not in looser:
            looser.append(reading)
    return looser


def _house_numbers(parts: Sequence[str]) -> set[str]:
    """The words of an address that say which house it is: never its first one."""
    houses: set[str] = set()
    for place, word in enumerate(parts[1:], start=1):
        before, after = parts[place - 1], parts[place + 1 : place + 2]
        if HOUSE_NUMBER.fullmatch(word) and before not in NUMBERED and after != ["de"]:
            houses.add(word)
            if before in NUMBER_MARKS:
                houses.add(before)
    return houses


def halves(query: str) -> tuple[str, str] | None:
    """The two streets of a corner, folded, if the words name one."""
    first, joined, second = f" {fold(query)} ".partition(f" {JOINS} ")
    return (first.strip(), second.strip()) if joined and first.strip() and second.strip() else None
