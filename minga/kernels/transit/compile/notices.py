"""What is wrong with a feed, row by row, and the refusal that carries it."""

from dataclasses import dataclass

MAX_NOTICES = 200
"""More than a person reads; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One fault: where it stands and what was written there."""

    code: str
    file: str = ""
    row: int = 0
    """Line in the file, the header being line 1; 0 where the whole file is meant."""
    field: str = ""
    value: str = ""
    is_error: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        said = f" {self.field}={self.value!r}" if self.field else ""
        return f"{place}: {self.code}{said}"


class FeedRefused(ValueError):
    """A feed that cannot be used; `notices` says why, the first of each kind by row."""

    def __init__(self, feed: str, notices: list[Notice]) -> None:
        self.feed = feed
        self.notices = notices[:MAX_NOTICES]
        more = len(notices) - 3
        said = "; ".join(map(str, notices[:3])) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"{feed}: {said}")
