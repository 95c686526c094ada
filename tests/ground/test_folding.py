"""Folding: what people type and what is written come to the same words, here and on the phone."""

import json
import re
import sys
from itertools import pairwise

import pytest

from minga.ground import folding
from minga.ground.folding import fold, halves, holds, letters, readings, squeezed, terms
from tests.house import tree

PHONE = tree.ROOT / "minga" / "web" / "static" / "web" / "folding.js"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Av. Bernardo O'Higgins", "ohiggins"),
        ("Av. Bernardo O’Higgins", "O'HIGGINS"),
        ("Avenida O Higgins", "ohiggins"),
        ("Avenida OHiggins", "o higgins"),
        ("Pdte. Ibáñez", "presidente ibanez"),
        ("Presidente Ibáñez", "Pdte Ibañez"),
        ("4 Pte.", "4 poniente"),
        ("Pte. Ibáñez", "presidente ibanez"),
        ("Sta. María con Sto. Domingo", "santa maria / santo domingo"),
        ("Los Carrera esq. Castellón", "carrera esquina castellon"),
        ("Los Carrera esq. Castellón", "Los Carrera con Castellon"),
        ("Los Carrera esq. Castellón", "los carrera y castellón"),
        ("Los Carrera esq. Castellón", "los carrera/castellon"),
        ("Los Carrera esq. Castellón", "castellon & los carrera"),
        ("Los Carrera / Castellón", "los carrera con castellon"),
        ("1º de Mayo", "1 de mayo"),
        ("Río Bío-Bío", "bio bio"),
        ("Río Bío-Bío", "biobío"),
        ("San Pedro de la Paz", "sanpedro"),
        ("Capilla San José", "cap"),
        ("Cap. Ávalos", "cap"),
        ("Cap. Ávalos", "capitan avalos"),
        ("Площадь Ленина", "ПЛОЩАДЬ"),
        ("Ἀθῆναι", "αθηναι"),
        ("Straße des Friedens", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁesta", "FIESTA"),
        ("Cafe\u0301", "café"),
    ],
)
def test_what_is_written_is_found_as_people_type_it(written: str, typed: str) -> None:
    assert terms(typed)
    assert all(holds(fold(written), term) for term in terms(typed)), (fold(written), terms(typed))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Avenida Chile", "chillan"),
        ("4 Pte.", "presidente"),
        ("Av. Los Carrera", "carretera"),
        ("Calle Uno", "calle dos"),
        ("Plaza Perú", "cap."),
    ],
)
def test_what_is_another_name_is_not_found(written: str, typed: str) -> None:
    assert not all(holds(fold(written), term) for term in terms(typed))


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "…", "/", "'"])
def test_what_names_nothing_has_no_terms(typed: str) -> None:
    assert [term for term in terms(typed) if term != ("con",)] == []


def test_every_sign_there_is_folds_to_what_folds_to_itself() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    for start in range(0, len(signs), 500):
        text = "a".join(signs[start : start + 500])
        assert letters(letters(text)) == letters(text)
        assert fold(fold(text)) == fold(text)


def test_no_abbreviation_is_written_out_to_another() -> None:
    meant = {*folding.SHORT.values(), *folding.AFTER_NUMBER.values(), *folding.ONE_WORD.values()}
    assert not meant & {*folding.SHORT, *folding.AFTER_NUMBER}
    assert all(fold(word) == word for word in meant)


def test_an_address_is_read_looser_and_looser() -> None:
    def plain(typed: str) -> list[str]:
        return [" ".join(term[0] for term in reading) for reading in readings(typed)]

    assert plain("Barros Arana 631") == ["barros arana 631", "barros arana"]
    assert plain("Barros Arana Nº 631-B")[-1] == "barros arana b"
    assert plain("Calle 21 de Mayo 1250")[1:3] == ["calle 21 de mayo", "21 de mayo"]
    assert plain("Pasaje 5") == ["pasaje 5", "5"]
    assert plain("Ruta 160")[0] == "ruta 160"
    assert plain("Barros Arana s/n") == ["barros arana"]
    assert readings("") == []
    for typed in ("Av. Chile 12 con Ruta 5", "1 2 3 4 5", "n 5", "calle"):
        assert all(set(looser) <= set(tighter) for tighter, looser in pairwise(readings(typed)))


def test_a_corner_has_two_streets() -> None:
    assert halves("Los Carrera esq. Castellón") == ("los carrera", "castellon")
    assert halves("los carrera/castellon") == ("los carrera", "castellon")
    assert halves("Los Carrera") is halves("con Castellón") is halves("y") is None


def test_names_without_gaps_are_one() -> None:
    assert squeezed(fold("O'Higgins")) == squeezed(fold("OHiggins"))


def test_the_phone_folds_with_the_same_tables() -> None:
    script = tree.text(PHONE)
    for name in ("SHORT", "AFTER_NUMBER", "ONE_WORD"):
        table = re.search(rf"{name} = (\{{.*?\}});", script, re.DOTALL)
        assert table, name
        quoted = re.sub(r"(?<=[{,\s])(\w+):", r'"\1":', table[1])
        assert json.loads(re.sub(r",\s*\}", "}", quoted)) == dict(getattr(folding, name)), name
