"""Folding of place names, so that search finds what people type.

"Av. Gral. Bonilla", "avenida general bonilla" and "AVDA GENERAL BONILLA" are one street;
"Bío-Bío", "Bio Bio" and "Biobío" are one river.
"""

import re
import unicodedata

SHORT = {
    "av": "avenida",
    "avda": "avenida",
    "gral": "general",
    "pje": "pasaje",
    "psje": "pasaje",
    "pob": "poblacion",
    "sta": "santa",
    "sto": "santo",
    "dr": "doctor",
    "ing": "ingeniero",
    "esq": "con",
    "esquina": "con",
    "y": "con",
    "hosp": "hospital",
    "mun": "municipalidad",
    "r": "ruta",
}
ONE_WORD = (("bio bio", "biobio"),)


def fold(name: str) -> str:
    """Lower case, no accents, no punctuation, abbreviations written out."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain)
    folded = " ".join(SHORT.get(word, word) for word in words)
    for written, meant in ONE_WORD:
        folded = folded.replace(written, meant)
    return folded
