"""Rows of a file as they are checked: bad ones are left out and told, many refuse the feed."""

import polars as pl

from minga.kernels.transit.compile.columns import faults
from minga.kernels.transit.compile.notices import Notice

BAD_ROWS_BORNE = 20
"""One bad row is borne, and one in so many; beyond that the whole file is not to be trusted."""


class Rows:
    """A table on its way to being used: `frame` is what is left, `notices` why it is less."""

    def __init__(self, file: str, frame: pl.DataFrame) -> None:
        self.file, self.frame = file, frame
        self.notices: list[Notice] = []
        self._borne = max(1, len(frame) // BAD_ROWS_BORNE)

    def leave_out(self, code: str, field: str, wrong: pl.Expr, *, refuses: bool = True) -> None:
        """Take away the rows where `wrong` holds. Without `refuses` any number is borne."""
        is_bad = self.frame.select(wrong.fill_null(False).alias("bad"))["bad"]
        if many := int(is_bad.sum()):
            is_error = refuses and many > self._borne
            bad = self.frame.filter(is_bad)
            self.notices += faults(bad, self.file, code, field, pl.lit(True), is_error=is_error)
            self.frame = self.frame.filter(~is_bad)

    def keep_first(self, key: str) -> None:
        """Rows need an id of their own: of several with the same the first stays."""
        self.leave_out("id_twice", key, ~pl.col(key).is_first_distinct() & (pl.col(key) != ""))
        self.leave_out("id_missing", key, pl.col(key) == "")

    def refer(
        self, key: str, listed: pl.Series, kept: pl.Series, code: str, *, refuses: bool = True
    ) -> None:
        """Every `key` names one of the `kept`; what was `listed` but left out takes these along."""
        used = self.frame[key].unique()
        if used.is_in(kept.implode()).all():
            return
        stranger = ~pl.col(key).is_in(listed.implode())
        self.leave_out(code, key, stranger, refuses=refuses)
        lost = ~pl.col(key).is_in(kept.implode())
        self.leave_out("left_out_with_it", key, lost, refuses=False)
