"""Search in a column of folded text, alike on both engines."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from minga.ground.folding import LONG, fold, terms

MAX_SEARCH_CHARS = 160

RowT = TypeVar("RowT", bound=models.Model)


class FoldedField(models.TextField):
    """The folded words of other columns (`of`), written whenever the row is."""

    def __init__(self, *args: Any, of: Sequence[str] = (), **options: Any) -> None:
        self.of = tuple(of)
        settled: Any = {"default": "", "blank": True, "editable": False} | options
        super().__init__(*args, **settled)

    def deconstruct(self) -> Any:
        """As a migration writes it."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The columns' words as they are stored now."""
        folded = fold(" ".join(str(getattr(model_instance, column)) for column in self.of))
        setattr(model_instance, self.attname, folded)
        return folded


def holding(term: Sequence[str], column: str = "folded") -> Q:
    """Rows whose folded column holds a term of `folding.terms`, a long one also over its gaps."""
    wanted = Q()
    for word in term:
        wanted |= Q(**{f"{column}__contains": word})
        if len(word) >= LONG:
            gapless = Replace(F(column), Value(" "), Value(""), output_field=models.TextField())
            wanted |= Q(Contains(gapless, word))
    return wanted


def narrowed(
    rows: models.QuerySet[RowT], query: str, column: str = "folded"
) -> models.QuerySet[RowT]:
    """The rows that hold every term of what was typed; all of them where nothing was typed."""
    for term in terms(query[:MAX_SEARCH_CHARS]):
        rows = rows.filter(holding(term, column))
    return rows
