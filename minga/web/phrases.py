"""Sentences of the shell, translated when shown."""

from django.utils.translation import gettext, gettext_lazy

MOVE_NOT_POSSIBLE = gettext_lazy("The report has moved on; look at it again, please.")
PHOTOS_FULL = gettext_lazy("This report has all the photos or voice notes it can hold.")


def translated_refusal(sentence: str) -> str:
    """A sentence of `ground.media.REFUSALS` (which knows no Django) in the reader's language."""
    return gettext(sentence)
