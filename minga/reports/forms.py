"""What a form sends, as the plain values that the intake schema reads."""

from collections.abc import Mapping
from typing import Any


def filing_from_form(given: Mapping[str, str]) -> dict[str, Any]:
    """Form fields as JSON values: empty ones are absent, numbers are numbers.

    A number that cannot be read is passed on as text, so that the schema tells the fault.
    """
    filing: dict[str, Any] = {}
    for name in ("category", "address", "area", "text"):
        if value := given.get(name, "").strip():
            filing[name] = value.replace("\r\n", "\n")
    for name in ("lat", "lon", "accuracy_m"):
        if value := given.get(name, "").strip():
            filing[name] = _number(value)
    contact = {
        name: value
        for name in ("name", "email", "phone")
        if (value := given.get(f"contact_{name}", "").strip())
    }
    if contact:
        filing["contact"] = contact
    filing.setdefault("category", "")
    return filing


def _number(value: str) -> float | str:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return value
