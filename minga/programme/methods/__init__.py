"""The methods a programme can be set up from."""

from django.utils.translation import get_language

from minga.programme.methods.open_innovation import OPEN_INNOVATION
from minga.programme.methods.plan import ComponentPlan, PhasePlan

METHODS: dict[str, tuple[ComponentPlan, ...]] = {"open_innovation": OPEN_INNOVATION}

_TEXTS = {
    text: pair
    for method in METHODS.values()
    for component in method
    for pair in component.texts()
    for text in pair
}


def localized(text: str) -> str:
    """A title or purpose that a method gave, in the reader's language; what people wrote stays."""
    es, en = _TEXTS.get(text, (text, text))
    return es if (get_language() or "es").startswith("es") else en


__all__ = ["METHODS", "ComponentPlan", "PhasePlan", "localized"]
