"""A receipt as it is read aloud on the telephone: each letter with a word that begins with it."""

from django.utils.translation import pgettext_lazy

LETTERS = {
    "A": pgettext_lazy("spelling", "Alfa"),
    "B": pgettext_lazy("spelling", "Bravo"),
    "C": pgettext_lazy("spelling", "Charlie"),
    "D": pgettext_lazy("spelling", "Delta"),
    "E": pgettext_lazy("spelling", "Echo"),
    "F": pgettext_lazy("spelling", "Foxtrot"),
    "G": pgettext_lazy("spelling", "Golf"),
    "H": pgettext_lazy("spelling", "Hotel"),
    "J": pgettext_lazy("spelling", "Juliett"),
    "K": pgettext_lazy("spelling", "Kilo"),
    "M": pgettext_lazy("spelling", "Mike"),
    "N": pgettext_lazy("spelling", "November"),
    "P": pgettext_lazy("spelling", "Papa"),
    "Q": pgettext_lazy("spelling", "Quebec"),
    "R": pgettext_lazy("spelling", "Romeo"),
    "S": pgettext_lazy("spelling", "Sierra"),
    "T": pgettext_lazy("spelling", "Tango"),
    "V": pgettext_lazy("spelling", "Victor"),
    "W": pgettext_lazy("spelling", "Whiskey"),
    "X": pgettext_lazy("spelling", "X-ray"),
    "Y": pgettext_lazy("spelling", "Yankee"),
    "Z": pgettext_lazy("spelling", "Zulu"),
}


def spelled(receipt: str) -> list[list[tuple[str, str]]]:
    """The groups of a receipt; each sign with its word ("" for digits)."""
    return [
        [(sign, str(LETTERS[sign]) if sign in LETTERS else "") for sign in group]
        for group in receipt.split("-")
    ]
