"""Codes from Spanish names: "Av. Paicaví" → "av-paicavi"."""

import re
import unicodedata


def code_from(name: str) -> str:
    """Letters and digits without accents, parted by hyphens."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
